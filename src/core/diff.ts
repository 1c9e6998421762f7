/** What differs in one file, line by line, as data. */
import type { FileChange, Oid } from './repository.js';

/** What is compared: a commit or tree with another one, or with a worktree's files as they are. */
export interface DiffRange {
  from: Oid;
  to: Oid | 'worktree';
}

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without its line feed; the carriage return of a CRLF is still there. */
  readonly text: string;
  /** Number of the line before and after, from 1; absent on the side that does not have it. */
  readonly old?: number;
  readonly new?: number;
  /** It is the last of its file and no line feed ends it. */
  readonly isUnended?: true;
}

/** What a line of each kind begins with in a patch. */
export const LINE_SIGNS: Readonly<Record<DiffLine['kind'], string>> = {
  context: ' ',
  added: '+',
  removed: '-',
};

/** Lines that belong together: changes with what is around them. */
export interface DiffHunk {
  /** Its first line before and after, from 1; 0 where that side has none. */
  readonly oldStart: number;
  readonly newStart: number;
  /** What it lies in, such as a function's first line; '' where that is not known. */
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff extends Pick<FileChange, 'path' | 'from' | 'kind' | 'added' | 'removed'> {
  /** As git writes them: `100644`, `100755`, `120000` (link), `160000` (submodule). */
  readonly oldMode?: string;
  readonly newMode?: string;
  readonly isBinary: boolean;
  /** Beyond `DIFF_LIMITS`: only counted. */
  readonly isTooLarge: boolean;
  /** Some of its bytes are no UTF-8; their lines are read as Latin-1. */
  readonly isLatin1?: true;
  /** Absent for a side that is not there, or was not measured. */
  readonly oldBytes?: number;
  readonly newBytes?: number;
  /** None for a binary file, one that is too large, and one that is as it was but for name or mode. */
  readonly hunks: readonly DiffHunk[];
}

/** What a file's difference may have so that its lines are read. */
export const DIFF_LIMITS = {
  /** Changed lines. */
  lines: 50_000,
  /** Of each side. */
  bytes: 10 * 1024 * 1024,
} as const;

/** Mode of a submodule, and of a repository inside a worktree. */
export const GITLINK_MODE = '160000';

/** The sums over several files, of those whose lines were counted. */
export function diffTotals(files: readonly FileChange[]): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const file of files) {
    added += file.added ?? 0;
    removed += file.removed ?? 0;
  }
  return { added, removed };
}
