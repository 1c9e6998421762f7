/** Plans of a walk: as chosen so far, with what was settled as far as it still fits. */

import type { MergePlan } from '../../../core/merge.js';
import { draftOf } from '../../../core/merge-draft.js';
import type { MergePlanOptions } from '../../../core/ports/sessions.js';
import { waitFor } from '../../dialogs/simple.js';
import type { App } from '../app.js';
import type { MergeWalk } from './walk.js';

/**
 * A plan as chosen so far, and as wished beside that, with the settled conflicts that still fit;
 * `lost` are those that do not.
 */
export async function plannedFor(
  app: App,
  { session, plan, strategy, target, resolutions }: MergeWalk,
  wish: Omit<MergePlanOptions, 'resolutions'> = {},
): Promise<{ plan: MergePlan; lost: number }> {
  const options = {
    ...(strategy !== undefined && { strategy }),
    ...(target !== undefined && { target }),
    ...wish,
  };
  if (resolutions.length === 0) {
    return { plan: await app.sessions.planMerge(session.id, options), lost: 0 };
  }
  const draft = { ...draftOf(plan, 'preview'), resolutions };
  const found = await app.sessions.resumeMerge(session.id, draft, options);
  return { plan: found.plan, lost: found.lost.length };
}

/**
 * Looks again at what would be merged; what does not fit any more is told by the next preview.
 * False when the person did not wait for it.
 */
export async function planAgain(app: App, walk: MergeWalk): Promise<boolean> {
  const found = await lookAt(app, plannedFor(app, walk));
  if (found === undefined) return false;
  if (found.lost > 0) walk.news.push(lostWords(found.lost));
  await walk.take(app, found.plan);
  return true;
}

/** Of settled conflicts that are to be settled anew. */
export function lostWords(lost: number): string {
  const words = lost === 1 ? 'answer does' : 'answers do';
  return `${lost} ${words} not fit any more, as what was settled has changed.`;
}

/** Undefined when the person did not wait. */
export function lookAt<Found>(app: App, work: Promise<Found>): Promise<Found | undefined> {
  return waitFor(
    app.dialogs,
    { title: 'Merge', text: 'Looking at what would be merged …', doing: 'preview the merge' },
    work,
  );
}
