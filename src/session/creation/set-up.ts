import { QtuiError } from '../../core/errors.js';
import type { PaneLaunch } from '../../core/ports/host.js';
import type { CreatedSession } from '../../core/ports/sessions.js';
import type { UntrustedCommand } from '../../core/ports/trust.js';
import type { SessionMetadata } from '../../core/session.js';
import { skillNameOf, skillPrompt } from '../../core/skill.js';
import type { SessionDependencies } from '../dependencies.js';
import { requireRow } from '../registry/rows.js';
import { runnableCommand } from '../removal/running.js';
import { paneLaunch } from './pane.js';
import type { PreparedSession } from './prepare.js';
import { projectCommand } from './project-command.js';
import { beginSetup, endSetup } from './setup-mark.js';

/** How a new worktree is set up, or why it is not. */
export interface SetupChoice {
  setup?: NonNullable<PaneLaunch['setup']>;
  untrusted?: UntrustedCommand;
  warnings: CreatedSession['warnings'];
}

/**
 * The setup command for a worktree that is new; asked last, as trust may come while it is made.
 * The worktree tells from now on that it has to run.
 */
export async function chooseSetup(
  deps: SessionDependencies,
  { request, config }: Pick<PreparedSession, 'request' | 'config'>,
  worktree: string | undefined,
): Promise<SetupChoice> {
  if (worktree === undefined || request.skipSetup) return { warnings: [] };
  const { command, untrusted, warning } = await projectCommand(deps, config, 'setup');
  return {
    ...(command && { setup: await beginSetup(worktree, command) }),
    ...(untrusted && { untrusted }),
    warnings: warning ? [warning] : [],
  };
}

/**
 * Ends the session's program and starts it anew, after the setup command as it is set now. What
 * the agent was told first it is told again: it never came to that. Throws `session-not-found`,
 * `usage` where no command is set or trusted; the former program then goes on.
 */
export async function setUpAgain(
  deps: SessionDependencies,
  id: string,
  size: { cols: number; rows: number },
): Promise<void> {
  const { session } = await requireRow(deps, id);
  const directory = session.worktreeInfo?.path ?? session.directory;
  const { command } = await projectCommand(deps, await deps.config(directory), 'setup');
  if (command === undefined) {
    throw new QtuiError('usage', 'There is no setup command that may run.', {
      untouched: 'The session was left as it is.',
      hint: 'Set worktrees.setup, or see with `qtui trust` what the repository would run.',
    });
  }
  await startAfterSetup(deps, session, command, size);
}

/** The person has seen to a setup that was cut off: it is not asked about any more. */
export async function leaveSetupOut(deps: SessionDependencies, id: string): Promise<void> {
  const { session } = await requireRow(deps, id);
  if (session.worktreeInfo) await endSetup(session.worktreeInfo.path);
}

/**
 * Trusts the file of a setup command that was not run, and starts the session's program anew,
 * after that command; one that was closed meanwhile stays closed. What the agent was told first it
 * is told again. Throws `session-not-found`, `agent-not-found`; the former program then goes on.
 */
export async function trustAndSetUp(
  deps: SessionDependencies,
  id: string,
  { file, command }: UntrustedCommand,
  size: { cols: number; rows: number },
): Promise<void> {
  const { session } = await requireRow(deps, id);
  await deps.trust.trust(file);
  await startAfterSetup(deps, session, command, size);
}

async function startAfterSetup(
  deps: SessionDependencies,
  session: SessionMetadata,
  command: readonly string[],
  size: { cols: number; rows: number },
): Promise<void> {
  const host = await deps.connectHost({ start: true });
  if (!host.panes.some(({ paneId }) => paneId === session.id)) return;
  const { kind } = session.agent;
  const [program = '', ...args] = await runnableCommand(deps, session);
  const start = deps.agents.plan(
    { kind, label: kind, program },
    { message: await promptOf(deps, session), command: [program, ...args] },
  );
  const worktree = session.worktreeInfo?.path;
  const setup =
    worktree === undefined
      ? { argv: command, cwd: session.directory }
      : await beginSetup(worktree, command);
  try {
    await host.replace(paneLaunch(deps, session, start, size, setup));
  } catch (thrown) {
    if (worktree !== undefined) await endSetup(worktree);
    throw thrown;
  }
}

/** What the agent was told first; by a skill as its file says it now. */
async function promptOf(deps: SessionDependencies, session: SessionMetadata): Promise<string> {
  const name = skillNameOf(session);
  if (name === undefined) return session.firstMessage;
  const skill = await deps.skills.get(session.repoRoot ?? session.directory, name);
  return skillPrompt(skill, session.firstMessage);
}
