/** Actions on sessions and on qtui itself. */
import type { ContextAdvice } from '../../../core/context-advice.js';
import { isOpen } from '../../../core/session-status.js';
import { showText } from '../../dialogs/simple.js';
import { focusedPane } from '../../model/layout.js';
import { focusedWork, thisRepository } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';
import { listSessions, newSession, newSessionWithSkill } from '../creation/create-session.js';
import { prepareRepository } from '../creation/prepare-repository.js';
import { detach } from '../leave/leave.js';
import { quit } from '../leave/quit.js';
import { mergeSession } from '../merge/merge-session.js';
import { mergeSeveral } from '../merge-train/merge-several.js';
import { closePane } from '../panes/close-pane.js';
import { showSessionDiff } from '../session-diff/show.js';
import { closedHere, openAllClosed, openAllWords } from '../sessions/open-sessions.js';
import { openPullRequest, pushSession } from '../sessions/publish-session.js';
import { showRadar } from '../sessions/radar.js';
import { choosePriority, togglePin } from '../sessions/rank-session.js';
import { removeSession } from '../sessions/remove-session.js';
import { reloadSettings } from '../take-up-settings.js';
import type { Action } from './action.js';
import { help } from './help.js';
import { needsPane, needsWorktreeSession } from './needs.js';
import { showPalette } from './palette.js';
import { HELP, MERGE, NEW_SESSION, SESSIONS } from './taught.js';

function needsTwoToMerge(state: AppState): string | undefined {
  const here = thisRepository(state);
  // At the start nobody knows yet; whoever asks for it then is told by the dialog.
  if (here === undefined || state.sessions.size === 0) return undefined;
  const own = [...state.sessions.values()].filter(
    ({ metadata }) => metadata.worktreeInfo?.repoRoot === here && isOpen(metadata),
  );
  return own.length > 1 ? undefined : 'This repository has no two sessions to merge.';
}

function needsSession(state: AppState): string | undefined {
  return needsPane(state) ?? (focusedWork(state) ? undefined : 'The session is not known yet.');
}

/** In a directory that holds repositories one can be made all the same: it is asked for twice. */
const PREPARABLE: ReadonlySet<string | undefined> = new Set([
  'init',
  'first-commit',
  'choose-repository',
]);

function cannotPrepare(obstacle: ContextAdvice | undefined): string | undefined {
  if (!obstacle) return 'Worktrees can be made here already.';
  return PREPARABLE.has(obstacle.action) ? undefined : obstacle.message;
}

export const sessionActions: readonly Action[] = [
  {
    ...NEW_SESSION,
    run: ({ app }) => newSession(app, { kind: 'tab' }),
  },
  {
    id: 'new-session-with-skill',
    title: 'New session with a skill',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => newSessionWithSkill(app, { kind: 'tab' }),
  },
  {
    ...SESSIONS,
    run: ({ app }) => listSessions(app, { kind: 'tab' }),
  },
  {
    id: 'radar',
    title: 'Radar: which sessions change the same files',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => showRadar(app),
  },
  {
    id: 'open-all',
    title: 'Open all closed sessions of this repository',
    titleIn: openAllWords,
    group: 'Sessions',
    keys: [],
    disabledReason: (state) => (closedHere(state).length > 0 ? undefined : 'None is closed.'),
    run: ({ app }) => app.run('open the sessions', () => openAllClosed(app)),
  },
  {
    ...MERGE,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) mergeSession(app, session.metadata);
    },
  },
  {
    id: 'merge-several',
    title: 'Merge several sessions, one after the other',
    group: 'Sessions',
    keys: ['M'],
    disabledReason: needsTwoToMerge,
    run: ({ app }) => mergeSeveral(app),
  },
  {
    id: 'diff',
    title: 'Show what the session has changed, and comment on it',
    group: 'Sessions',
    keys: ['D'],
    hint: 'changes',
    disabledReason: needsSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) showSessionDiff(app, session.metadata);
    },
  },
  {
    id: 'push',
    title: "Push the session's branch",
    group: 'Sessions',
    keys: [],
    disabledReason: needsWorktreeSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) pushSession(app, session.metadata);
    },
  },
  {
    id: 'pull-request',
    title: 'Open a pull request for the session',
    group: 'Sessions',
    keys: [],
    disabledReason: needsWorktreeSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) openPullRequest(app, session.metadata);
    },
  },
  {
    id: 'pin',
    title: 'Pin the session: first in lists, and never cleaned up',
    titleIn: (state) =>
      focusedWork(state)?.metadata.isPinned
        ? 'Unpin the session'
        : 'Pin the session: first in lists, and never cleaned up',
    group: 'Sessions',
    keys: [],
    disabledReason: needsSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) togglePin(app, session.metadata);
    },
  },
  {
    id: 'priority',
    title: "Change the session's priority",
    group: 'Sessions',
    keys: [],
    disabledReason: needsSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (session) choosePriority(app, session.metadata);
    },
  },
  {
    id: 'close',
    title: 'Close the pane',
    group: 'Panes',
    keys: ['x'],
    hint: 'close',
    disabledReason: needsPane,
    run: ({ app }) => {
      const pane = focusedPane(app.store.state.layout);
      if (pane !== undefined) closePane(app, pane);
    },
  },
  {
    id: 'remove-worktree',
    title: 'End the session and remove its worktree and branch',
    group: 'Sessions',
    keys: [],
    disabledReason: needsWorktreeSession,
    run: ({ app }) => {
      const session = focusedWork(app.store.state);
      if (!session) return;
      app.run('remove the worktree', async () => {
        await removeSession(app, session.metadata);
      });
    },
  },
  {
    id: 'prepare-repository',
    title: 'Prepare this directory for worktrees (git init, first commit)',
    group: 'Sessions',
    keys: [],
    disabledReason: ({ defaults }) => cannotPrepare(defaults?.worktreeObstacle),
    run: ({ app }) => prepareRepository(app),
  },
];

export const appActions: readonly Action[] = [
  {
    id: 'palette',
    title: 'Find an action, a session or a tab',
    group: 'qtui',
    keys: [':'],
    hint: 'palette',
    run: (context) => showPalette(context),
  },
  {
    id: 'repaint',
    title: 'Paint the screen again',
    group: 'qtui',
    keys: ['r'],
    run: ({ app }) => app.terminal.repaint(),
  },
  {
    id: 'reload-settings',
    title: 'Read the settings again',
    group: 'qtui',
    keys: [],
    run: (context) => reloadSettings(context),
  },
  {
    id: 'detach',
    title: 'Detach: leave qtui, sessions keep running',
    group: 'qtui',
    keys: ['d'],
    hint: 'detach',
    run: ({ app }) => detach(app),
  },
  {
    id: 'quit',
    title: 'Quit: detach, or stop all sessions',
    group: 'qtui',
    keys: ['q'],
    hint: 'quit',
    run: ({ app }) => quit(app),
  },
  {
    ...HELP,
    run: ({ app, actions }) => {
      const { width, lines } = help(actions, app.store.state);
      app.run('show the help', () => showText(app.dialogs, { title: 'Keys', width, lines }));
    },
  },
];
