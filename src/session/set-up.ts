import type { PaneLaunch } from '../core/ports/host.js';
import type { CreatedSession } from '../core/ports/sessions.js';
import type { UntrustedCommand } from '../core/ports/trust.js';
import type { SessionDependencies } from './dependencies.js';
import { paneLaunch } from './pane.js';
import type { PreparedSession } from './prepare.js';
import { projectCommand } from './project-command.js';
import { requireRow } from './rows.js';
import { runnableCommand } from './running.js';

/** How a new worktree is set up, or why it is not. */
export interface SetupChoice {
  setup?: NonNullable<PaneLaunch['setup']>;
  untrusted?: UntrustedCommand;
  warnings: CreatedSession['warnings'];
}

/** The setup command for a worktree that is new; asked last, as trust may come while it is made. */
export async function chooseSetup(
  deps: SessionDependencies,
  { request, config }: Pick<PreparedSession, 'request' | 'config'>,
  worktree: string | undefined,
): Promise<SetupChoice> {
  if (worktree === undefined || request.skipSetup) return { warnings: [] };
  const { command, untrusted, warning } = await projectCommand(deps, config, 'setup');
  return {
    ...(command && { setup: { argv: command, cwd: worktree } }),
    ...(untrusted && { untrusted }),
    warnings: warning ? [warning] : [],
  };
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
  const host = await deps.connectHost({ start: true });
  if (!host.panes.some(({ paneId }) => paneId === id)) return;
  const { kind } = session.agent;
  const [program = '', ...args] = await runnableCommand(deps, session);
  const start = deps.agents.plan(
    { kind, label: kind, program },
    { message: session.firstMessage, command: [program, ...args] },
  );
  const cwd = session.worktreeInfo?.path ?? session.directory;
  await host.replace(paneLaunch(deps, session, start, size, { argv: command, cwd }));
}
