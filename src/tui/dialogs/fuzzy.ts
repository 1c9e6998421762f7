import fuzzysort from 'fuzzysort';
import type { PickEntry } from './pick-list.js';

/** fuzzysort drops matches of scattered letters (`nxt`) by default; here the list is short. */
const LOWEST_SCORE = 0.2;

/** Entries that have the typed letters in order, best match first; all of them for no letters. */
export function fuzzyFilter<Value>(
  entries: readonly PickEntry<Value>[],
  filter: string,
): readonly PickEntry<Value>[] {
  if (!filter) return entries;
  return fuzzysort
    .go(filter, entries, { key: 'text', threshold: LOWEST_SCORE })
    .map(({ obj }) => obj);
}
