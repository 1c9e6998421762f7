/** Finds rows of the session table by what is typed, and what of them to highlight. */
import fuzzysort from 'fuzzysort';
import type { SessionRow } from '../../model/session-table/rows.js';
import { LOWEST_SCORE } from '../fuzzy.js';

const FIELDS = ['title', 'branch', 'target', 'agent', 'state', 'repository'] as const;
export type FilterField = (typeof FIELDS)[number];

export interface RowMatch {
  readonly row: SessionRow;
  /** Places in a field's text, UTF-16 units, that were typed. */
  readonly marks: Partial<Readonly<Record<FilterField, ReadonlySet<number>>>>;
}

const NO_MARKS: RowMatch['marks'] = {};

/** A field is highlighted when it matches about as well as the best one. */
const SCORE_SLACK = 0.1;

interface Found {
  score: number;
  marks: Partial<Record<FilterField, Set<number>>>;
}

function search(word: string, rows: readonly SessionRow[]): Map<SessionRow, Found> {
  const keys = FIELDS.map((field) => (row: SessionRow) => row[field]);
  const results = fuzzysort.go(word, rows, { keys, threshold: LOWEST_SCORE, limit: 0 });
  return new Map(
    results.map((result) => {
      const scores = FIELDS.map((_field, index) => result[index]?.score ?? 0);
      const best = Math.max(...scores);
      const marks: Found['marks'] = {};
      FIELDS.forEach((field, index) => {
        const score = scores[index] ?? 0;
        if (score > 0 && score >= best - SCORE_SLACK)
          marks[field] = new Set(result[index]?.indexes);
      });
      return [result.obj, { score: best, marks }];
    }),
  );
}

function joined(a: Found, b: Found): Found {
  const marks = { ...a.marks };
  for (const field of FIELDS) {
    const more = b.marks[field];
    if (more) marks[field] = new Set([...(marks[field] ?? []), ...more]);
  }
  return { score: a.score + b.score, marks };
}

/**
 * The rows that have every word of `text` in one of their fields. Groups stay together: the one
 * with the best match comes first, and so it is in each. No text keeps all rows in their order.
 */
export function filterRows(rows: readonly SessionRow[], text: string): RowMatch[] {
  const [first, ...others] = text.split(/\s+/).filter((word) => word !== '');
  if (first === undefined) return rows.map((row) => ({ row, marks: NO_MARKS }));
  let found = search(first, rows);
  for (const word of others) {
    const next = search(word, [...found.keys()]);
    found = new Map(
      [...next].map(([row, more]) => [row, joined(found.get(row) ?? more, more)] as const),
    );
  }
  const best = new Map<string, number>();
  for (const [{ group }, { score }] of found) {
    best.set(group, Math.max(best.get(group) ?? 0, score));
  }
  const order = new Map(rows.map((row, index) => [row, index]));
  const place = (row: SessionRow) => order.get(row) ?? 0;
  return [...found]
    .sort(([a, one], [b, other]) => {
      const byGroup = (best.get(b.group) ?? 0) - (best.get(a.group) ?? 0);
      return (
        byGroup || a.group.localeCompare(b.group) || other.score - one.score || place(a) - place(b)
      );
    })
    .map(([row, { marks }]) => ({ row, marks }));
}
