import type { Cancellable } from '../cancellable.js';
import type { QtuiError, Warning } from '../errors.js';
import type {
  BuildOptions,
  BuiltMerge,
  LandedMerge,
  MergePlan,
  MergeRequest,
  VerifiedMerge,
} from '../merge.js';
import type { RadarScan, RadarSubject } from '../radar.js';
import type {
  AheadBehind,
  BranchNameProblem,
  BranchSummary,
  ChangedSince,
  CheckoutProgress,
  CommitSummary,
  CommitText,
  FileChange,
  FoundRepository,
  LinkSearch,
  Loss,
  LossReport,
  MergedQuestion,
  MergedVerdict,
  Oid,
  RemovalRules,
  Repository,
  RepositoryContext,
  RepositoryStorage,
  RepositorySurvey,
  Surroundings,
  SurveyedBranch,
  WorktreeEntry,
  WorktreeLink,
  WorktreeListing,
  WorktreeStatus,
} from '../repository.js';
import type { ActLanding, ActOrigin, OnLanded, StoredLanding } from '../undo.js';
import type { BranchMove, BranchMoveSteps, OnBranchMoved } from './after-merge.js';
import type { CheckRun, CheckRunOptions, VerifyOptions } from './checks.js';
import type { ConflictMemory } from './conflict-memory.js';
import type { ConflictReader } from './conflict-reader.js';
import type { DiffReader } from './diff-reader.js';
import type { MergeForecaster } from './merge-forecaster.js';
import type { RemoteStore } from './remotes.js';
import type { UndoStore } from './undo-store.js';

export type { Cancellable };

