/** What merging several branches one after the other would do. */
import type { MergePlan } from './merge.js';
import type { Oid } from './repository.js';

/** A plan to look at: its commits may be there in the forecast only, so nothing is built of it. */
export type ForecastPlan = Omit<MergePlan, 'resultTree' | 'sourceOid'>;

/** One merge of several. */
export interface ForecastStep {
  /** By itself, as things are. */
  readonly alone: ForecastPlan;
  /** After those before it that merge; those that do not are left out. */
  readonly inTurn: ForecastPlan;
}

/** What a branch would be after all merges into it that go through. */
export interface CombinedMerges {
  /** Short name of the branch. */
  readonly target: string;
  readonly commit: Oid;
  readonly tree: Oid;
  /** Which of the requests are part of it, by their index, in their order. */
  readonly merged: readonly number[];
}

/** What comes of a merge: `obstacle` where something else than files is in its way. */
export type MergeOutcome = 'clean' | 'conflicts' | 'up-to-date' | 'obstacle';

/** What comes of a merge of this plan if nobody settles its conflicts. */
export function outcomeOf(
  plan: Pick<MergePlan, 'obstacles' | 'conflicts' | 'isUpToDate'>,
): MergeOutcome {
  if (plan.obstacles.length > 0) return 'obstacle';
  if (plan.conflicts.length > 0) return 'conflicts';
  return plan.isUpToDate ? 'up-to-date' : 'clean';
}
