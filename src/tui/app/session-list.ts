/** The list of all of the user's sessions. */
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { Dialog } from '../dialogs/dialog.js';
import { type PickEntry, PickList } from '../dialogs/pick-list.js';
import type { Destination } from '../model/layout.js';
import { paneOfSession, paneSign, repositoryName, signText } from '../model/selectors.js';
import type { AppState, SessionState } from '../model/state.js';
import { span } from '../views/line.js';
import type { App } from './app.js';
import { openSession } from './creation.js';

/** Rows of the list; what is more is scrolled. */
const LIST_ROWS = 16;

function stateWords(state: AppState, { metadata, directoryExists }: SessionState): string {
  const pane = paneOfSession(state, metadata.id);
  if (pane?.info?.exit) return 'exited';
  if (pane) return pane.info?.agentState === 'unknown' ? 'running' : (pane.info?.agentState ?? '…');
  if (!directoryExists) return 'directory is gone';
  return metadata.status === 'active' || metadata.status === 'background'
    ? 'closed'
    : metadata.status;
}

function entryOf(state: AppState, session: SessionState): PickEntry<SessionMetadata> {
  const { metadata } = session;
  const pane = paneOfSession(state, metadata.id);
  const mark = pane ? signText(paneSign(pane), state.capabilities.unicode) || ' ' : ' ';
  const title = sessionTitle(metadata);
  const branch = metadata.worktreeInfo?.branch ?? '';
  const words = stateWords(state, session);
  const isGone = !pane && !session.directoryExists;
  return {
    value: metadata,
    group: repositoryName(metadata),
    text: [title, branch, repositoryName(metadata), metadata.agent.kind, words].join(' '),
    left: [
      span(`${mark} `, 'waiting'),
      span(title),
      span(branch === title ? '' : `  ${branch}`, 'muted'),
    ],
    right: [span(`${metadata.agent.kind}  ${words}`, 'muted')],
    ...(isGone && { disabledReason: words }),
  };
}

/** Sessions of this repository first, then by repository, the live ones first in each. */
function sessionEntries(state: AppState): PickEntry<SessionMetadata>[] {
  const here = state.defaults?.context;
  const root = here?.kind === 'repository' ? here.repository.root : undefined;
  const rank = ({ metadata }: SessionState) => (metadata.repoRoot === root ? 0 : 1);
  const isLive = ({ metadata }: SessionState) => (paneOfSession(state, metadata.id) ? 0 : 1);
  return [...state.sessions.values()]
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        repositoryName(a.metadata).localeCompare(repositoryName(b.metadata)) ||
        isLive(a) - isLive(b) ||
        b.metadata.lastActive.localeCompare(a.metadata.lastActive),
    )
    .map((session) => entryOf(state, session));
}

/** Lists the sessions; the picked one is focused, or started again when it is closed. */
export function showSessions(app: App, destination: Destination): void {
  app.run('open the session', async () => {
    const { fuzzyFilter } = await import('../dialogs/fuzzy.js');
    const list = new PickList<SessionMetadata>({
      label: 'Find',
      placeholder: 'title, branch, repository, agent',
      entries: sessionEntries(app.store.state),
      filter: fuzzyFilter,
      rows: LIST_ROWS,
    });
    const dialog = new Dialog<SessionMetadata>({
      title: 'Sessions',
      width: 90,
      widgets: [list],
      hint: 'Enter opens · Esc closes',
      onEnter: (self) => {
        const entry = list.selected;
        if (entry && !entry.disabledReason) self.finish(entry.value);
      },
    });
    // The registry may have changed since: another qtui writes to it as well.
    const following = app.store.onChange((state) => {
      list.setEntries(sessionEntries(state));
      dialog.refresh();
    });
    app.reader.refresh();
    const picked = await app.dialogs.open(dialog).finally(() => following.dispose());
    if (picked) await openSession(app, picked, destination);
  });
}