/** Reads of a repository. `repo` is any directory of it. All throw `QtuiError`. */
export interface RepositoryReader extends DiffReader {
  /** `major.minor.patch`; throws `git-missing`, or `git-too-old` below 2.38. */
  version(): Promise<string>;
  /**
   * Never throws for a directory outside git; throws `dubious-ownership` with git's own hint,
   * `not-a-repository` for a worktree whose repository is gone, `repository-unsupported`,
   * `unusable-path`.
   */
  context(directory: string): Promise<RepositoryContext>;
  surroundings(repo: string): Promise<Surroundings>;
  /**
   * Repositories in the directories below one, at most `depth` levels down; links are followed.
   * Bounded in number and time. Runs no git. What could not be looked into goes to `onProblem`.
   */
  repositoriesBelow(
    directory: string,
    options: { depth: number; timeoutMs?: number; onProblem?: (problem: Warning) => void },
  ): Promise<FoundRepository[]>;
  /**
   * Counts for the status bar; takes no optional lock. With `refreshIndex` it also brings an index
   * up to date that has changed since the last look, where nobody is at work on it.
   */
  status(
    worktree: string,
    options?: { refreshIndex?: boolean; changedSince?: ChangedSince } & Cancellable,
  ): Promise<WorktreeStatus>;
  /** Against what a merge would be made onto: the target, or its upstream where it merely lags. */
  aheadBehind(repo: string, branch: string, target: string): Promise<AheadBehind>;
  worktrees(repo: string): Promise<WorktreeEntry[]>;
  /**
   * The worktrees of the directory's repository, for lists of many: what git told before is used
   * again as long as its files are the same. Undefined outside of any; throws as `context` does.
   */
  listing(directory: string, options?: Cancellable): Promise<WorktreeListing | undefined>;
  /** Local and remote-tracking branches, newest commit first. */
  branches(repo: string): Promise<BranchSummary[]>;
  /** origin/HEAD's branch, else main, else master, else the current branch. */
  defaultTarget(repo: string): Promise<string | undefined>;
  /** Tip of the local branch of exactly this name, or undefined. Safe for any input. */
  branchTip(repo: string, branch: string): Promise<Oid | undefined>;
  /** Tip of a remote's branch as last fetched, or undefined. Safe for any input. */
  remoteBranchTip(repo: string, remote: string, branch: string): Promise<Oid | undefined>;
  /**
   * Where the refs (by their full names) of a common git directory are, by git's files alone: quick
   * enough for a list. What these do not tell, as those of a reftable, is missing. Never throws.
   */
  tipsInFiles(commonDir: string, refs: readonly string[]): Promise<ReadonlyMap<string, Oid>>;
  /** The content of a commit. */
  treeOf(repo: string, commit: Oid): Promise<Oid>;
  /** Commits of `to` that `from` has not, newest first. */
  commits(repo: string, range: { from: Oid; to: Oid }): Promise<CommitSummary[]>;
  /** What the newest commits of `to`, not of `from`, say that touch a file (or any); no merges. */
  commitsTouching(
    repo: string,
    range: { from?: Oid | undefined; to: Oid },
    options: { path?: string; most: number } & Cancellable,
  ): Promise<CommitText[]>;
  /** Files that differ between two commits, with lines and renames. */
  changes(repo: string, range: { from: Oid; to: Oid }): Promise<FileChange[]>;
  /** What a branch that is no more was renamed to, as long as reflogs tell; undefined else. */
  renamedBranch(repo: string, branch: string): Promise<string | undefined>;
  /** The commit a person's words name, or undefined. Safe for any input. */
  resolveCommit(repo: string, revision: string): Promise<Oid | undefined>;
  /** Files changed in a worktree against HEAD, untracked included. */
  uncommittedChanges(worktree: string): Promise<FileChange[]>;
  /** Ignored files that match the pathspecs, relative to `worktree`; [] for no pathspecs. */
  ignoredFiles(worktree: string, pathspecs: readonly string[]): Promise<string[]>;
  /** As `ignoredFiles`, with a directory that is ignored as a whole as one path. */
  ignoredEntries(worktree: string, pathspecs: readonly string[]): Promise<string[]>;
  /** Ignored files that the worktree's `.worktreeinclude` names, relative to it. */
  includedFiles(worktree: string): Promise<string[]>;
  /** Whether worktrees can have settings of their own without a change of the repository's. */
  hasWorktreeSettings(repo: string): Promise<boolean>;
  /** Those of the paths that are no directories of the commit. */
  missingDirectories(repo: string, commit: Oid, paths: readonly string[]): Promise<string[]>;
  /** `user.name` as it holds in `repo`; undefined when it is not set. */
  userName(repo: string): Promise<string | undefined>;
  /** The best common ancestor of two commits; undefined for unrelated ones. */
  mergeBase(repo: string, one: Oid, other: Oid): Promise<Oid | undefined>;
  /**
   * Worktrees, branches and what is merged of a whole repository, with a number of processes that
   * does not grow with its worktrees. `ask` tells which branches are to be judged. Takes no lock
   * and writes nothing into the repository.
   */
  survey(
    repo: string,
    ask: (branches: readonly SurveyedBranch[]) => readonly MergedQuestion[],
  ): Promise<RepositorySurvey>;
  /** The verdicts of a survey alone, which cost less than all of it. */
  areMerged(
    repo: string,
    questions: readonly MergedQuestion[],
    options?: Cancellable,
  ): Promise<RepositorySurvey['verdicts']>;
  /**
   * What `git status` alone knows that removing each worktree would destroy: for lists, not for a
   * removal, which needs `scanLoss`. By path; an error of one in its place.
   */
  changesIn(
    worktrees: readonly string[],
    rules: RemovalRules,
    options?: Cancellable,
  ): Promise<ReadonlyMap<string, Loss[] | QtuiError>>;
  /** What sessions take up beside their worktrees; trash is looked for in `parents`. */
  storage(repo: string, parents: readonly string[]): Promise<RepositoryStorage>;
  /** Throws `unknown-revision` for a branch that is gone. Writes nothing. */
  isMerged(repo: string, question: MergedQuestion): Promise<MergedVerdict>;
}

/** Short names of a branch, before and after. */
export interface BranchRename {
  from: string;
  to: string;
}

export interface BranchStore {
  /** Empty when `name` can become a new branch. `protectedBranches` are matched exactly. */
  nameProblems(
    repo: string,
    name: string,
    protectedBranches: readonly string[],
  ): Promise<BranchNameProblem[]>;
  /** Creates by compare-and-swap from nothing; throws `name-taken` when somebody was faster. */
  create(repo: string, branch: string, oid: Oid, options?: Cancellable): Promise<void>;
  /** Deletes by compare-and-swap; throws `branch-moved` when it no longer is at `oid`. */
  delete(repo: string, branch: string, oid: Oid, options?: Cancellable): Promise<void>;
  /**
   * Renames a branch that `create` has made, with settings and the worktrees that stand on it; their
   * files are not touched. Throws `branch-moved` when it is not at `oid`, `name-taken`; what was begun
   * is then taken back.
   */
  rename(repo: string, rename: BranchRename & { oid: Oid }): Promise<void>;
  /**
   * Completes a rename that was cut off; false where there is nothing to complete, as `from` is there
   * and not for that reason, or not at `oid`.
   */
  finishRename(repo: string, rename: BranchRename & { oid: Oid }): Promise<boolean>;
}

