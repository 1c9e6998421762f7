import type { Config } from '../core/config.js';
import type { ModelUsage } from '../core/llm.js';
import type { Completion } from './completion.js';

/** Characters that a token has about, over languages and code. */
const CHARACTERS_PER_TOKEN = 4;

/** What a question has used, by the server's word, else by the length of what went and came. */
export function usedBy(
  { priceIn, priceOut }: Config['llm'],
  prompt: string,
  answer: Partial<Completion> & { received?: number },
): ModelUsage {
  const { usage } = answer;
  const tokensIn = usage?.in ?? tokensOf(prompt.length);
  const tokensOut = usage?.out ?? tokensOf(answer.text?.length ?? answer.received ?? 0);
  const hasPrices = priceIn !== undefined || priceOut !== undefined;
  return {
    tokensIn,
    tokensOut,
    isEstimated: usage === undefined,
    ...(hasPrices && {
      cost: (tokensIn * (priceIn ?? 0) + tokensOut * (priceOut ?? 0)) / 1_000_000,
    }),
  };
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
