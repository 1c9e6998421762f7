/** Facts about git repositories and worktrees, as data. */
import type { ContextProblem } from './context-advice.js';

/** A full object id, SHA-1 or SHA-256. */
export type Oid = string;

export type OperationInProgress = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am';

/**
 * Where a directory stands with regard to git; with a `problem` git itself could not tell, and
 * only work without a worktree is possible.
 */
export type RepositoryContext =
  | { kind: 'none'; directory: string; problem?: ContextProblem }
  | { kind: 'repository'; repository: Repository };

export interface Repository {
  /** The directory that was asked about, absolute. */
  directory: string;
  /** Realpath of the common git directory; identifies the project across its worktrees. */
  commonDir: string;
  gitDir: string;
  /** Top of the work tree of `directory`; absent in a bare repository or inside a git directory. */
  worktree?: string;
  /** Main worktree, or the bare repository's directory. */
  root: string;
  isBare: boolean;
  isLinkedWorktree: boolean;
  /** `directory` is git's own, or within it. */
  isInsideGitDir: boolean;
  isShallow: boolean;
  objectFormat: 'sha1' | 'sha256';
  /** Superproject's work tree when this is a submodule. */
  superproject?: string;
  head:
    | { kind: 'branch'; branch: string; oid: Oid }
    | { kind: 'detached'; oid: Oid }
    | { kind: 'unborn'; branch: string };
  operation?: OperationInProgress;
}

export interface WorktreeEntry {
  path: string;
  /** Short branch name; absent when detached or bare. */
  branch?: string;
  oid?: Oid;
  /** Its git directory; absent for a linked one whose record cannot be found by its path. */
  gitDir?: string;
  isMain: boolean;
  isBare: boolean;
  isDetached: boolean;
  /** Reason of the lock, '' when locked without one. */
  locked?: string;
  /** Why git would prune it: its directory is gone or was moved. */
  prunable?: string;
  /** A rebase, merge … that is under way there. */
  operation?: OperationInProgress;
  /** The branch being rebased, which git reports as detached. */
  operationBranch?: string;
}

/** A repository that was found by looking, not by asking git. */
export interface FoundRepository {
  /** Directory to work from: its main worktree, or the one that holds a bare repository. */
  path: string;
  /** Realpath of its common git directory. */
  commonDir: string;
}

/** How the repository's record of a linked worktree and the worktree's own link agree. */
export interface WorktreeLink {
  /** Where the record says it is. */
  path: string;
  gitDir: string;
  /**
   * `joined`: both agree. `missing`: nothing is there. `replaced`: a directory that is no worktree
   * is. `broken`: its link leads nowhere. `elsewhere`: its link leads to another repository.
   */
  state: 'joined' | 'missing' | 'replaced' | 'broken' | 'elsewhere';
  /** For a missing one: where directories were found that lead to this record. */
  foundAt: string[];
  /** As `foundAt`, but their links lead nowhere, and only its name is that of the record. */
  maybeAt: string[];
  /** It has clones of submodules, which find it at its recorded place only. Not told of a joined one. */
  hasSubmodules?: boolean;
}

/** Where the links of worktrees are looked for. */
export interface LinkSearch {
  /** Directories that may hold a moved worktree, and those that may be one. */
  searchIn: readonly string[];
  places: readonly string[];
  /** The repository's worktrees as they have just been listed. */
  known?: readonly WorktreeEntry[];
}

/** A repository with its worktrees, as far as their places, branches and links go. */
export interface WorktreeListing {
  /** As `Repository` has them. */
  root: string;
  commonDir: string;
  isSubmodule: boolean;
  /** The main one first; without `oid`s. */
  entries: WorktreeEntry[];
  /** What was moved is not looked for. */
  links: WorktreeLink[];
}

/** What bears on work in a repository beside its context. */
export interface Surroundings {
  worktrees: WorktreeEntry[];
  remotes: string[];
  /** Names of variables that tie other programs to one repository; qtui goes by the directory. */
  ignoredVariables: string[];
}

export interface WorktreeStatus {
  branch?: string;
  oid?: Oid;
  /** Files staged, unstaged, untracked or in conflict; each file counts once. */
  dirty: number;
  staged: number;
  unstaged: number;
  untracked: number;
  conflicted: number;
  operation?: OperationInProgress;
  /** Files that differ from where the worktree left its target; only where it was asked for. */
  changedFiles?: number;
}

/** What a worktree's changes are counted against. */
export interface ChangedSince {
  /** Short name of the branch that the work goes back to. */
  target: string;
  /** Stands in where that branch is gone. */
  baseOid: Oid;
}

export interface AheadBehind {
  ahead: number;
  behind: number;
}

export interface BranchSummary {
  /** Short name: `main`, or `origin/main` for a remote-tracking branch. */
  name: string;
  oid: Oid;
  isRemote: boolean;
  /** Worktree that has the branch checked out. */
  worktree?: string;
  /** Committer date, ISO 8601. */
  date: string;
}

export interface CommitSummary {
  oid: Oid;
  subject: string;
  author: string;
  date: string;
}

/** What a commit's message says. */
export interface CommitText {
  subject: string;
  /** All after the subject; empty where there is nothing. */
  body: string;
}

