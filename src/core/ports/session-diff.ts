import type { Cancellable } from '../cancellable.js';
import type { DiffRange } from '../diff.js';
import type { DiffComment } from '../diff-comment.js';
import type { Warning } from '../errors.js';
import type { FileChange, Oid } from '../repository.js';
import type { SessionMetadata } from '../session.js';
import type { DiffReader } from './diff-reader.js';

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

/** Comments that were written and not sent, and why there are none that can be read. */
export interface FoundDiffComments {
  readonly comments: readonly DiffComment[];
  readonly warnings: readonly Warning[];
}

/** Comments that were not sent yet, on disk, for each session that has some. */
export interface DiffCommentStore {
  /** A file that cannot be read is put aside, one of a newer version left; both are told. */
  read(id: string): Promise<FoundDiffComments>;
  /**
   * What has become of `known`, joined with what others have written since; gives all there are.
   * Where none is left the file goes. Throws `metadata-newer`.
   */
  save(
    id: string,
    comments: readonly DiffComment[],
    known: readonly DiffComment[],
  ): Promise<readonly DiffComment[]>;
  /** Of a session that is gone. */
  drop(id: string): Promise<void>;
  /** Sessions that have some; clears up after killed writers. */
  ids(): Promise<string[]>;
}

export interface SessionDiffService extends Pick<DiffReader, 'fileDiff' | 'patch'> {
  /**
   * What the session has changed since it left its merge target, without what the target has got by
   * other commits; of a session without a worktree of its own what is uncommitted. Reads only. Throws
   * `not-a-repository`, `unborn-head`, `path-missing`.
   */
  diff(id: string, options?: { part?: DiffPart } & Cancellable): Promise<SessionDiff>;
  /** Comments on the session's work that were written and not sent. */
  diffComments(id: string): Promise<FoundDiffComments>;
  /**
   * Keeps them, until they are sent, as what has become of `known`, those that were there when one
   * looked last; what another screen has written since stays. Gives all there are now.
   */
  keepDiffComments(
    id: string,
    comments: readonly DiffComment[],
    known: readonly DiffComment[],
  ): Promise<readonly DiffComment[]>;
}
