import type { Cancellable } from '../cancellable.js';
import type { DiffRange, FileDiff } from '../diff.js';
import type { BranchPart } from '../merge.js';
import type { FileChange, Oid } from '../repository.js';

export interface DiffOptions extends Cancellable {
  /** Lines around a change; 3 where absent. */
  context?: number;
}

export interface PatchOptions extends Cancellable {
  /** Gets the bytes as git writes them; they may be of any encoding. */
  onOutput: (bytes: Uint8Array) => void;
  /** Binary files are in it, so that it can be applied; else they are named. */
  hasBinary?: boolean;
}

/** Which commits of a source are its own, seen from the branch that it is to go to. */
export interface WorkQuestion {
  source: string;
  sourceOid: Oid;
  target: string;
  /** As `MergeRequest.builtOn`. */
  builtOn: readonly BranchPart[];
}

/** Reads what differs. `repo` is the worktree where a range ends in one. All throw `QtuiError`. */
export interface DiffReader {
  /**
   * As `changes`, for any range. Untracked files count as added; those that are not read (too large,
   * too many, repositories) come without lines.
   */
  diffFiles(repo: string, range: DiffRange, options?: Cancellable): Promise<FileChange[]>;
  /**
   * What differs in one file, bounded by `DIFF_LIMITS`; undefined where nothing does any more. A
   * renamed file is found by both names. No index, object or setting of the person's is touched,
   * and none of their diff settings plays a part.
   */
  fileDiff(
    repo: string,
    range: DiffRange,
    file: Pick<FileChange, 'path' | 'from'>,
    options?: DiffOptions,
  ): Promise<FileDiff | undefined>;
  /** All of a range as git's patch text, untracked files included; as `fileDiff` in all else. */
  patch(repo: string, range: DiffRange, options: PatchOptions): Promise<void>;
  /**
   * The commit from which a source's own work is counted: where it and the target parted, without
   * what the target has got of it by other commits. Undefined where the target is gone or unrelated.
   */
  workBase(repo: string, question: WorkQuestion): Promise<Oid | undefined>;
}
