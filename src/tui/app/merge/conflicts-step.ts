/** Conflicts are settled before there is a result to check and land. */
import type { App } from '../app.js';
import { resolveConflicts } from './conflicts/resolve.js';
import { KeptDraft } from './drafts.js';
import { planAgain } from './planning.js';
import type { MergeWalk, StepOutcome } from './walk.js';

export async function showConflicts(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { session, plan, resolutions, begun } = walk;
  const kept = new KeptDraft(app, walk, 'conflicts');
  const outcome = await resolveConflicts(app, {
    ...{ session, plan, resolutions, begun },
    place: () => walk.place('conflicts'),
    onAnswers: (changed) => {
      walk.resolutions = changed.resolutions;
      walk.begun = changed.begun;
      kept.keep();
    },
    replan: async (settled) => {
      const { strategy, target } = walk;
      const replanned = await app.sessions.planMerge(session.id, {
        ...(strategy !== undefined && { strategy }),
        ...(target !== undefined && { target }),
        resolutions: settled,
      });
      await walk.take(app, replanned);
      return replanned;
    },
  });
  await kept.saved();
  if (outcome === undefined) return 'cancelled';
  if (outcome.kind === 'resolved') return 'next';
  // The preview is to know what is settled.
  const isChanged = walk.resolutions !== resolutions;
  return isChanged && !(await planAgain(app, walk)) ? 'cancelled' : 'back';
}
