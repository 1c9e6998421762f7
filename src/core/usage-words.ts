import type { ModelUsage } from './llm.js';

/** What a model has cost so far: tokens, and money where prices are set. */
export function usageWords({ tokensIn, tokensOut, isEstimated, cost }: ModelUsage): string {
  const about = isEstimated ? 'about ' : '';
  const number = (amount: number) => amount.toLocaleString('en-US');
  const money = cost === undefined ? '' : `, cost ${about}${cost.toFixed(cost < 0.1 ? 4 : 2)}`;
  return `${about}${number(tokensIn)} tokens in, ${number(tokensOut)} out${money}`;
}
