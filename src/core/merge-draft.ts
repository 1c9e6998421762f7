/** A merge that was begun and has not landed: what a person has decided so far, to go on with. */
import type { AcceptedFailure } from './check-record.js';
import type { GivenAnswer } from './conflict/hunks.js';
import type { Warning } from './errors.js';
import type { ConflictSides, MergePlan, MergeStrategy, Resolution } from './merge.js';
import type { Oid } from './repository.js';

/** The steps of a merge, in their order. */
export const MERGE_STEPS = ['preview', 'commit', 'check', 'conflicts', 'verify', 'land'] as const;
export type MergeStep = (typeof MERGE_STEPS)[number];

/** Lines of a hunk as they were written so far, with their ends. */
export interface TypedHunk {
  readonly hunk: number;
  readonly lines: readonly string[];
}

/** A text of which some hunks have an answer, and which no resolution settles yet. */
export interface BegunFile extends ConflictSides {
  /** How many hunks it had. */
  readonly of: number;
  readonly answers: readonly ({ readonly hunk: number } & GivenAnswer)[];
  /** What was being written for a hunk, and is no answer yet. */
  readonly typed?: TypedHunk;
}

/** What of the uncommitted work is to be committed, and with which message. */
export interface CommitWish {
  readonly message: string;
  /** Paths that stay uncommitted. */
  readonly leftOut: readonly string[];
}

export interface MergeDraft {
  readonly source: string;
  readonly target: string;
  readonly strategy: MergeStrategy;
  /** Tips of both branches when the decisions were made. */
  readonly sourceOid: Oid;
  readonly targetOid: Oid;
  readonly resolutions: readonly Resolution[];
  readonly begun?: readonly BegunFile[];
  /** The person has typed that it lands although its check has failed. */
  readonly acceptedFailure?: AcceptedFailure;
  /** Message of the merge or squash commit, where the person has given one. */
  readonly message?: string;
  /** The commit of uncommitted work that the person was about to make. */
  readonly commit?: CommitWish;
  /** The step that the person was at. */
  readonly step: MergeStep;
}

/** A draft as it was saved. */
export interface SavedMergeDraft extends MergeDraft {
  readonly repoRoot: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Process that saved it. */
  readonly writer: { readonly pid: number; readonly host: string };
}

/** The draft of a session, and why there is none that can be read. */
export interface FoundMergeDraft {
  readonly draft?: SavedMergeDraft;
  readonly warnings: readonly Warning[];
}

/** A draft brought up to the branches as they are now. */
export interface ResumedMerge {
  /** With the resolutions in its request that still fit. */
  readonly plan: MergePlan;
  /** Those that do not, as their sides have changed or their conflict is gone. */
  readonly lost: readonly Resolution[];
  /** Branches that have moved since the draft was saved. */
  readonly moved: readonly ('source' | 'target')[];
}

/** The draft of a merge as it was planned, with the resolutions of the plan. */
export function draftOf(
  { request, sourceOid, targetOid }: MergePlan,
  step: MergeStep,
  message?: string,
): MergeDraft {
  const { source, target, strategy, resolutions = [] } = request;
  return {
    ...{ source, target, strategy, sourceOid, targetOid, resolutions, step },
    ...(message !== undefined && { message }),
  };
}

/** Whether an answer to one conflict can be one to another: same place, same sides. */
export function isForSameSides(answer: ConflictSides, other: ConflictSides): boolean {
  const { for: sides, path, commit } = answer;
  return (
    path === other.path &&
    commit === other.commit &&
    sides.base === other.for.base &&
    sides.ours === other.for.ours &&
    sides.theirs === other.for.theirs
  );
}
