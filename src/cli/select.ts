import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { HostConnection, PaneInfo } from '../core/ports/host.js';
import type { SessionView } from '../core/ports/sessions.js';
import { sessionTitle } from '../core/session.js';
import { isOpen } from '../core/session-status.js';
import type { CommandContext } from './command.js';
import type { Application } from './compose.js';

/**
 * The session that is meant: by id, id prefix, name or branch; without a word, the one whose
 * pane or directory the command runs in. Throws `session-not-found`, `session-ambiguous`.
 */
export async function selectSession(
  app: Application,
  selector: string | undefined,
): Promise<SessionView> {
  const service = await app.sessions();
  if (selector !== undefined) return service.find(selector);
  const own = app.env['QTUI_SESSION_ID'];
  if (own) return service.find(own);
  const { sessions } = await service.list();
  const here = innermost(sessions, await realpath(app.cwd));
  if (here !== undefined) return here;
  throw new QtuiError('session-not-found', `No session works in ${app.cwd}.`, {
    hint: 'Name one: an id, a name or a branch. "qtui sessions list" shows them.',
  });
}

/** The session that is named, for a command that writes its record, which settles what was wrong. */
export async function findToChange(
  { app, out }: Pick<CommandContext, 'app' | 'out'>,
  selector: string,
): Promise<SessionView> {
  const view = await (await app.sessions()).find(selector);
  const { recoveredFrom } = view;
  if (recoveredFrom !== undefined) {
    out.warn([
      {
        code: 'session-recovered',
        message: `The record of session "${sessionTitle(view.session)}" could not be read; it is taken from ${recoveredFrom}.`,
        hint: `Its last change may be missing. \`qtui sessions debug ${view.session.id}\` tells what is kept of it.`,
      },
    ]);
  }
  return view;
}

/** The open session with the longest directory that holds `path`. */
export function innermost(sessions: readonly SessionView[], path: string): SessionView | undefined {
  const length = ({ session }: SessionView) =>
    (session.worktreeInfo?.path ?? session.directory).length;
  return sessions
    .filter(({ session }) => isOpen(session))
    .filter(({ session }) => contains(session.worktreeInfo?.path ?? session.directory, path))
    .sort((one, other) => length(other) - length(one))[0];
}

function contains(directory: string, path: string): boolean {
  const base = directory.endsWith(sep) ? directory : directory + sep;
  return path === directory || path.startsWith(base);
}

/** The live pane of a session; throws `session-not-running`. */
export function paneOf(connection: HostConnection, { session }: SessionView): PaneInfo {
  const pane = connection.panes.find(({ sessionId }) => sessionId === session.id);
  if (pane !== undefined) return pane;
  throw notRunning(sessionTitle(session));
}

function notRunning(title: string): QtuiError {
  return new QtuiError('session-not-running', `Session "${title}" has no running program.`, {
    hint: `Open it again with "qtui attach".`,
  });
}

/** Connects to a host that already runs; without one no session can be running. */
export async function connectFor(app: Application, view: SessionView): Promise<HostConnection> {
  try {
    return await app.connect({ start: false });
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'host-not-running') {
      throw notRunning(sessionTitle(view.session));
    }
    throw error;
  }
}
