/** What becomes of the session once its merge has landed. */
import { toQtuiError } from '../../../core/errors.js';
import type { LandedMerge } from '../../../core/merge.js';
import type { AfterMergeChoice } from '../../../core/ports/after-merge.js';
import { printable } from '../../../core/text.js';
import { afterStep } from '../../dialogs/merge/after.js';
import { showError, waitFor } from '../../dialogs/simple.js';
import { withSession } from '../../model/state.js';
import type { App } from '../app.js';
import { removeSession } from '../sessions/remove-session.js';
import { archiveOrTakeBack } from '../sessions-dialog/archive.js';
import { undoHint } from '../tidy/undo-last.js';
import type { MergeWalk, StepOutcome } from './walk.js';

export async function showAfter(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { landed } = walk;
  if (!landed) return 'done';
  const { repoRoot, target } = landed.built.plan.request;
  const undo = undoHint(app, landed.actId);
  if (!app.acts.includes(landed.actId)) {
    app.acts.push(landed.actId);
    app.notify(`Merged into ${printable(target)} as ${landed.built.commit.slice(0, 10)}.${undo}`);
  }
  const selected = (await app.sessions.lastAfterMerge(repoRoot)) ?? 'keep';
  const dialog = afterStep({ place: walk.place('after'), landed, undo, selected });
  const choice = await app.dialogs.open(dialog);
  if (choice === undefined || choice === 'back') return 'done';
  await remember(app, repoRoot, choice);
  try {
    await ACTS[choice](app, walk, landed);
    return 'done';
  } catch (thrown) {
    // The merge stands; what is to become of the session is asked again.
    await showError(app.dialogs, toQtuiError(thrown, 'do so'));
    return 'after';
  }
}

type Act = (app: App, walk: MergeWalk, landed: LandedMerge) => Promise<void>;

const ACTS: Readonly<Record<AfterMergeChoice, Act>> = {
  keep: async () => undefined,
  'go-on': goOn,
  remove: async (app, { session }) => {
    await removeSession(app, session);
  },
  archive: async (app, { session }, { actId }) => {
    const done = await archiveOrTakeBack(app, session);
    if (done !== undefined) app.notify(`${printable(done)}${undoHint(app, actId)}`);
  },
};

/** That it is not remembered keeps it from nothing. */
async function remember(app: App, repoRoot: string, choice: AfterMergeChoice): Promise<void> {
  try {
    await app.sessions.rememberAfterMerge(repoRoot, choice);
  } catch (thrown) {
    app.notifyError(toQtuiError(thrown, 'remember your choice'));
  }
}

async function goOn(app: App, { session }: MergeWalk, landed: LandedMerge): Promise<void> {
  const done = await waitFor(
    app.dialogs,
    {
      title: 'Go on',
      text: 'Moving the branch and its files …',
      doing: 'go on',
      uncancellable: true,
    },
    app.sessions.goOn(session.id, landed),
  );
  app.repositoryChanged.fire();
  if (!done) return;
  app.store.update((state) => withSession(state, done.session));
  app.reader.refresh();
  const { source, target } = landed.built.plan.request;
  const former =
    done.actId === undefined
      ? ''
      : ` qtui undo ${done.actId} brings its former commits back as a branch of their own.`;
  app.notify(`${printable(source)} goes on from ${printable(target)}.${former}`);
}
