import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { QtuiError, type Warning } from '../../core/errors.js';
import type { CreatedSession, CutOffSetup } from '../../core/ports/sessions.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { usedNow } from '../activity.js';
import { paneLaunch } from '../creation/pane.js';
import { claimPorts } from '../creation/ports.js';
import { cutOffSetup, cutOffWarning } from '../creation/setup-mark.js';
import type { SessionDependencies } from '../dependencies.js';
import { cleanName } from '../names/naming.js';
import { endPrograms } from '../programs.js';
import { isDirectory, requireRow, runningHost, updateRow } from '../registry/rows.js';
import { moved, requireMove } from '../status.js';
import { lockForSession } from '../worktrees/lock.js';

/**
 * Starts the session's program again in its directory; one that still runs is left running.
 * Throws `path-missing` when the directory is gone, `agent-not-found`.
 */
export async function reopenSession(
  deps: SessionDependencies,
  id: string,
  size: { cols: number; rows: number },
): Promise<CreatedSession> {
  const { session } = await requireRow(deps, id);
  requireMove(session, 'open');
  const directory = await requireDirectory(deps, session);
  const host = await deps.connectHost({ start: true });
  const pane = host.panes.find(({ paneId }) => paneId === id);
  const warnings: Warning[] = [];
  let cutOff: CutOffSetup | undefined;
  if (pane === undefined || pane.exit) {
    cutOff = await cutOffSetup(deps, session);
    if (cutOff) warnings.push(cutOffWarning(cutOff));
    const command = await runnableCommand(deps, session);
    const { sessions } = await deps.config(directory);
    const ports = await claimPorts(deps, sessions, id);
    const place = { ...session, directory, ...(ports && { ports }) };
    await host.launch(paneLaunch(deps, place, { command, argv: command }, size));
    if (session.messageCount > 0 && session.agent.kind !== 'shell')
      warnings.push(freshConversation(session));
  }
  warnings.push(...(await lockForSession(deps, session)));
  const reopened = await updateRow(deps, id, (row) => usedNow(deps, moved(row, 'open')));
  return { session: reopened, warnings, ...(cutOff && { cutOffSetup: cutOff }) };
}

/** Gives the session, and its running pane, another name. Throws `invalid-name` for an empty one. */
export async function renameSession(
  deps: SessionDependencies,
  id: string,
  name: string,
): Promise<SessionMetadata> {
  const cleaned = cleanName(name);
  if (cleaned === '') {
    throw new QtuiError('invalid-name', 'A session needs a name that can be read.', {
      untouched: 'The session keeps its name.',
      hint: 'Give at least one visible character.',
    });
  }
  const session = await updateRow(deps, id, (row) => ({ ...row, name: cleaned }));
  const host = await runningHost(deps);
  if (host?.panes.some(({ paneId }) => paneId === id)) {
    await host.rename(id, sessionTitle(session));
  }
  return session;
}

/** Ends the session's program; worktree and branch stay, and it can be opened again. */
export async function closeSession(
  deps: SessionDependencies,
  id: string,
): Promise<SessionMetadata> {
  const { session } = await requireRow(deps, id);
  requireMove(session, 'close');
  await endPrograms(deps, id);
  return updateRow(deps, id, (row) => {
    const closed = moved(row, 'close');
    return closed.status === row.status ? row : usedNow(deps, closed);
  });
}

/** Where the program starts: its directory, or the top of the worktree when only that is left. */
async function requireDirectory(
  deps: SessionDependencies,
  session: SessionMetadata,
): Promise<string> {
  const isOthers = await deps.repository.belongsToAnother(session);
  const top = session.worktreeInfo?.path ?? session.directory;
  if (!isOthers) {
    if (await isDirectory(session.directory)) return session.directory;
    if (await isDirectory(top)) return top;
  }
  const branch = session.worktreeInfo?.branch;
  const problem = isOthers ? 'now belongs to another session' : 'is gone';
  throw new QtuiError('path-missing', `The directory ${top} ${problem}.`, {
    untouched: branch ? `The branch "${branch}" is as it was.` : 'Nothing was started.',
    hint: `Remove the session with \`qtui sessions close ${session.id} --remove\`.`,
    data: { id: session.id, path: top },
  });
}

/** The command that was started first; when its program has moved, the agent's present one. */
export async function runnableCommand(
  deps: SessionDependencies,
  { agent }: SessionMetadata,
): Promise<string[]> {
  const [program, ...args] = agent.command;
  if (program !== undefined && (!isAbsolute(program) || (await isRunnable(program)))) {
    return [program, ...args];
  }
  const choice = (await deps.agents.find()).find(({ kind }) => kind === agent.kind);
  if (choice === undefined) {
    throw new QtuiError('agent-not-found', `The agent "${agent.kind}" is not installed any more.`, {
      untouched: 'The session was left as it is.',
      hint: 'Install it again, then open the session.',
      data: { agentKind: agent.kind },
    });
  }
  if (program !== undefined) return [choice.program, ...args];
  return deps.agents.plan(choice, { message: '' }).command;
}

async function isRunnable(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK);
    return true;
  } catch {
    // What cannot be looked at cannot be started either.
    return false;
  }
}

function freshConversation({ agent }: SessionMetadata): Warning {
  return {
    code: 'fresh-conversation',
    message: `The agent "${agent.kind}" starts a new conversation; its former one is not resumed.`,
    hint: "Use the agent's own resume command to go on with the former one.",
  };
}
