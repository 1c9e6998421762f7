import { QtuiError } from '../../core/errors.js';
import type { MergePlan, Resolution } from '../../core/merge.js';
import { isForSameSides, type MergeDraft, type ResumedMerge } from '../../core/merge-draft.js';
import type { MergePlanOptions } from '../../core/ports/sessions.js';
import { conflictSides } from '../../core/resolution.js';
import type { SessionDependencies } from '../dependencies.js';
import { planSessionMerge } from '../merge/merging.js';

/**
 * See `MergeProgressService.resumeMerge`. A rebase shows the conflicts of one commit after the
 * other, so the resolutions of the draft are tried as far as the conflicts show.
 */
export async function resumeMerge(
  deps: SessionDependencies,
  id: string,
  draft: MergeDraft,
  options: Omit<MergePlanOptions, 'resolutions'> = {},
): Promise<ResumedMerge> {
  const given = { strategy: draft.strategy, ...options };
  let plan = await planSessionMerge(deps, id, given);
  let asked: MergePlanOptions = given;
  // Where the session goes by itself its row follows it, else only this merge goes there.
  if (options.target === undefined && plan.request.target !== draft.target) {
    asked = { target: draft.target, ...given };
    plan = await planSessionMerge(deps, id, asked);
  }
  let waiting = [...draft.resolutions];
  let kept: readonly Resolution[] = [];
  // What was fetched for the first one holds for those after it.
  const again = { ...asked, refresh: false };
  for (;;) {
    const fitting = waiting.filter((each) => isForOne(plan, each));
    if (fitting.length === 0) break;
    waiting = waiting.filter((each) => !fitting.includes(each));
    const next = await planWithout(fitting, (some) =>
      planSessionMerge(deps, id, { ...again, resolutions: [...kept, ...some] }),
    );
    if (next === undefined) continue;
    plan = next;
    kept = plan.request.resolutions ?? [];
  }
  return {
    plan,
    lost: draft.resolutions.filter((each) => !kept.some((other) => isSame(each, other))),
    moved: [
      ...(plan.sourceOid === draft.sourceOid ? [] : (['source'] as const)),
      ...(plan.targetOid === draft.targetOid ? [] : (['target'] as const)),
    ],
  };
}

/**
 * The plan with as many of the resolutions as are taken: of one the content may be gone, or a
 * choice is none any more. Undefined where that is none of them.
 */
async function planWithout(
  resolutions: readonly Resolution[],
  plan: (some: readonly Resolution[]) => Promise<MergePlan>,
): Promise<MergePlan | undefined> {
  let some = [...resolutions];
  while (some.length > 0) {
    try {
      return await plan(some);
    } catch (thrown) {
      if (!(thrown instanceof QtuiError) || thrown.code !== 'resolution-refused') throw thrown;
      const { path } = thrown.data;
      const left = some.filter((each) => each.path !== path);
      if (left.length === some.length) throw thrown;
      some = left;
    }
  }
  return undefined;
}

/** Whether it is for a conflict that is open, as that is now. */
function isForOne({ conflicts }: MergePlan, resolution: Resolution): boolean {
  return conflicts.some(({ otherPaths, ...conflict }) =>
    [conflict.path, ...otherPaths].some((path) =>
      isForSameSides(resolution, conflictSides({ ...conflict, otherPaths, path })),
    ),
  );
}

function isSame(one: Resolution, other: Resolution): boolean {
  const content = (each: Resolution) => (each.take === 'content' ? each.oid : '');
  return isForSameSides(one, other) && one.take === other.take && content(one) === content(other);
}
