import fuzzysort from 'fuzzysort';
import type { PickEntry } from './pick-list.js';

/**
 * fuzzysort drops matches of scattered letters (`nxt`) by default, and all after the tenth (`limit`
 * 0 keeps them); here the list is short.
 */
export const LOWEST_SCORE = 0.2;

/**
 * Entries that have the typed letters in order, best match first; all of them for no letters. A
 * command that begins with them precedes what happens to be called like it, even where it cannot
 * be done now: then Enter does nothing rather than something else.
 */
export function fuzzyFilter<Value>(
  entries: readonly PickEntry<Value>[],
  filter: string,
): readonly PickEntry<Value>[] {
  if (!filter) return entries;
  const found = fuzzysort
    .go(filter, entries, { key: 'text', threshold: LOWEST_SCORE, limit: 0 })
    .map(({ obj }) => obj);
  const begin = filter.toLowerCase();
  const rank = ({ isCommand, disabledReason, text }: PickEntry<Value>) => {
    if (!isCommand || !text.toLowerCase().startsWith(begin)) return 2;
    return disabledReason === undefined ? 0 : 1;
  };
  return found.toSorted((a, b) => rank(a) - rank(b));
}
