/** The Sessions dialog: all of the user's sessions, and what can be done with them. */
import type { Warning } from '../../../core/errors.js';
import { DisposableStore } from '../../../core/lifecycle.js';
import { count, printable } from '../../../core/text.js';
import { Dialog } from '../../dialogs/dialog.js';
import { SessionTable, type TableContent } from '../../dialogs/session-table/table.js';
import type { Destination } from '../../model/layout.js';
import {
  type ForeignWorktree,
  type SessionRow,
  sessionRows,
} from '../../model/session-table/rows.js';
import type { AppState } from '../../model/state.js';
import {
  commandHints,
  commandOf,
  keyLabels,
  openCommandMenu,
  runCommand,
} from '../actions/dialog-commands.js';
import type { App } from '../app.js';
import { foreignWorktrees } from '../sessions/adopt-worktree.js';
import type { SessionsDialog } from './command.js';
import { chosenTitle, SESSION_COMMANDS } from './commands.js';
import { SessionFacts } from './facts.js';

/** Cells between the borders; on a wider screen more would only be blank. */
const WIDTH = 130;

/** Asks for a new session in a directory; true when one is being made. */
export type NewSessionIn = (
  app: App,
  destination: Destination,
  directory: string,
) => Promise<boolean>;

function labelOf(id: string): string {
  const command = SESSION_COMMANDS.find((each) => each.id === id);
  return (command && keyLabels(command)[0]) ?? '';
}

/** What the registry warns of, and which repositories cannot be read, at length and in few words. */
function warningWords(
  registry: readonly Warning[],
  unread: readonly Warning[],
): TableContent['warning'] {
  const warnings = [...registry, ...unread];
  const [first] = warnings;
  if (!first) return undefined;
  const more = warnings.length > 1 ? ` And ${warnings.length - 1} more.` : '';
  const hint = first.hint ? ` ${first.hint}` : '';
  const [command, does] =
    registry.length > 0
      ? ['qtui sessions recover', 'looks after them']
      : ['qtui sessions scan', 'tells of all'];
  return {
    text: printable(`${first.message}${hint}${more} ${command} ${does}.`),
    short: `${count(warnings.length, 'warning')}: ${command}`,
  };
}

/** The rows of a state, made anew only where something that they show has changed. */
function rowsOf(): (state: AppState, foreign: readonly ForeignWorktree[]) => SessionRow[] {
  let known: readonly unknown[] = [];
  let rows: SessionRow[] = [];
  return (state, foreign) => {
    const made = [state.sessions, state.panes, state.defaults, foreign];
    if (made.some((each, index) => each !== known[index]) || known.length === 0) {
      known = made;
      rows = sessionRows(state, foreign);
    }
    return rows;
  };
}

/**
 * Lists the sessions until one is opened or the person closes the list. What is done with one
 * happens over the list, which is there again afterwards as it was.
 */
export function showSessions(app: App, destination: Destination, newSessionIn: NewSessionIn): void {
  app.run('list the sessions', async () => {
    const owned = new DisposableStore();
    const read = rowsOf();
    let foreign: readonly ForeignWorktree[] = [];
    let unread: readonly Warning[] = [];
    let showsPutAway = false;
    const table = new SessionTable({
      content: () => {
        const { state } = app.store;
        const warning = warningWords(state.registryWarnings, unread);
        return {
          rows: read(state, foreign),
          showsPutAway,
          now: Math.max(state.now, openedAt),
          ...(warning && { warning }),
        };
      },
      empty: `There is no session yet: ${labelOf('new')} makes one.`,
      putAwayHint: (hidden) =>
        `${count(hidden, 'archived or merged session')} not shown: ${labelOf('put-away')} shows them.`,
    });
    const openedAt = Date.now();
    const target: SessionsDialog = {
      app,
      destination,
      get row() {
        return table.selected;
      },
      get showsPutAway() {
        return showsPutAway;
      },
      togglePutAway: () => {
        showsPutAway = !showsPutAway;
      },
      openMenu: () => openMenu(target),
      say: (message) => {
        table.say(message);
        dialog.refresh();
      },
      close: () => dialog.finish(undefined),
      newSession: (directory) => newSessionIn(app, destination, directory),
    };
    const dialog = new Dialog<void>({
      title: () => {
        const { shown, all } = table.counts;
        return shown === all ? `Sessions (${all})` : `Sessions (${shown} of ${all})`;
      },
      width: WIDTH,
      widgets: [table],
      hint: () => commandHints(target, SESSION_COMMANDS, 'Esc closes'),
      onEnter: () => runById(target, 'open'),
      onMenu: () => openMenu(target),
      onKey: (event) => {
        const command = commandOf(SESSION_COMMANDS, event);
        if (!command) return false;
        runCommand(target, command);
        return true;
      },
    });
    app.reader.refresh();
    const shown = app.dialogs.open(dialog);
    owned.add(new SessionFacts(app, () => table.visible));
    if (app.watchSessions) owned.add(app.watchSessions(() => app.reader.refresh()));
    void foreignWorktrees(app).then(({ found, problems }) => {
      foreign = found;
      unread = problems;
      dialog.refresh();
    });
    await shown.finally(() => owned.dispose());
  });
}

function runById(dialog: SessionsDialog, id: string): void {
  const command = SESSION_COMMANDS.find((each) => each.id === id);
  if (command) runCommand(dialog, command);
}

function openMenu(dialog: SessionsDialog): void {
  const title = chosenTitle(dialog);
  openCommandMenu(dialog, SESSION_COMMANDS, title === '' ? 'Sessions' : title);
}