export interface CheckoutOptions extends Cancellable {
  onProgress?: (progress: CheckoutProgress) => void;
  /** Directories that the worktree is limited to, by settings of its own. */
  sparse?: readonly string[];
}

export interface CheckedOut {
  /** Of a hook that failed, and `lacks`. */
  warnings: string[];
  /** What of the commit's files is not there as it should be, in words. */
  lacks: string[];
}

export interface WorktreeStore {
  /**
   * Registers a locked worktree without files (some 10 ms). Throws `path-exists`, `disk-full`,
   * `read-only`; leaves nothing of its own behind when it throws.
   */
  add(
    repo: string,
    worktree: { path: string; branch: string; lockReason: string } & Cancellable,
  ): Promise<void>;
  /** Writes the files and runs post-checkout. */
  checkout(worktree: string, options: CheckoutOptions): Promise<CheckedOut>;
  /**
   * Fetches and checks out the submodules, and theirs; `onProgress` is told each one's path.
   * Resolves with warnings, also where it could not be done. With `like` only where that worktree
   * has submodules, and from its clones, so that commits are there which nobody has pushed.
   */
  initSubmodules(
    worktree: string,
    options: { onProgress?: (path: string) => void; like?: string } & Cancellable,
  ): Promise<string[]>;
  /**
   * Drops git's record of a worktree whose directory is gone, locked or not; refuses with
   * `would-lose-work` when something is there. `UndoStore.saveVanished` keeps what it holds.
   */
  forget(repo: string, path: string): Promise<void>;
  /** Does nothing where it has this very lock; throws `git-locked` where it has another. */
  lock(repo: string, path: string, reason: string): Promise<void>;
  /** Takes a lock with exactly this reason away; false where there is none such. */
  unlock(repo: string, path: string, reason: string): Promise<boolean>;
  /**
   * How records and directories of the linked worktrees agree; missing ones are looked for at
   * `places` and in the directories of `searchIn`. Reads only.
   */
  links(repo: string, where: LinkSearch): Promise<WorktreeLink[]>;
  /**
   * Joins the repository with the worktrees at `paths` again. Throws `would-lose-work` in a copy
   * of a repository, which would take the worktrees of the original.
   */
  repair(repo: string, paths: readonly string[]): Promise<void>;
  /** Undoes an `add` of ours, files included. Only for a worktree this transaction made. */
  discardNew(repo: string, path: string): Promise<void>;
  /** Keeps paths that are links to ignored ones out of git too, by the common `info/exclude`. */
  exclude(worktree: string, paths: readonly string[]): Promise<void>;
  /**
   * Keeps the mark (`/.qtui/session.json*`) out of git by the common `info/exclude`; idempotent. What
   * is left visible all the same is a warning. `commonDir` saves asking git where that is.
   */
  excludeMark(repo: string, options?: { commonDir?: string }): Promise<Warning[]>;
  /** Everything a removal of `path` would destroy. */
  scanLoss(
    path: string,
    question: {
      mergeTarget?: string;
      baseOid?: Oid;
      mergedOid?: Oid;
      landedOid?: Oid;
      rules?: RemovalRules;
    },
  ): Promise<LossReport>;
  /**
   * Removes a linked worktree, unlocking it first. Refuses (`would-lose-work`, nothing changed)
   * when its tip moved since `report` or a new scan finds a loss that `report` did not have. The
   * worktree is gone when it resolves; `note` is what remains for the caller to do.
   */
  remove(path: string, report: LossReport, note?: RemovalNote): Promise<OpenRemoval>;
  /**
   * Settles what killed processes left of removals in this repository. Trash without a record is
   * looked for beside its worktrees, which are read unless they are `listed`, and beside the paths
   * of `beside`.
   */
  recoverRemovals(
    repo: string,
    beside: readonly string[],
    listed?: readonly WorktreeEntry[],
  ): Promise<{ interrupted: InterruptedRemoval[]; warnings: Warning[] }>;
}

export interface CommitOptions {
  message: string;
  /** All uncommitted work without them. */
  paths?: readonly string[];
  skipHooks?: boolean;
  /** Signed or not; without it as `commit.gpgSign` says. */
  sign?: boolean;
}

/** What is to be done about a removed worktree beside git's part. */
export interface RemovalNote {
  /** Absent for a worktree of no session. */
  sessionId?: string;
  /** Record of its backup. */
  actId?: string;
  /** Branch that is to be deleted, if it still is there. */
  branch?: { name: string; oid: Oid };
}

/** A worktree that is removed, on record until its files are deleted. */
export interface OpenRemoval {
  /** All else is done: the files are deleted, in the background where that is possible. */
  finish(): Promise<void>;
  /** It is not: the next recovery, in this process or another, does the rest. */
  release(): void;
}

