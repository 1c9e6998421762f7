import type { Cancellable } from '../cancellable.js';
import type { DiffRange, FileDiff } from '../diff.js';
import type { FileChange, Oid } from '../repository.js';
import type { SessionMetadata } from '../session.js';
import type { DiffOptions, PatchOptions } from './diff-reader.js';

/** All that a session has done, or what of it has been committed or not. */
export const DIFF_PARTS = ['all', 'committed', 'uncommitted'] as const;
export type DiffPart = (typeof DIFF_PARTS)[number];

/** What a session has changed, as it was when it was looked at. */
export interface SessionDiff {
  session: SessionMetadata;
  part: DiffPart;
  /** Where the range can be read. */
  directory: string;
  range: DiffRange;
  /** What it is compared with: a branch, and the commit where the session's own work begins. */
  base: { oid: Oid; branch?: string };
  /** What else there is to know of the comparison, as sentences. */
  notes: string[];
  files: FileChange[];
}

export interface SessionDiffService {
  /**
   * What the session has changed since it left its merge target, without what the target has got by
   * other commits; of a session without a worktree of its own what is uncommitted. Reads only. Throws
   * `not-a-repository`, `unborn-head`, `path-missing`.
   */
  diff(id: string, options?: { part?: DiffPart } & Cancellable): Promise<SessionDiff>;
  /** See `RepositoryReader.fileDiff`. */
  fileDiff(
    directory: string,
    range: DiffRange,
    file: Pick<FileChange, 'path' | 'from'>,
    options?: DiffOptions,
  ): Promise<FileDiff | undefined>;
  /** See `RepositoryReader.patch`. */
  patch(directory: string, range: DiffRange, options: PatchOptions): Promise<void>;
}
