/** The list of all of the user's sessions. */
import { dirname } from 'node:path';
import { toQtuiError } from '../../core/errors.js';
import { isWorkMerged, mergedWords } from '../../core/merged-words.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import { printable } from '../../core/text.js';
import { Dialog } from '../dialogs/dialog.js';
import { fuzzyFilter } from '../dialogs/fuzzy.js';
import { type PickEntry, PickList } from '../dialogs/pick-list.js';
import { keyName } from '../dialogs/widget.js';
import type { Destination } from '../model/layout.js';
import {
  listedSessions,
  paneOfSession,
  paneSign,
  repositoryName,
  signText,
  thisRepository,
} from '../model/selectors.js';
import { type AppState, type SessionState, withVerdicts } from '../model/state.js';
import { span } from '../views/line.js';
import { adoptWorktree, foreignEntry, foreignWorktrees } from './adopt-worktree.js';
import type { App } from './app.js';
import { closedHere, openAllClosed, openOrPutAway } from './open-sessions.js';
import { removeSession } from './remove-session.js';

type Picked = { kind: 'open' | 'remove' | 'adopt'; id: string } | { kind: 'all' };

/** Rows of the list; what is more is scrolled. */
const LIST_ROWS = 16;

function stateWords(state: AppState, { metadata, directoryExists }: SessionState): string {
  const pane = paneOfSession(state, metadata.id);
  if (pane?.info?.exit) return 'exited';
  if (pane) return pane.info?.agentState === 'unknown' ? 'running' : (pane.info?.agentState ?? '…');
  if (!directoryExists) return 'directory is gone';
  return isOpen(metadata) ? 'closed' : metadata.status;
}

/** Two repositories may have the same name. */
function groupOf(session: SessionMetadata): string {
  const { repoRoot } = session;
  return repoRoot === undefined
    ? 'no repository'
    : `${repositoryName(session)}  ${dirname(repoRoot)}`;
}

function entryOf(state: AppState, session: SessionState): PickEntry<string> {
  const { metadata } = session;
  const pane = paneOfSession(state, metadata.id);
  const mark = pane ? signText(paneSign(pane), state.capabilities.unicode) || ' ' : ' ';
  const title = sessionTitle(metadata);
  const branch = metadata.worktreeInfo?.branch ?? '';
  const words = stateWords(state, session);
  const merged = isWorkMerged(session.verdict) ? 'merged' : '';
  const target = metadata.worktreeInfo?.mergeTarget ?? '';
  return {
    value: metadata.id,
    group: groupOf(metadata),
    text: [title, branch, repositoryName(metadata), metadata.agent.kind, words, merged].join(' '),
    left: [
      span(`${mark} `, 'strong'),
      span(title),
      span(branch === title ? '' : `  ${branch}`, 'muted'),
    ],
    right: [
      ...(merged ? [span(`${merged}  `, 'done')] : []),
      span(`${metadata.agent.kind}  ${words}`, 'muted'),
    ],
    ...(session.verdict && { note: printable(mergedWords(session.verdict, target)) }),
  };
}

/** Sessions of this repository first, then by repository, the live ones first in each. */
function sessionEntries(state: AppState): PickEntry<string>[] {
  const root = thisRepository(state);
  const rank = ({ metadata }: SessionState) => (metadata.repoRoot === root ? 0 : 1);
  const isLive = ({ metadata }: SessionState) => (paneOfSession(state, metadata.id) ? 0 : 1);
  return listedSessions(state)
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        groupOf(a.metadata).localeCompare(groupOf(b.metadata)) ||
        isLive(a) - isLive(b) ||
        b.metadata.lastActive.localeCompare(a.metadata.lastActive),
    )
    .map((session) => entryOf(state, session));
}

/** Lists the sessions; the picked one is focused, or started again when it is closed. */
export function showSessions(app: App, destination: Destination): void {
  app.run('open the session', async () => {
    const canOpenAll = () => destination.kind === 'tab' && closedHere(app.store.state).length > 0;
    const hint = () => {
      const { length } = closedHere(app.store.state);
      const all = canOpenAll() ? ` · ^O opens all ${length} closed here` : '';
      return `Enter opens · ^X removes · Esc closes${all}`;
    };
    let foreign: readonly PickEntry<string>[] = [];
    const isForeign = (value: string) => foreign.some((entry) => entry.value === value);
    const entries = (state: AppState) => [...sessionEntries(state), ...foreign];
    const list = new PickList<string>({
      label: 'Find',
      placeholder: 'title, branch, repository, agent',
      empty: 'There is no session yet.',
      entries: entries(app.store.state),
      filter: fuzzyFilter,
      rows: LIST_ROWS,
    });
    const dialog = new Dialog<Picked>({
      title: 'Sessions',
      width: 90,
      widgets: [list],
      hint: hint(),
      onEnter: (self) => {
        const entry = list.selected;
        if (entry)
          self.finish({ kind: isForeign(entry.value) ? 'adopt' : 'open', id: entry.value });
      },
      onKey: (event, self) => {
        const key = keyName(event);
        const entry = list.selected;
        if (key === 'ctrl-o' && canOpenAll()) self.finish({ kind: 'all' });
        else if (key === 'ctrl-x' && entry && !isForeign(entry.value))
          self.finish({ kind: 'remove', id: entry.value });
        else return false;
        return true;
      },
    });
    // The registry may have changed since: another qtui writes to it as well.
    const following = app.store.onChange((state) => {
      list.setEntries(entries(state));
      dialog.change({ hint: hint() });
    });
    app.reader.refresh();
    judgeMerged(app);
    void foreignWorktrees(app).then((views) => {
      foreign = views.map(foreignEntry);
      list.setEntries(entries(app.store.state));
      dialog.refresh();
    });
    const picked = await app.dialogs.open(dialog).finally(() => following.dispose());
    if (picked) await act(app, picked, destination);
  });
}

/** What is merged comes in while the list is read; the last answers are shown until then. */
function judgeMerged(app: App): void {
  app.sessions.merged().then(
    (verdicts) => app.store.update((state) => withVerdicts(state, verdicts)),
    (thrown: unknown) => {
      const { code } = toQtuiError(thrown, 'look at what is merged');
      app.log.log('warn', 'tui.merged', { code });
    },
  );
}

async function act(app: App, picked: Picked, destination: Destination): Promise<void> {
  if (picked.kind === 'all') {
    await openAllClosed(app);
    return;
  }
  if (picked.kind === 'adopt') {
    await adoptWorktree(app, picked.id, destination);
    return;
  }
  const session = app.store.state.sessions.get(picked.id)?.metadata;
  if (!session) return;
  if (picked.kind === 'open') {
    await openOrPutAway(app, session, destination);
    return;
  }
  // One is seldom removed alone.
  await removeSession(app, session);
  showSessions(app, destination);
}
