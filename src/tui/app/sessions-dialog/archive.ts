/** Putting a session away and taking it back, from a list. */
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { isPutAway } from '../../../core/session-status.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { paneOfSession } from '../../model/selectors.js';
import { withSession } from '../../model/state.js';
import type { App } from '../app.js';

/** Asks first where a program would be ended; resolves with what was done, in words. */
export async function archiveOrTakeBack(
  app: App,
  session: SessionMetadata,
): Promise<string | undefined> {
  const title = sessionTitle(session);
  const isBack = isPutAway(session);
  if (!isBack && !(await agrees(app, session))) return undefined;
  const changed = await waitFor(
    app.dialogs,
    {
      title: isBack ? 'Take back' : 'Archive',
      text: isBack ? 'Taking it back …' : 'Archiving it …',
      doing: isBack ? 'take the session back' : 'archive the session',
      uncancellable: true,
    },
    isBack ? app.sessions.unarchive(session.id) : app.sessions.archive(session.id),
  );
  if (!changed) return undefined;
  app.store.update((state) => withSession(state, changed));
  app.reader.refresh();
  app.layout.publish();
  return isBack
    ? `${title} is in the list again, closed.`
    : `${title} is archived; worktree and branch stay.`;
}

async function agrees(app: App, session: SessionMetadata): Promise<boolean> {
  const pane = paneOfSession(app.store.state, session.id);
  if (!pane?.info || pane.info.exit) return true;
  const { agentKind, agentState } = pane.info;
  const state = agentState === 'unknown' ? 'running' : agentState;
  const answer = await ask(app.dialogs, {
    title: `Archive ${sessionTitle(session)}?`,
    body: [
      paragraph(`Its program (${agentKind}, ${state}) is ended.`, 'warning'),
      paragraph(
        session.worktreeInfo
          ? 'Worktree and branch stay as they are, uncommitted changes too. Lists pass over it until it is taken back.'
          : 'Files stay as they are. Lists pass over it until it is taken back.',
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Cancel' },
      { value: true, label: 'End the program and archive it' },
    ],
  });
  return answer ?? false;
}
