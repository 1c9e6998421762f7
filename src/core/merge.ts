import type { CommitSummary, FileChange, Oid } from './repository.js';

export const MERGE_STRATEGIES = ['merge', 'squash', 'ff-only', 'rebase'] as const;
export type MergeStrategy = (typeof MERGE_STRATEGIES)[number];

export interface MergeRequest {
  repoRoot: string;
  /** Worktree of the source branch; absent when it has none. */
  worktree?: string;
  /** Short branch names. */
  source: string;
  target: string;
  strategy: MergeStrategy;
  /** Fetches the target's upstream first, for a bounded time; failing to is said, not fatal. */
  refresh?: boolean;
}

/** Where the target stands against the branch that it follows at a remote. */
export interface TargetUpstream {
  /** Short name of the remote-tracking branch: `origin/main`. */
  readonly name: string;
  /** Commits that only the target has, and that only the upstream has. */
  readonly ahead: number;
  readonly behind: number;
  /** It was fetched for this plan; else it is as last fetched. */
  readonly isFresh: boolean;
  /** Why it could not be fetched, as a sentence. */
  readonly problem?: string;
}

export interface MergeConflict {
  path: string;
  /** git's conflict type in short: `contents`, `binary`, `modify/delete`, `rename/rename`, … */
  kind: string;
}

/** A reason that a merge cannot land as things are. */
export interface MergeObstacle {
  code:
    | 'operation-in-progress'
    | 'target-dirty-overlap'
    | 'target-missing'
    | 'not-fast-forward'
    | 'unrelated-histories'
    | 'identity-missing'
    | 'target-unborn'
    | 'same-branch'
    | 'target-worktree-unusable'
    | 'rebase-has-merges';
  message: string;
  hint?: string;
  paths: string[];
}

/** What a merge would do, frozen: the later steps act on these oids or refuse. */
export interface MergePlan {
  readonly request: MergeRequest;
  readonly sourceOid: Oid;
  /** All zeros when the target does not exist. */
  readonly targetOid: Oid;
  /**
   * What the merge is made onto: the target's tip, or that of its upstream where the target is
   * merely behind it. Descends from `targetOid`, so that landing stays one move.
   */
  readonly ontoOid: Oid;
  /** Absent where the target follows no branch of a remote. */
  readonly upstream?: TargetUpstream;
  /** Merge base; absent for unrelated histories. */
  readonly baseOid?: Oid;
  readonly commits: readonly CommitSummary[];
  readonly files: readonly FileChange[];
  /** Uncommitted files in the source's worktree; they are not part of the merge. */
  readonly uncommitted: readonly FileChange[];
  readonly conflicts: readonly MergeConflict[];
  readonly obstacles: readonly MergeObstacle[];
  readonly isUpToDate: boolean;
  /** Tree of the merged result; absent when there are conflicts. */
  readonly resultTree?: Oid;
  /** Where the target is checked out; absent when it is nowhere. */
  readonly targetWorktree?: string;
  /** Message proposed for the merge or squash commit. */
  readonly suggestedMessage: string;
}

/** The merge result as objects; nothing of the user's refers to it yet. */
export interface BuiltMerge {
  readonly plan: MergePlan;
  /** Commit the target will point at. */
  readonly commit: Oid;
}

/** A check command that has passed on the merged result. */
export interface MergeCheck {
  readonly command: readonly string[];
  readonly exitCode: 0;
  readonly durationMs: number;
}

/** A built merge that may land: only `MergeEngine.verify` makes one, frozen. */
export interface VerifiedMerge {
  readonly built: BuiltMerge;
  /** Absent when none was to be run. */
  readonly check?: MergeCheck;
}

export interface LandedMerge {
  readonly built: BuiltMerge;
  /** By this id `undo` takes it back. */
  readonly actId: string;
  /** Ref that keeps the target's former tip. */
  readonly backupRef: string;
}

/** Answer of `qtui merge --json` (design §9). */
export interface MergeReport {
  result: 'merged' | 'up-to-date' | 'conflicts' | 'refused' | 'aborted';
  strategy: MergeStrategy;
  source: string;
  target: string;
  commit?: Oid;
  conflicts: MergeConflict[];
  reason?: string;
  backup?: string;
  /** Id of the act, for `qtui undo`. */
  undo?: string;
}
