/** Opening sessions that have no pane: one whose directory is gone can only be put away. */
import { type QtuiError, toQtuiError } from '../../../core/errors.js';
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { ask, showError, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { type Destination, focusPane } from '../../model/layout.js';
import { isDirectoryGone, reopenableSessions, thisRepository } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';
import type { App } from '../app.js';
import { openSession } from '../creation/open-pane.js';

/**
 * Opens the session at `destination`; when its directory is gone, offers to put it away. True when
 * it is open.
 */
export async function openOrPutAway(
  app: App,
  session: SessionMetadata,
  destination: Destination,
): Promise<boolean> {
  const known = app.store.state.sessions.get(session.id);
  if (known && isDirectoryGone(app.store.state, known)) {
    await offerToPutAway(app, session);
    return false;
  }
  await openSession(app, session, destination);
  return true;
}

async function offerToPutAway(app: App, session: SessionMetadata): Promise<void> {
  const title = sessionTitle(session);
  const branch = session.worktreeInfo?.branch;
  const stays = branch ? `The branch ${branch} stays.` : 'No file is touched.';
  const answer = await ask(app.dialogs, {
    title: `${title}: its directory is gone`,
    body: [
      paragraph(session.directory, 'strong'),
      paragraph('It was removed by somebody else, so the session cannot be opened.'),
    ],
    selected: false,
    options: [
      { value: false, label: 'Leave it in the list' },
      { value: true, label: 'Put the record away', note: stays },
    ],
  });
  if (!answer) return;
  const work = app.sessions
    .planRemoval(session.id)
    .then((plan) => app.sessions.remove(plan, { backUp: false, deleteBranch: false }));
  const outcome = await waitFor(
    app.dialogs,
    { title, text: 'Putting it away …', doing: 'put the session away', uncancellable: true },
    work,
  );
  app.reader.refresh();
  if (!outcome) return;
  app.notify(`${title} is put away. ${stays}`);
  app.notifyWarnings(outcome.warnings);
}

/** `Open all 3 closed sessions of this repository` */
export function openAllWords(state: AppState): string {
  const count = closedHere(state).length;
  const place = thisRepository(state) === undefined ? '' : ' of this repository';
  if (count === 0) return `Open all closed sessions${place}`;
  return count === 1
    ? `Open the closed session${place}`
    : `Open all ${count} closed sessions${place}`;
}

/** Sessions of this repository, outside of one those of no repository, that can be opened again. */
export function closedHere(state: AppState): SessionMetadata[] {
  return reopenableSessions(state).filter(({ repoRoot }) => repoRoot === thisRepository(state));
}

/** Opens them in tabs, the last used first, and focuses that one; tells of those that fail. */
export async function openAllClosed(app: App): Promise<void> {
  const sessions = closedHere(app.store.state);
  const errors: QtuiError[] = [];
  for (const session of sessions) {
    try {
      await openSession(app, session, { kind: 'tab' });
    } catch (thrown) {
      errors.push(toQtuiError(thrown, `open ${sessionTitle(session)}`));
    }
  }
  const [first] = sessions;
  if (first) app.layout.apply((layout) => focusPane(layout, first.id));
  for (const error of errors) await showError(app.dialogs, error);
}
