import type { LineRange, Overlap, OverlapKind, RadarReport, SessionPair } from './radar.js';
import { count } from './text.js';

const KIND_WORDS: Readonly<Record<OverlapKind, string>> = {
  'same-hunk': 'the same lines',
  adjacent: 'lines beside each other',
  'both-add': 'both add it',
  'delete-modify': 'one deletes it, one changes it',
  rename: 'one renames it',
  'file-directory': 'a file in one, a directory in the other',
  binary: 'binary',
  submodule: 'a submodule',
  symlink: 'a symbolic link',
  mode: 'permissions in one',
  unread: 'not read: too large, or not readable',
  'same-file': 'different lines',
  'same-change': 'the same change',
};

/** Names in these words are data: whoever shows them makes them printable. */

/** How two sessions meet in a file, with the first of the lines. */
export function overlapWords({ kind, hunks, hunkCount }: Overlap): string {
  const first = hunks[0];
  if (first === undefined) return KIND_WORDS[kind];
  const more = hunkCount > 1 ? ` and ${count(hunkCount - 1, 'more place')}` : '';
  const ranges = [...new Set([rangeWords(first.a), rangeWords(first.b)])].join(' and ');
  return `${KIND_WORDS[kind]}: ${ranges}${more}`;
}

/** What merging both comes to in the file. */
export function outcomeWords({ kind, willConflict }: Overlap): string {
  if (willConflict) return 'conflict';
  if (kind === 'same-change') return 'same';
  return willConflict === false ? 'merges' : 'unknown';
}

function rangeWords({ start, count: length }: LineRange): string {
  if (length === 0) return start === 0 ? 'the top' : `after ${start}`;
  return length === 1 ? `${start}` : `${start}-${start + length - 1}`;
}

/** What is told of two sessions in one line. */
export function pairWords({ overlaps, conflicts }: SessionPair): string {
  const files = `${count(overlaps.length, 'file')} in common`;
  if (conflicts === undefined) return `${files}, conflicts unknown`;
  return conflicts.length > 0 ? `${count(conflicts.length, 'conflict')}, ${files}` : files;
}

/** Sessions named in one line; what is beyond is counted. */
const NAMED = 6;

/** Whom the work of one session meets. */
export interface SessionMeetings {
  readonly target: string;
  /** Files in conflict with the target. */
  readonly targetConflicts: number;
  /** Those that it would conflict with most come first. */
  readonly others: readonly {
    readonly id: string;
    readonly title: string;
    /** Files in conflict, and all that both change. */
    readonly conflicts: number;
    readonly files: number;
  }[];
}

/** Whom each session of a report meets, by its id. */
export function meetingsBySession({ sessions, pairs }: RadarReport): Map<string, SessionMeetings> {
  const titles = new Map(sessions.map(({ sessionId, title }) => [sessionId, title]));
  const others = new Map<string, SessionMeetings['others'][number][]>();
  const add = (id: string, other: string, { conflicts = [], overlaps }: SessionPair) => {
    const met = others.get(id) ?? [];
    const title = titles.get(other) ?? other;
    met.push({ id: other, title, conflicts: conflicts.length, files: overlaps.length });
    others.set(id, met);
  };
  for (const pair of pairs) {
    add(pair.a, pair.b, pair);
    add(pair.b, pair.a, pair);
  }
  return new Map(
    sessions.map(({ sessionId, target, targetConflicts }) => [
      sessionId,
      {
        target,
        targetConflicts: targetConflicts.length,
        others: (others.get(sessionId) ?? []).sort((a, b) => b.conflicts - a.conflicts),
      },
    ]),
  );
}

/** Whether merging it would conflict with its target or another session. */
export function willConflict({ targetConflicts, others }: SessionMeetings): boolean {
  return targetConflicts > 0 || (others[0]?.conflicts ?? 0) > 0;
}

/**
 * What a session shares with others and its target: "2 conflicts with parser, 1 file in common
 * with docs"; '' when there is nothing.
 */
export function meetingWords({ target, targetConflicts, others }: SessionMeetings): string {
  const own = targetConflicts > 0 ? [`${count(targetConflicts, 'conflict')} with ${target}`] : [];
  const shared = others.slice(0, NAMED).map(({ title, conflicts, files }) => {
    const what = conflicts > 0 ? count(conflicts, 'conflict') : `${count(files, 'file')} in common`;
    return `${what} with ${title}`;
  });
  const rest = others.length - shared.length;
  const more = rest > 0 ? [`and something with ${count(rest, 'more session')}`] : [];
  return [...own, ...shared, ...more].join(', ');
}