export interface FileChange {
  path: string;
  /** Former path of a rename or copy. */
  from?: string;
  kind: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type-changed' | 'conflicted';
  /** Lines; absent for binary files and where they were not counted. */
  added?: number;
  removed?: number;
  isBinary: boolean;
}

/** Why a branch name cannot be used for a new branch. */
export type BranchNameProblem =
  | { kind: 'malformed'; reason: string }
  | { kind: 'protected'; branch: string }
  | { kind: 'exists'; branch: string }
  | { kind: 'case-twin'; branch: string }
  | { kind: 'prefix-conflict'; branch: string };

/** Something that a removal would destroy, or leave without what keeps it. */
export interface Loss {
  kind:
    | 'uncommitted'
    | 'untracked'
    | 'ignored'
    | 'hidden-edit'
    | 'detached-commits'
    | 'reflog-commits'
    | 'worktree-refs'
    | 'unmerged-commits'
    | 'unpushed-commits'
    | 'nested-worktree'
    | 'mount'
    | 'nested-repository'
    | 'submodule'
    | 'unreadable'
    | 'special-file'
    | 'operation-in-progress'
    | 'process';
  /** `ordinary`: named, but removed without a question (what a build makes again, say). */
  importance: 'important' | 'ordinary';
  /** What it is, in words ("2 uncommitted files"). */
  summary: string;
  /** Relative to the worktree's top; bytes that are no UTF-8 as lone surrogates. */
  paths: string[];
  /**
   * `covered`: a backup ref brings it back. `named-only`: saved only when its files are named.
   * `never`: cannot be backed up, so removal is refused unless it is ordinary. `kept`: outlives
   * the removal with its branch.
   */
  backup: 'covered' | 'named-only' | 'never' | 'kept';
  /** Of ignored files. */
  size?: LossSize;
}

export interface LossSize {
  files: number;
  bytes: number;
  /** There are more: counting was given up. */
  isPartial: boolean;
}

/**
 * Patterns as in .gitignore that tell what an ignored file is worth, beside those that hold
 * everywhere; `important` wins, and a leading `!` takes out.
 */
export interface RemovalRules {
  important: readonly string[];
  ordinary: readonly string[];
}

export interface LossReport {
  worktree: string;
  branch?: string;
  /** Tip the report was made for; a removal checks that it still is. */
  oid?: Oid;
  losses: Loss[];
  /** How the branch relates to its merge target. */
  merged: MergedVerdict;
  /** Digest of the listed files as they were; a removal checks that they still are. */
  fingerprint?: string;
}

/**
 * How it is known that a branch's work is in its target. `recorded`: qtui landed it. `ancestor`:
 * its commits are there. `cherry`: commits with the same changes are. `squash`: one commit with
 * all of its changes is. `same-tree`: merging it would change nothing. `no-work`: it has none.
 */
export type MergedEvidence =
  | 'recorded'
  | 'ancestor'
  | 'cherry'
  | 'squash'
  | 'same-tree'
  | 'no-work';

export type MergedVerdict =
  | {
      merged: true;
      evidence: MergedEvidence;
      /** The branch that has the work: the target, or what stands for it (`origin/main`). */
      into?: string;
      /** The commit of `into` that brought the work, or the last part of it; where it is known. */
      commit?: Oid;
      /** Commits of the branch that were looked for, where they were counted. */
      commits?: number;
    }
  | {
      merged: false;
      unmergedCommits: number;
      /** Further commits of the branch whose changes the target has by other commits. */
      pickedCommits?: number;
      /** The target is gone: the commits are those that no other branch has. */
      isTargetMissing?: true;
    };

/** What is asked about a branch; the oids are those of the session's record. */
export interface MergedQuestion {
  branch: string;
  target: string;
  /** Commit the branch was created at. */
  baseOid?: Oid;
  /** Commit of the branch that was last landed, and what the target was moved to by that. */
  mergedOid?: Oid;
  landedOid?: Oid;
}

/** What is known of a repository's worktrees and branches, read at once. */
export interface RepositorySurvey {
  /** Git directory that all its worktrees share. */
  commonDir: string;
  worktrees: WorktreeEntry[];
  /** Local branches, newest commit first. */
  branches: SurveyedBranch[];
  /** By the branch that was asked about; without those that are gone. */
  verdicts: ReadonlyMap<string, MergedVerdict>;
}

export interface SurveyedBranch extends BranchSummary {
  /** qtui has made it. */
  isOurs: boolean;
  /** qtui has made it, and no worktree is at it. */
  isLeftOver: boolean;
}

/** Where a repository keeps what sessions take up beside their worktrees. */
export interface RepositoryStorage {
  /** Git directory of every linked worktree, by the worktree's path. */
  gitDirs: ReadonlyMap<string, string>;
  /** Objects that only backups still need, in bytes as git has stored them. */
  backupBytes: number;
  /** Removed worktrees whose files are not deleted yet. */
  trash: string[];
}

export interface CheckoutProgress {
  /** Files written so far and in all; 0 of 0 before git has counted them. */
  done: number;
  total: number;
}

/**
 * Whether a text can name a directory of a commit, as sparse checkouts are told it: relative,
 * normal, on one line, and none of git's quoted forms.
 */
export function isTreeDirectory(path: string): boolean {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  return !/[\p{Cc}]/u.test(path) && !path.startsWith('"') && !path.startsWith('#');
}
