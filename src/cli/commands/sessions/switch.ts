import { stat } from 'node:fs/promises';
import { EXIT, QtuiError } from '../../../core/errors.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { SHELLS, type Shell, switchFunction } from '../../completion/shells.js';
import type { Application } from '../../compose.js';
import { isInOwnPane } from '../../own-pane.js';
import { sessionJson } from '../../session-json.js';

interface SwitchOptions {
  cd?: boolean;
  print?: boolean;
  shell?: Shell;
}

export const switchSessionCommand: CommandDefinition = {
  name: 'switch',
  summary: 'go to a session: in a pane of qtui show it, elsewhere print its directory',
  details:
    'In a pane, the screen that was used last shows the session; its program is started where none ' +
    'runs, as by "qtui attach". Elsewhere its directory is printed, for `cd "$(qtui sessions ' +
    'switch SESSION)"`; --shell prints a function "qcd" that does so.',
  arguments: [{ syntax: '[session]', description: 'id, id prefix, name or branch' }],
  options: [
    {
      flags: '--cd',
      description: 'print a line for a POSIX shell to evaluate, that goes to the directory',
      conflicts: ['print', 'shell', 'json'],
    },
    { flags: '--print', description: 'print the directory in a pane too', conflicts: ['shell'] },
    {
      flags: '--shell <shell>',
      description: 'print the function "qcd" for this shell',
      choices: SHELLS,
      conflicts: ['json'],
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui sessions switch login', does: 'in a pane: shows the session "login"' },
    {
      command: 'eval "$(qtui sessions switch --shell bash)"',
      does: 'in ~/.bashrc, for: qcd login',
    },
  ],
  async run({ app, out }, [selector], given) {
    const { cd, print, shell } = given as SwitchOptions;
    const word = textOf(selector);
    if (shell !== undefined) {
      process.stdout.write(switchFunction(shell));
      return EXIT.done;
    }
    if (word === undefined) {
      throw new QtuiError('usage', 'Name the session to go to.', {
        hint: 'An id, a name or a branch. "qtui sessions list" shows them.',
      });
    }
    const view = await (await app.sessions()).find(word);
    const isFocused = !cd && !print && isInOwnPane(app);
    if (isFocused) await focus(app, view);
    const directory = isFocused ? view.session.directory : await directoryOf(view);
    if (out.json) out.answer({ session: sessionJson(view), directory, isFocused });
    else if (isFocused) out.note(`Switched to "${printable(sessionTitle(view.session))}".`);
    // For a program that reads it: as it is, not made printable.
    else if (cd) process.stdout.write(`cd -- '${directory.replaceAll("'", "'\\''")}'\n`);
    else process.stdout.write(`${directory}\n`);
    return EXIT.done;
  },
};

/** Where the session works; its worktree where the directory in that is gone. */
async function directoryOf({ session }: SessionView): Promise<string> {
  for (const path of [session.directory, session.worktreeInfo?.path]) {
    const facts = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path !== undefined && facts?.isDirectory()) return path;
  }
  throw new QtuiError('path-missing', `The directory ${session.directory} is gone.`, {
    hint: '"qtui sessions worktrees" tells what became of it.',
    data: { path: session.directory },
  });
}

/** Has the screen around this pane show the session. */
async function focus(app: Application, { session }: SessionView): Promise<void> {
  const connection = await app.connect({ start: false });
  if (!connection.info.canFocus) {
    throw new QtuiError('host-version', 'The running host is older and cannot switch sessions.', {
      untouched: 'The screen shows what it did.',
      hint: 'Finish the work in its sessions, then run qtui kill-server and start qtui again.',
    });
  }
  if (await connection.focus(session.id)) return;
  throw new QtuiError('no-screen', 'No screen is open that could show the session.', {
    untouched: 'Nothing was started.',
    hint: `"qtui attach ${session.id}" in a terminal opens one; --print prints its directory.`,
  });
}
