/** Undoing an act that is not the last one: a list of all that can be undone. */
import type { UndoableAct } from '../../../core/ports/sessions.js';
import { printable } from '../../../core/text.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { waitFor } from '../../dialogs/simple.js';
import { thisRepository } from '../../model/selectors.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';
import { ageWords, undoPlanned } from './undo-last.js';

/** Lists the acts of this repository, outside of one those of all, and undoes the picked one. */
export function showUndoList(app: App): void {
  app.run('undo that', async () => {
    const { state } = app.store;
    const allRepositories = thisRepository(state) === undefined;
    const found = await waitFor(
      app.dialogs,
      { title: 'Undo', text: 'Looking for what can be undone …', doing: 'list the backups' },
      app.sessions.listActs(state.directory, { allRepositories }),
    );
    if (!found) return;
    app.notifyWarnings(found.warnings);
    const id = await pickOne(app.dialogs, {
      title: 'What can be undone',
      placeholder: 'what was done, id, branch',
      empty: 'There is nothing to undo.',
      entries: found.acts.map(entryOf),
      hint: 'Enter looks at it · Esc closes',
      width: 90,
    });
    if (id === undefined) return;
    const plan = await waitFor(
      app.dialogs,
      { title: 'Undo', text: 'Looking at what would come back …', doing: 'look at that act' },
      app.sessions.planUndo(state.directory, { id }),
    );
    if (plan) await undoPlanned(app, plan);
  });
}

function entryOf({ id, time, what, bringsBack, isUndone }: UndoableAct): PickEntry<string> {
  const words = printable(what);
  return {
    value: id,
    text: `${words} ${id}`,
    left: [span(words, isUndone ? 'muted' : 'normal')],
    right: [span(`${ageWords(time)}  ${id}`, 'muted')],
    ...(isUndone
      ? { disabledReason: 'undone already' }
      : { note: `brings back: ${printable(bringsBack.join(', '))}` }),
  };
}
