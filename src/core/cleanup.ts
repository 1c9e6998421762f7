/** Tidying up: what is to go, why, and what stays to protect work. */
import type { Loss, MergedVerdict, Oid } from './repository.js';
import type { SessionMetadata } from './session.js';

/** What a cleanup is asked to look for. */
export interface CleanupRequest {
  /** Sessions whose work is in their target. */
  merged?: boolean;
  /** What has lost its counterpart: rows, worktrees, branches. */
  orphaned?: boolean;
  all?: boolean;
  /** ms; alone it chooses by age, else it narrows what the others choose. */
  olderThanMs?: number;
  /** Sessions that were not used for longer than their type allows. */
  byTypeAge?: boolean;
  /** Sessions that the person has named: ids, prefixes, names or branches. */
  named: readonly string[];
  /** What is named goes although work would be lost, which is saved first. */
  force: boolean;
  /** Of every repository that the registry knows. */
  allRepositories: boolean;
}

/**
 * `session`: worktree, branch where it is merged, and row. `record`: the row alone, its worktree
 * is gone or it never had one. `worktree`: made by qtui, without a row. `registration`: git's
 * record of such a worktree whose directory is gone. `branch`: made by qtui, with neither.
 */
export type CleanupKind = 'session' | 'record' | 'worktree' | 'registration' | 'branch';

export interface CleanupItem {
  readonly kind: CleanupKind;
  /** What the person calls it. */
  readonly title: string;
  readonly session?: SessionMetadata;
  readonly repoRoot?: string;
  readonly path?: string;
  readonly branch?: string;
  /** Tip of the branch when it was looked at. */
  readonly oid?: Oid;
  readonly mergeTarget?: string;
  /** Why it was chosen, in words. */
  readonly reasons: readonly string[];
  /** What will be done, in words. */
  readonly action: string;
  readonly verdict?: MergedVerdict;
  /** What is known to be lost with it. */
  readonly losses: readonly Loss[];
  /** Why it stays, in words; empty when it goes. */
  readonly keptBecause: readonly string[];
  /** Named with force: what would be lost is saved first. */
  readonly isForced: boolean;
}

export interface CleanupPlan {
  readonly items: readonly CleanupItem[];
  /** Repositories that were looked at. */
  readonly repositories: readonly string[];
}

/** What became of an item that was to go. */
export interface CleanupResult {
  readonly item: CleanupItem;
  /** `untouched`: the cleanup was interrupted before it. */
  readonly state: 'removed' | 'kept' | 'failed' | 'untouched';
  /** What was done, in words. */
  readonly done?: string;
  /** By this id `undo` brings it back. */
  readonly actId?: string;
  readonly branchDeleted?: boolean;
  readonly problem?: { code: string; message: string; hint?: string };
  readonly warnings: readonly { code: string; message: string; hint?: string }[];
}
