import { EXIT, QtuiError } from '../../core/errors.js';
import type { HostConnection, PaneInfo } from '../../core/ports/host.js';
import type { SessionView } from '../../core/ports/sessions.js';
import { sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { connectFor, paneOf, selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

const ARGUMENTS = [{ syntax: '<session>', description: 'id, id prefix, name or branch' }];

export const pauseCommand: CommandDefinition = {
  name: 'pause',
  summary: "stop a session's processes where they are, until they are resumed",
  details:
    'Every process of its terminal stands still (SIGSTOP) and keeps its memory, whoever comes and ' +
    'goes. What has left the terminal’s session, as a daemon or setsid(1) does, is not reached and ' +
    'runs on.',
  arguments: ARGUMENTS,
  options: [JSON_OPTION],
  examples: [
    { command: 'qtui pause auth', does: 'its agent does nothing, and costs nothing, for now' },
  ],
  async run(context, [selector]) {
    const running = await runningSession(context, textOf(selector));
    const { connection, pane, title } = running;
    if (!connection.info.canHold) throw hostTooOld(connection);
    await connection.hold(pane.paneId);
    return tell(context, running, {
      isPaused: true,
      words: pane.isPaused
        ? `"${title}" was paused already; now it is until "qtui resume".`
        : `"${title}" is paused until "qtui resume"; what has left its terminal (setsid) runs on.`,
    });
  },
};

export const resumeCommand: CommandDefinition = {
  name: 'resume',
  summary: 'let the processes of a paused session go on, whoever has paused them',
  arguments: ARGUMENTS,
  options: [JSON_OPTION],
  async run(context, [selector]) {
    const running = await runningSession(context, textOf(selector));
    const { connection, pane, title } = running;
    if (connection.info.canPause) await connection.resume(pane.paneId);
    return tell(context, running, {
      isPaused: false,
      words: pane.isPaused ? `"${title}" goes on.` : `"${title}" was not paused.`,
    });
  },
};

interface Running {
  readonly view: SessionView;
  readonly connection: HostConnection;
  readonly pane: PaneInfo;
  readonly title: string;
}

/** Throws `session-not-running`, also where only the program's last screen is left. */
async function runningSession(
  { app }: CommandContext,
  selector: string | undefined,
): Promise<Running> {
  const view = await selectSession(app, selector);
  const connection = await connectFor(app, view);
  const pane = paneOf(connection, view);
  const title = printable(sessionTitle(view.session));
  if (pane.exit === undefined) return { view, connection, pane, title };
  throw new QtuiError('session-not-running', `The program of session "${title}" has ended.`, {
    untouched: 'Nothing was changed.',
    hint: 'Restart it with "qtui attach".',
  });
}

function tell(
  { out }: CommandContext,
  { view, pane }: Running,
  { isPaused, words }: { isPaused: boolean; words: string },
) {
  const { agentState } = pane;
  if (out.json) out.answer({ session: { ...sessionJson(view), agentState, isPaused } });
  else out.print(words);
  return EXIT.done;
}

function hostTooOld({ info }: HostConnection): QtuiError {
  return new QtuiError(
    'host-version',
    `The host that runs is of qtui ${info.version}, which cannot keep a session paused.`,
    {
      untouched: 'The session goes on.',
      hint: 'End it with `qtui kill-server` when your sessions are done; the next one can.',
    },
  );
}