export interface InterruptedRemoval extends OpenRemoval {
  path: string;
  note?: RemovalNote;
  /** False when nothing of the worktree was touched yet. */
  isRemoved: boolean;
}

export interface MergeEngine extends MergeForecaster, ConflictMemory, ConflictReader {
  /**
   * Never touches a worktree, an index or a branch. Throws `resolution-refused` for a resolution
   * that does not fit, `timeout` when a merge driver of the user's does not end.
   */
  plan(request: MergeRequest, options?: Cancellable): Promise<MergePlan>;
  /** Commits uncommitted work of a worktree (all of it, or the named paths); returns the commit. */
  commit(worktree: string, options: CommitOptions & Cancellable): Promise<Oid>;
  /**
   * Makes the merged commit as objects, kept by a ref of qtui's own until it is landed or
   * discarded. Throws `merge-conflicts` or `merge-refused`.
   */
  build(plan: MergePlan, options: BuildOptions & Cancellable): Promise<BuiltMerge>;
  /**
   * Stores content for a resolution of `path` to give, through git's filters for that path, so that
   * a checkout writes these bytes; nothing refers to it yet.
   */
  writeContent(plan: MergePlan, path: string, bytes: Uint8Array): Promise<Oid>;
  /** Lets go of a built merge that is not to be landed; nothing else changes. */
  discard(built: BuiltMerge): Promise<void>;
  /**
   * Runs a check command on the result, in a scratch worktree that is gone afterwards; resolves
   * with what can be landed. Throws `check-failed` with the last lines of the output, and
   * `merge-refused` for an earlier run of other content, or of a failure that is not accepted.
   */
  verify(built: BuiltMerge, options?: VerifyOptions): Promise<VerifiedMerge>;
  /** Runs a check command on any commit in the same way, and resolves however it ended. */
  check(
    work: { repo: string; commit: Oid },
    options: CheckRunOptions & { command: readonly string[] },
  ): Promise<CheckRun>;
  /** Keeps blobs that nothing refers to from git's clean-up, in place of those kept by `name`. */
  keepContents(repo: string, name: string, oids: readonly Oid[]): Promise<void>;
  /** Lets go of the blobs kept by a name that is `done`, which is asked after the names are read. */
  sweepContents(repo: string, done: (name: string) => Promise<boolean>): Promise<void>;
  /**
   * Moves the target: by compare-and-swap, or by a fast-forward in its worktree that keeps
   * unrelated dirty files. Throws `branch-moved` or `merge-refused` with nothing changed, the
   * latter also for what `verify` has not made. Once the target has moved a cancel only ends the hooks that run after it.
   */
  land(merge: VerifiedMerge, options?: { act?: ActOrigin } & Cancellable): Promise<LandedMerge>;
  /**
   * Moves a branch and the files of its worktree, in which nothing is uncommitted, to another
   * commit; journalled, so that a killed move can be finished or undone. Throws `merge-refused`,
   * `operation-in-progress` or `branch-moved` with nothing changed.
   */
  moveClean(move: BranchMove, steps: BranchMoveSteps): Promise<void>;
  /** Throws why `takeBack` would be refused as things are; touches nothing. */
  checkTakeBack(repo: string, landing: ActLanding): Promise<void>;
  /**
   * Moves the target of a landing back while it still is at the landed commit, keeping unrelated
   * dirty files. Throws `branch-moved` or `undo-refused` with nothing changed.
   */
  takeBack(repo: string, act: StoredLanding, options?: Cancellable): Promise<void>;
  /** Finishes or undoes what killed processes left of merges; resolves with what was done. */
  recover(repo: string, onLanded?: OnLanded, onMoved?: OnBranchMoved): Promise<Warning[]>;
}

export interface RepositorySetup {
  init(directory: string): Promise<Repository>;
  /** Empty first commit on an unborn branch. */
  createFirstCommit(repo: string, message: string): Promise<Oid>;
}

export interface Radar {
  /**
   * Which of the sessions of a repository change the same, uncommitted work included. Reads only:
   * no worktree, index, ref or object of the repository changes. A session that cannot be looked
   * at is a problem of the result.
   */
  scan(repo: string, subjects: readonly RadarSubject[], options?: Cancellable): Promise<RadarScan>;
}

export interface Git {
  reader: RepositoryReader;
  branches: BranchStore;
  worktrees: WorktreeStore;
  merges: MergeEngine;
  undo: UndoStore;
  remotes: RemoteStore;
  setup: RepositorySetup;
  radar: Radar;
}
