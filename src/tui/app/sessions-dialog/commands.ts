/** What can be done from the Sessions dialog. */
import { isPutAway, sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { paneOfSession } from '../../model/selectors.js';
import type { SessionState } from '../../model/state.js';
import type { App } from '../app.js';
import { mergeSession } from '../merge/merge-session.js';
import { mergeSeveral } from '../merge-train/merge-several.js';
import { showSessionDiff } from '../session-diff/show.js';
import { adoptWorktree } from '../sessions/adopt-worktree.js';
import {
  closedHere,
  openAllClosed,
  openAllWords,
  openOrPutAway,
} from '../sessions/open-sessions.js';
import { choosePriority, togglePin } from '../sessions/rank-session.js';
import { removeSession } from '../sessions/remove-session.js';
import { renameSession } from '../sessions/rename.js';
import { archiveOrTakeBack } from './archive.js';
import { chosenSession, type SessionCommand, type SessionsDialog } from './command.js';

const NOTHING = 'No session is chosen.';
const FOREIGN = 'No session has this worktree: Enter makes it one.';
const NEWER = 'A newer qtui wrote its record: update qtui to change it.';
const REMOVED = 'Its worktree was removed: the undo list can bring it back.';

/** Why the chosen row is no session that is whole; undefined when it is. */
function needsSession(dialog: SessionsDialog): string | undefined {
  if (!dialog.row) return NOTHING;
  const session = chosenSession(dialog);
  if (!session) return dialog.row.session ? 'It is gone by now.' : FOREIGN;
  if (session.isReadOnly) return NEWER;
  return session.metadata.status === 'creating' ? 'It is still being made.' : undefined;
}

/** It was put away together with its worktree. */
function isRemoved(app: App, { metadata, directoryExists }: SessionState): boolean {
  return isPutAway(metadata) && !directoryExists && !paneOfSession(app.store.state, metadata.id);
}

function needsWhole(dialog: SessionsDialog): string | undefined {
  const session = chosenSession(dialog);
  if (session && isRemoved(dialog.app, session)) return REMOVED;
  return needsSession(dialog);
}

function needsDirectory(dialog: SessionsDialog): string | undefined {
  const reason = needsWhole(dialog);
  if (reason) return reason;
  return chosenSession(dialog)?.directoryExists === false ? 'Its directory is gone.' : undefined;
}

function needsWorktree(dialog: SessionsDialog): string | undefined {
  const reason = needsDirectory(dialog);
  if (reason) return reason;
  return chosenSession(dialog)?.metadata.worktreeInfo
    ? undefined
    : 'It has no worktree of its own, so there is nothing to merge.';
}

/** Runs `act` with the chosen session, which the command's reason has made sure of. */
function withChosen(
  act: (session: SessionState, dialog: SessionsDialog) => Promise<void> | void,
): SessionCommand['run'] {
  return (dialog) => {
    const session = chosenSession(dialog);
    return session && act(session, dialog);
  };
}

async function open(dialog: SessionsDialog): Promise<void> {
  const { app, destination, row } = dialog;
  if (!row) return;
  const session = chosenSession(dialog);
  if (!session) {
    if (await adoptWorktree(app, row.id, destination)) dialog.close();
    return;
  }
  const isOpenable = session.directoryExists || paneOfSession(app.store.state, row.id);
  if (isOpenable) dialog.close();
  await openOrPutAway(app, session.metadata, destination);
}

function directoryOf({ metadata: { worktreeInfo, directory } }: SessionState): string {
  return worktreeInfo?.path ?? directory;
}

export const SESSION_COMMANDS: readonly SessionCommand[] = [
  {
    id: 'open',
    title: 'Open the session; make one of a worktree that has none',
    titleFor: ({ row }) => (row && !row.session ? 'Make it a session and open it' : 'Open it'),
    keys: ['enter'],
    hint: 'opens',
    disabledReason: (dialog) => {
      if (dialog.row && !dialog.row.session) return undefined;
      const session = chosenSession(dialog);
      if (session?.isReadOnly && dialog.row?.isLive) return undefined;
      return needsWhole(dialog);
    },
    doing: 'open the session',
    run: open,
  },
  {
    id: 'menu',
    title: 'Show all that can be done with the session',
    keys: ['tab', 'f2'],
    hint: 'menu',
    disabledReason: () => undefined,
    doing: 'show the menu',
    run: (dialog) => dialog.openMenu(),
  },
  {
    id: 'remove',
    title: 'Remove the session, its worktree and branch; what would be lost is shown first',
    titleFor: () => 'Remove it, its worktree and branch …',
    keys: ['ctrl-x'],
    hint: 'removes',
    disabledReason: needsWhole,
    doing: 'remove the session',
    run: withChosen(async ({ metadata }, { app }) => {
      await removeSession(app, metadata);
    }),
  },
  {
    id: 'rename',
    title: 'Rename the session; its branch keeps its name',
    titleFor: () => 'Rename it; its branch keeps its name',
    keys: ['ctrl-r'],
    hint: 'renames',
    disabledReason: needsSession,
    doing: 'rename the session',
    run: withChosen(({ metadata }, { app }) => renameSession(app, metadata)),
  },
  {
    id: 'diff',
    title: 'Show what the session has changed, and comment on it',
    titleFor: () => 'Show what it has changed',
    keys: ['alt-c'],
    hint: 'changes',
    disabledReason: needsWhole,
    doing: 'compare the work',
    run: withChosen(({ metadata }, { app }) => showSessionDiff(app, metadata)),
  },
  {
    id: 'merge',
    title: 'Merge the session into its target; a preview comes first',
    titleFor: ({ row }) => `Merge it into ${row?.target || 'its target'} …`,
    keys: ['ctrl-g', 'ctrl-m'],
    hint: 'merges',
    disabledReason: needsWorktree,
    doing: 'merge the session',
    run: withChosen(({ metadata }, { app }) => mergeSession(app, metadata)),
  },
  {
    id: 'merge-several',
    title: 'Merge several sessions of this repository, one after the other',
    titleFor: () => 'Merge several, one after the other …',
    keys: ['alt-m'],
    disabledReason: () => undefined,
    doing: 'merge the sessions',
    run: (dialog) => {
      dialog.close();
      mergeSeveral(dialog.app);
    },
  },
  {
    id: 'archive',
    title: 'Archive the session: worktree and branch stay; or take it back',
    titleFor: (dialog) => {
      const session = chosenSession(dialog);
      return session && isPutAway(session.metadata)
        ? 'Take it back into the list'
        : 'Archive it: worktree and branch stay';
    },
    keys: ['ctrl-s'],
    hint: 'archives',
    disabledReason: needsDirectory,
    doing: 'archive the session',
    run: withChosen(async ({ metadata }, dialog) => {
      const done = await archiveOrTakeBack(dialog.app, metadata);
      if (done !== undefined) dialog.say(printable(done));
    }),
  },
  {
    id: 'pin',
    title: 'Pin the session: it comes first and is never cleaned up; or unpin it',
    titleFor: (dialog) =>
      chosenSession(dialog)?.metadata.isPinned
        ? 'Unpin it'
        : 'Pin it: it comes first and is never cleaned up',
    keys: ['ctrl-t'],
    hint: 'pins',
    disabledReason: needsSession,
    doing: 'pin the session',
    run: withChosen(({ metadata }, { app }) => togglePin(app, metadata)),
  },
  {
    id: 'put-away',
    title: 'Show archived and merged sessions too, or hide them again',
    titleFor: ({ showsPutAway }) =>
      showsPutAway ? 'Hide archived and merged sessions' : 'Show archived and merged sessions too',
    keys: ['ctrl-v'],
    hint: 'archived',
    disabledReason: () => undefined,
    doing: 'show them',
    run: (dialog) => dialog.togglePutAway(),
  },
  {
    id: 'new',
    title: 'New session in the repository of the chosen one',
    titleFor: ({ row }) =>
      row?.repository ? `New session in ${row.repository} …` : 'New session …',
    keys: ['ctrl-n'],
    hint: 'new',
    disabledReason: () => undefined,
    doing: 'create the session',
    run: async (dialog) => {
      const { directory } = dialog.app.store.state;
      const root = chosenSession(dialog)?.metadata.repoRoot;
      if (await dialog.newSession(root ?? directory)) dialog.close();
    },
  },
  {
    id: 'open-all',
    title: 'Open all that are closed in this repository',
    titleFor: ({ app }) => openAllWords(app.store.state),
    keys: ['ctrl-o'],
    hint: 'opens all closed',
    disabledReason: ({ app, destination }) => {
      if (destination.kind !== 'tab') return 'They have no room beside a pane.';
      return closedHere(app.store.state).length > 0 ? undefined : 'None is closed.';
    },
    doing: 'open the sessions',
    run: async (dialog) => {
      dialog.close();
      await openAllClosed(dialog.app);
    },
  },
  {
    id: 'priority',
    title: 'Change the priority of the session',
    titleFor: () => 'Change its priority …',
    keys: ['alt-p'],
    disabledReason: needsSession,
    doing: 'change the priority',
    run: withChosen(({ metadata }, { app }) => choosePriority(app, metadata)),
  },
  {
    id: 'copy-directory',
    title: 'Copy the path of its directory',
    keys: ['ctrl-y'],
    disabledReason: ({ row }) => (row ? undefined : NOTHING),
    doing: 'copy the path',
    run: (dialog) => {
      const session = chosenSession(dialog);
      const path = session ? directoryOf(session) : dialog.row?.directory;
      if (path === undefined) return;
      dialog.app.clipboard.copy(path);
      dialog.say(`Copied ${printable(path)}`);
    },
  },
  {
    id: 'copy-branch',
    title: 'Copy the name of its branch',
    keys: ['alt-y'],
    disabledReason: ({ row }) => {
      if (!row) return NOTHING;
      return row.branch === '' ? 'It has no branch of its own.' : undefined;
    },
    doing: 'copy the branch',
    run: (dialog) => {
      const branch = chosenSession(dialog)?.metadata.worktreeInfo?.branch ?? dialog.row?.branch;
      if (branch === undefined) return;
      dialog.app.clipboard.copy(branch);
      dialog.say(`Copied ${printable(branch)}`);
    },
  },
];

/** For sentences that name the chosen one. */
export function chosenTitle(dialog: SessionsDialog): string {
  const session = chosenSession(dialog);
  return printable(session ? sessionTitle(session.metadata) : (dialog.row?.title ?? ''));
}
