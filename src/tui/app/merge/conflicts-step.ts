/** Conflicts are settled before there is a result to check and land. */
import type { App } from '../app.js';
import type { ConflictAnswers } from './conflicts/desk.js';
import { resolveConflicts } from './conflicts/resolve.js';
import { saveDraft } from './drafts.js';
import { planAgain } from './planning.js';
import type { MergeWalk, StepOutcome } from './walk.js';

export async function showConflicts(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { session, plan, resolutions, begun } = walk;
  const answers = new KeptAnswers(app, walk);
  const outcome = await resolveConflicts(app, {
    ...{ session, plan, resolutions, begun },
    place: () => walk.place('conflicts'),
    onAnswers: (changed) => answers.keep(changed),
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
  await answers.saved();
  if (outcome === undefined) return 'cancelled';
  if (outcome.kind === 'resolved') return 'next';
  // The preview is to know what is settled.
  const isChanged = walk.resolutions !== resolutions;
  return isChanged && !(await planAgain(app, walk)) ? 'cancelled' : 'back';
}

/** Every answer is on disk soon after it was given, one save at a time. */
class KeptAnswers {
  readonly #app: App;
  readonly #walk: MergeWalk;
  #saving: Promise<void> | undefined;
  #isDue = false;

  constructor(app: App, walk: MergeWalk) {
    this.#app = app;
    this.#walk = walk;
  }

  keep({ resolutions, begun }: ConflictAnswers): void {
    this.#walk.resolutions = resolutions;
    this.#walk.begun = begun;
    this.#isDue = true;
    this.#saving ??= this.#save();
  }

  async saved(): Promise<void> {
    await this.#saving;
  }

  async #save(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await saveDraft(this.#app, this.#walk, 'conflicts');
    }
    this.#saving = undefined;
  }
}
