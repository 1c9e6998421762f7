import type { BuiltMerge, LandedMerge, MergePlan, MergeRequest } from '../merge.js';
import type {
  AheadBehind,
  BranchNameProblem,
  BranchSummary,
  CheckoutProgress,
  FileChange,
  LossReport,
  MergedVerdict,
  Oid,
  Repository,
  RepositoryContext,
  WorktreeEntry,
  WorktreeStatus,
} from '../repository.js';

/** Cancels the operation; what was begun is ended with its whole process group. */
export interface Cancellable {
  signal?: AbortSignal;
}

/** Reads of a repository. `repo` is any directory of it. All throw `QtuiError`. */
export interface RepositoryReader {
  /** `major.minor.patch`; throws `git-missing`, or `git-too-old` below 2.38. */
  version(): Promise<string>;
  /** Never throws for a directory outside git; throws `dubious-ownership` with git's own hint. */
  context(directory: string): Promise<RepositoryContext>;
  /** Counts for the status bar; takes no optional lock unless `refreshIndex` is set. */
  status(
    worktree: string,
    options?: { refreshIndex?: boolean } & Cancellable,
  ): Promise<WorktreeStatus>;
  aheadBehind(repo: string, branch: string, target: string): Promise<AheadBehind>;
  worktrees(repo: string): Promise<WorktreeEntry[]>;
  /** Local and remote-tracking branches, newest commit first. */
  branches(repo: string): Promise<BranchSummary[]>;
  /** origin/HEAD's branch, else main, else master, else the current branch. */
  defaultTarget(repo: string): Promise<string | undefined>;
  /** Tip of the local branch of exactly this name, or undefined. Safe for any input. */
  branchTip(repo: string, branch: string): Promise<Oid | undefined>;
  /** The commit a person's words name, or undefined. Safe for any input. */
  resolveCommit(repo: string, revision: string): Promise<Oid | undefined>;
  /** Files changed in a worktree against HEAD, untracked included. */
  uncommittedChanges(worktree: string): Promise<FileChange[]>;
  /** Ignored files that match the pathspecs, relative to `worktree`; [] for no pathspecs. */
  ignoredFiles(worktree: string, pathspecs: readonly string[]): Promise<string[]>;
  /** `user.name` as it holds in `repo`; undefined when it is not set. */
  userName(repo: string): Promise<string | undefined>;
  isMerged(
    repo: string,
    question: { branch: string; target: string; baseOid?: Oid; mergedOid?: Oid },
  ): Promise<MergedVerdict>;
}

export interface BranchStore {
  /** Empty when `name` can become a new branch. `protectedBranches` are matched exactly. */
  nameProblems(
    repo: string,
    name: string,
    protectedBranches: readonly string[],
  ): Promise<BranchNameProblem[]>;
  /** Creates by compare-and-swap from nothing; throws `name-taken` when somebody was faster. */
  create(repo: string, branch: string, oid: Oid): Promise<void>;
  /** Deletes by compare-and-swap; throws `branch-moved` when it no longer is at `oid`. */
  delete(repo: string, branch: string, oid: Oid): Promise<void>;
}

export interface WorktreeStore {
  /**
   * Registers a locked worktree without files (some 10 ms). Throws `path-exists`, `disk-full`,
   * `read-only`; leaves nothing of its own behind when it throws.
   */
  add(repo: string, worktree: { path: string; branch: string; lockReason: string }): Promise<void>;
  /** Writes the files and runs post-checkout; resolves with warnings of a hook that failed. */
  checkout(
    worktree: string,
    options: { onProgress?: (progress: CheckoutProgress) => void } & Cancellable,
  ): Promise<{ warnings: string[] }>;
  /**
   * Drops git's record of a worktree whose directory is gone, locked or not; refuses with
   * `would-lose-work` when something is there. Commits and staged files that only the record
   * holds are saved first, under a ref of `id` that it resolves with.
   */
  forget(repo: string, path: string, id: string): Promise<string | undefined>;
  /** Undoes an `add` of ours, files included. Only for a worktree this transaction made. */
  discardNew(repo: string, path: string): Promise<void>;
  /** Keeps the mark (`/.qtui/session.json*`) out of git by the common `info/exclude`; idempotent. */
  excludeMark(repo: string): Promise<void>;
  /** Everything a removal of `path` would destroy. */
  scanLoss(
    path: string,
    question: { mergeTarget?: string; baseOid?: Oid; mergedOid?: Oid },
  ): Promise<LossReport>;
  /** Saves index, work tree, untracked and the named ignored files under `refs/qtui/backup/`. */
  backup(path: string, id: string, ignoredPaths: readonly string[]): Promise<{ ref: string }>;
  /**
   * Removes a linked worktree, unlocking it first. Refuses (`would-lose-work`, nothing changed)
   * when its tip moved since `report` or a new scan finds a loss that `report` did not have.
   */
  remove(path: string, report: LossReport): Promise<void>;
}

export interface MergeEngine {
  /** Reads only; never touches a worktree, an index or a ref. */
  plan(request: MergeRequest): Promise<MergePlan>;
  /** Commits uncommitted work of a worktree (all of it, or the named paths); returns the commit. */
  commit(
    worktree: string,
    options: { message: string; paths?: readonly string[]; skipHooks?: boolean } & Cancellable,
  ): Promise<Oid>;
  /** Makes the merged commit as objects. Throws `merge-conflicts` or `merge-refused`. */
  build(plan: MergePlan, options: { message: string } & Cancellable): Promise<BuiltMerge>;
  /**
   * Moves the target: by compare-and-swap, or by a fast-forward in its worktree that keeps
   * unrelated dirty files. Throws `branch-moved` or `merge-refused` with nothing changed. Once
   * the target has moved a cancel only ends the hooks that run after it.
   */
  land(built: BuiltMerge, options?: Cancellable): Promise<LandedMerge>;
  /** Finishes or undoes landings that a killed process left; returns what was done, in words. */
  recover(repo: string): Promise<string[]>;
}

export interface RepositorySetup {
  init(directory: string): Promise<Repository>;
  /** Empty first commit on an unborn branch. */
  createFirstCommit(repo: string, message: string): Promise<Oid>;
}

export interface Git {
  reader: RepositoryReader;
  branches: BranchStore;
  worktrees: WorktreeStore;
  merges: MergeEngine;
  setup: RepositorySetup;
}
