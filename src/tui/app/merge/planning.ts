/** Plans of a walk: as chosen so far, with what was settled as far as it still fits. */
import type { MergePlan } from '../../../core/merge.js';
import type { MergePlanOptions } from '../../../core/ports/sessions.js';
import { waitFor } from '../../dialogs/simple.js';
import type { App } from '../app.js';
import type { MergeWalk } from './walk.js';

/** What the person has chosen, for a plan. */
export function chosen(walk: MergeWalk): MergePlanOptions {
  const { strategy, target, resolutions } = walk;
  return {
    ...(strategy !== undefined && { strategy }),
    ...(target !== undefined && { target }),
    ...(resolutions.length > 0 && { resolutions }),
  };
}

/** Looks again at what would be merged; false when the person did not wait for it. */
export async function planAgain(app: App, walk: MergeWalk): Promise<boolean> {
  const plan = await lookAt(app, app.sessions.planMerge(walk.session.id, chosen(walk)));
  if (plan) await walk.take(app, plan);
  return plan !== undefined;
}

/** Undefined when the person did not wait. */
export function lookAt(app: App, plan: Promise<MergePlan>): Promise<MergePlan | undefined> {
  return waitFor(
    app.dialogs,
    { title: 'Merge', text: 'Looking at what would be merged …', doing: 'preview the merge' },
    plan,
  );
}
