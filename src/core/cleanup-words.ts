import type { CleanupItem, CleanupResult } from './cleanup.js';

/** What goes with an item, in words. */
export function lostWords({ losses, isForced }: Pick<CleanupItem, 'losses' | 'isForced'>): string {
  if (losses.length === 0) return 'nothing';
  const words = losses.map(({ summary }) => summary).join(', ');
  return isForced ? `${words} (saved first)` : words;
}

/** One line about all of it. */
export function summaryOf(results: readonly CleanupResult[]): string {
  const amount = (state: CleanupResult['state']) =>
    results.filter((result) => result.state === state).length;
  const parts = [`${amount('removed')} removed`];
  if (amount('kept') > 0) parts.push(`${amount('kept')} kept to protect work`);
  if (amount('failed') > 0) parts.push(`${amount('failed')} failed`);
  if (amount('untouched') > 0) parts.push(`stopped before ${amount('untouched')} more`);
  return `${parts.join(', ')}.`;
}
