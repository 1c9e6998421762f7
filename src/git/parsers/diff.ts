import type { FileChange } from '../../core/repository.js';
import { splitNul, UnexpectedOutput } from './fields.js';

/** One record of `--raw -z`: what stood at a path before and after. */
export interface RawChange {
  oldMode: string;
  newMode: string;
  oldOid: string;
  newOid: string;
  /** First letter of the status: A, C, D, M, R, T, U, X. */
  status: string;
  path: string;
  from?: string;
}

export interface LineCounts {
  path: string;
  from?: string;
  /** Absent for binary files. */
  added?: number;
  removed?: number;
}

/**
 * Begins a comparison of two trees as raw lines. A submodule that `.gitmodules` says to ignore is
 * moved by a merge like any other. git reads an index for it all the same, and would start a hook
 * of the user's that watches files.
 */
export const DIFF_TREES = [
  ...['-c', 'core.fsmonitor=false'],
  ...['diff-tree', '-r', '-z', '--raw', '--ignore-submodules=none'],
];

export { GITLINK_MODE } from '../../core/diff.js';

const KIND_BY_STATUS: Readonly<Record<string, FileChange['kind']>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
  U: 'conflicted',
};

/** What a status letter of a diff or of `git status` says; `modified` for one that is unknown. */
export function kindOfChange(letter: string): FileChange['kind'] {
  return KIND_BY_STATUS[letter] ?? 'modified';
}

/** Output of `git diff-tree -r -z --raw`. https://git-scm.com/docs/git-diff-tree#_raw_output_format */
export function parseRaw(output: string | Buffer): RawChange[] {
  return takeRaw(splitNul(output)).changes;
}

/** Output of `git diff --numstat -z`. */
export function parseNumstat(output: string | Buffer): LineCounts[] {
  return numstatOf(splitNul(output));
}

/** Output of `git diff-tree -r -z --raw --numstat`: all raw records, then all counts. */
export function parseRawNumstat(output: string | Buffer): FileChange[] {
  const { changes, rest } = takeRaw(splitNul(output));
  const counts = new Map(numstatOf(rest).map((count) => [count.path, count]));
  return changes.map((change) => {
    const count = counts.get(change.path);
    return {
      path: change.path,
      ...(change.from === undefined ? {} : { from: change.from }),
      kind: kindOfChange(change.status),
      ...(count?.added === undefined ? {} : { added: count.added }),
      ...(count?.removed === undefined ? {} : { removed: count.removed }),
      isBinary: count !== undefined && count.added === undefined,
    };
  });
}

/** As `parseRawNumstat`, with what stood at each path. */
export function parseRawAndCounts(output: string | Buffer): {
  changes: RawChange[];
  counts: LineCounts[];
} {
  const { changes, rest } = takeRaw(splitNul(output));
  return { changes, counts: numstatOf(rest) };
}

function takeRaw(fields: readonly string[]): { changes: RawChange[]; rest: string[] } {
  const changes: RawChange[] = [];
  let i = 0;
  while (fields[i]?.startsWith(':')) {
    const header = fields[i] ?? '';
    const [oldMode, newMode, oldOid, newOid, status] = header.slice(1).split(' ');
    const isPair = status?.startsWith('R') || status?.startsWith('C');
    const path = fields[i + (isPair ? 2 : 1)];
    if (!oldMode || !newMode || !oldOid || !newOid || !status || path === undefined) {
      throw new UnexpectedOutput('diff-tree', header);
    }
    const from = isPair ? fields[i + 1] : undefined;
    changes.push({
      oldMode,
      newMode,
      oldOid,
      newOid,
      status: status.slice(0, 1),
      path,
      ...(from === undefined ? {} : { from }),
    });
    i += isPair ? 3 : 2;
  }
  return { changes, rest: fields.slice(i) };
}

function numstatOf(fields: readonly string[]): LineCounts[] {
  const counts: LineCounts[] = [];
  for (let i = 0; i < fields.length; i += 1) {
    const [, added, removed, name] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(fields[i] ?? '') ?? [];
    if (added === undefined || removed === undefined || name === undefined) {
      throw new UnexpectedOutput('diff --numstat', fields[i]);
    }
    // A rename has an empty name here and its two names after it.
    const isPair = name === '';
    const path = isPair ? fields[i + 2] : name;
    const from = isPair ? fields[i + 1] : undefined;
    if (path === undefined) throw new UnexpectedOutput('diff --numstat', fields[i]);
    counts.push({
      path,
      ...(from === undefined ? {} : { from }),
      ...(added === '-' ? {} : { added: Number(added) }),
      ...(removed === '-' ? {} : { removed: Number(removed) }),
    });
    if (isPair) i += 2;
  }
  return counts;
}
