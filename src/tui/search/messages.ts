/** What a client and its search thread tell each other. */
import type { MatchBatch } from '../model/copy-mode/matches.js';
import type { SearchDirection, SearchQuery } from '../model/copy-mode/state.js';
import type { PackedRows } from './packed-rows.js';

export type SearchRequest =
  /** Rows in front of those that were sent before; with `isComplete` there are no older ones. */
  | { kind: 'rows'; rows: PackedRows; cols: number; isComplete: boolean }
  /** Takes the place of the search before. Lines near `from` come first. */
  | {
      kind: 'search';
      id: number;
      query: SearchQuery;
      direction: SearchDirection;
      from: number;
    };

export type SearchReport =
  /** The thread is at work on a few lines, and cannot hear anything until it is done. */
  | { kind: 'busy'; id: number }
  | { kind: 'batch'; id: number; batch: MatchBatch }
  /** Every line there is has been searched. */
  | { kind: 'done'; id: number };
