import type { Config } from '../core/config.js';
import type { ModelUsage } from '../core/llm.js';
import type { Completion } from './completion.js';

/** Characters that a token has about, over languages and code. */
const CHARACTERS_PER_TOKEN = 4;

/** What a question has used, by the server's word, else by the length of what went and came. */
export function usedBy(
  llm: Config['llm'],
  prompt: string,
  answer: Partial<Completion> & { received?: number },
): ModelUsage {
  const { usage } = answer;
  const tokensIn = usage?.in ?? tokensOf(prompt.length);
  const tokensOut = usage?.out ?? tokensOf(answer.text?.length ?? answer.received ?? 0);
  return priced(llm, { tokensIn, tokensOut, isEstimated: usage === undefined });
}

/** The same with what it costs, where the settings have prices. */
export function priced(
  { priceIn, priceOut }: Config['llm'],
  used: Omit<ModelUsage, 'cost'>,
): ModelUsage {
  const { tokensIn, tokensOut, isEstimated } = used;
  const hasPrices = priceIn !== undefined || priceOut !== undefined;
  return {
    ...{ tokensIn, tokensOut, isEstimated },
    ...(hasPrices && {
      cost: (tokensIn * (priceIn ?? 0) + tokensOut * (priceOut ?? 0)) / 1_000_000,
    }),
  };
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
