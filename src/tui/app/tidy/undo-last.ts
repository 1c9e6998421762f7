/** Undoing the last removal or merge, after a look at what it brings back. */
import { toQtuiError } from '../../../core/errors.js';
import type { UndoPlan } from '../../../core/ports/sessions.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { paragraph, type Widget } from '../../dialogs/widget.js';
import type { App } from '../app.js';

/** After the leader. */
export const UNDO_KEY = 'u';

/** How a notice ends that tells of an act which can be undone. */
export function undoHint(app: App, actId: string | undefined): string {
  return actId === undefined ? '' : ` ${app.leader} ${UNDO_KEY} or qtui undo ${actId} undoes it.`;
}

function describe({ what, act, steps, notes, refusals }: UndoPlan): Widget[] {
  const isRefused = refusals.length > 0;
  return [
    paragraph(`The ${what}, ${ageWords(act.time)}.`, 'strong'),
    ...(isRefused ? [] : steps).map((step) => paragraph(step)),
    ...notes.map((note) => paragraph(note, 'warning')),
    ...refusals.flatMap(({ message, hint }) => [
      paragraph(message, 'error'),
      ...(hint === undefined ? [] : [paragraph(hint, 'muted')]),
    ]),
    ...(isRefused ? [paragraph('Nothing was changed.')] : []),
  ];
}

/** How long ago a time was, ISO 8601. */
export function ageWords(time: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

/**
 * The last act of this screen, in whatever repository, else the newest of the repository that it
 * was opened in. Undefined when the person cancels, and where there is nothing, which is told.
 */
async function planLast(app: App): Promise<UndoPlan | undefined> {
  const id = app.acts.at(-1);
  try {
    return await waitFor(
      app.dialogs,
      { title: 'Undo', text: 'Looking at what would come back …', doing: 'look at the last act' },
      app.sessions.planUndo(app.store.state.directory, id === undefined ? {} : { id }),
    );
  } catch (thrown) {
    const error = toQtuiError(thrown, 'look at the last act');
    if (id !== undefined && (error.code === 'act-not-found' || error.code === 'undo-refused')) {
      // Undone or dropped by another qtui meanwhile.
      app.acts.pop();
      return planLast(app);
    }
    if (error.code !== 'act-not-found') throw error;
    app.notify(error.message);
    return undefined;
  }
}

/** Shows what undoing the last act would bring back, and undoes it when the person agrees. */
export function undoLast(app: App): void {
  app.run('undo the last act', async () => {
    const plan = await planLast(app);
    if (plan) await undoPlanned(app, plan);
  });
}

/** Shows what would come back, and undoes it when the person agrees. Failures are thrown. */
export async function undoPlanned(app: App, plan: UndoPlan): Promise<void> {
  const isRefused = plan.refusals.length > 0;
  const answer = await ask(app.dialogs, {
    title: isRefused ? 'This cannot be undone now' : 'Undo?',
    body: describe(plan),
    selected: false,
    options: isRefused
      ? [{ value: false, label: 'OK' }]
      : [
          { value: false, label: 'Cancel' },
          { value: true, label: `Undo the ${plan.what}` },
        ],
  });
  if (!answer) return;
  // A hook may hold up the move of a branch; what else is undone is not left half done.
  const abort = plan.act.landing ? new AbortController() : undefined;
  const outcome = await waitFor(
    app.dialogs,
    {
      ...{ title: 'Undo', text: 'Undoing …', doing: 'undo the last act' },
      ...(abort ? { abort } : { uncancellable: true }),
    },
    app.sessions.undo(plan, abort ? { signal: abort.signal } : {}),
  );
  app.repositoryChanged.fire();
  app.reader.refresh();
  if (!outcome) return;
  const index = app.acts.lastIndexOf(outcome.id);
  if (index >= 0) app.acts.splice(index, 1);
  const next = outcome.path ? ` ${app.leader} s opens the session.` : '';
  app.notify(`Undone: ${outcome.what}.${next}`);
  app.notifyWarnings(outcome.warnings);
}
