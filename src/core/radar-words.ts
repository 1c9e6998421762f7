import type {
  LineRange,
  Overlap,
  OverlapKind,
  RadarReport,
  RadarSession,
  SessionPair,
} from './radar.js';
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

/**
 * What a session shares with others and its target: "2 conflicts with parser, 1 file in common
 * with docs"; '' when there is nothing.
 */
export function sessionWords({ sessions, pairs }: RadarReport, session: RadarSession): string {
  const { sessionId, targetConflicts, target } = session;
  const titles = new Map(sessions.map((other) => [other.sessionId, other.title]));
  const shared = pairs
    .filter(({ a, b }) => a === sessionId || b === sessionId)
    .map((pair) => {
      const id = pair.a === sessionId ? pair.b : pair.a;
      const conflicts = pair.conflicts?.length ?? 0;
      const what =
        conflicts > 0
          ? count(conflicts, 'conflict')
          : `${count(pair.overlaps.length, 'file')} in common`;
      return { conflicts, words: `${what} with ${titles.get(id) ?? id}` };
    })
    .sort((a, b) => b.conflicts - a.conflicts);
  const own =
    targetConflicts.length > 0
      ? [`${count(targetConflicts.length, 'conflict')} with ${target}`]
      : [];
  return [...own, ...shared.map(({ words }) => words)].join(', ');
}
