/** Whom of the other sessions the changes of one meet, for a column and a line. */
import type { RadarReport } from '../../../core/radar.js';
import { sessionWords } from '../../../core/radar-words.js';
import { printable } from '../../../core/text.js';

export interface SessionOverlap {
  /** What the others are called; those that it would conflict with first. Empty for nobody. */
  readonly others: readonly string[];
  /** Merging it would conflict with one of them, or with its target. */
  readonly willConflict: boolean;
  /** All of it in words; '' for nothing. */
  readonly words: string;
}

/** What a report says of each session that it looked at, by their ids. */
export function overlapsOf(report: RadarReport): Map<string, SessionOverlap> {
  const titles = new Map(report.sessions.map(({ sessionId, title }) => [sessionId, title]));
  return new Map(
    report.sessions.map((session) => {
      const { sessionId, targetConflicts } = session;
      const pairs = report.pairs
        .filter(({ a, b }) => a === sessionId || b === sessionId)
        .map(({ a, b, conflicts = [] }) => ({
          id: a === sessionId ? b : a,
          conflicts: conflicts.length,
        }))
        .sort((one, other) => other.conflicts - one.conflicts);
      const overlap: SessionOverlap = {
        others: pairs.map(({ id }) => printable(titles.get(id) ?? id)),
        willConflict: targetConflicts.length > 0 || (pairs[0]?.conflicts ?? 0) > 0,
        words: printable(sessionWords(report, session)),
      };
      return [sessionId, overlap];
    }),
  );
}
