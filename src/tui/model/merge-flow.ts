/** The steps of a merge on the screen: which of them a plan asks for, and how one walks. */
import type { MergePlan } from '../../core/merge.js';
import { MERGE_STEPS as DRAFT_STEPS } from '../../core/merge-draft.js';

const MERGE_STEPS = [...DRAFT_STEPS, 'after'] as const;
export type MergeStep = (typeof MERGE_STEPS)[number];

export const STEP_TITLES: Readonly<Record<MergeStep, string>> = {
  preview: 'Preview',
  commit: 'Commit',
  check: 'Check',
  conflicts: 'Conflicts',
  verify: 'Verify',
  land: 'Land',
  after: 'After',
};

/** What of a plan tells its steps. */
export type PlanToWalk = Pick<
  MergePlan,
  'uncommitted' | 'conflicts' | 'resolved' | 'check' | 'obstacles' | 'isUpToDate'
>;

/** Conflicts that are open or were settled. */
export function hasConflicts({ conflicts, resolved }: PlanToWalk): boolean {
  return conflicts.length + resolved.length > 0;
}

/** The steps that a merge by this plan takes, in order. */
function stepsOf(plan: PlanToWalk): MergeStep[] {
  const { check } = plan;
  const asked: Readonly<Record<MergeStep, boolean>> = {
    preview: true,
    commit: plan.uncommitted.length > 0,
    check: check !== undefined,
    conflicts: hasConflicts(plan),
    // Without conflicts the check before it was on the result already.
    verify: hasConflicts(plan) && check !== undefined && check.untrusted === undefined,
    land: true,
    after: true,
  };
  return MERGE_STEPS.filter((step) => asked[step]);
}

/** Nothing can be merged by this plan as things are. */
export function isBlocked({ obstacles, isUpToDate }: PlanToWalk): boolean {
  return obstacles.length > 0 || isUpToDate;
}

/** Where one goes from `step`; undefined where it ends there, and where nothing can be merged. */
export function nextStep(plan: PlanToWalk, step: MergeStep): MergeStep | undefined {
  const next = stepsOf(plan).find((each) => place(each) > place(step));
  // What is committed first may be all that there is to merge.
  return isBlocked(plan) && next !== 'commit' ? undefined : next;
}

/** Where one goes back to from `step`; undefined at the beginning, and once the merge has landed. */
export function previousStep(plan: PlanToWalk, step: MergeStep): MergeStep | undefined {
  if (step === 'after') return undefined;
  return stepsOf(plan).findLast((each) => place(each) < place(step));
}

/** The steps to show on the way: those of the plan, and those that were walked through. */
export function shownSteps(plan: PlanToWalk, walked: ReadonlySet<MergeStep>): MergeStep[] {
  const asked = new Set([...stepsOf(plan), ...walked]);
  return MERGE_STEPS.filter((step) => asked.has(step));
}

/** Whether the plan takes this step, so that one can begin there. */
export function isOnTheWay(plan: PlanToWalk, step: MergeStep): boolean {
  return step === 'preview' || (stepsOf(plan).includes(step) && !isBlocked(plan));
}

function place(step: MergeStep): number {
  return MERGE_STEPS.indexOf(step);
}
