import type { PaneLaunch } from '../../core/ports/host.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import type { AgentStart, SessionDependencies } from '../dependencies.js';

/** How the session's program starts as its main pane. The pane's id is the session's. */
export function paneLaunch(
  deps: SessionDependencies,
  session: SessionMetadata,
  start: AgentStart,
  size: { cols: number; rows: number },
  setup?: PaneLaunch['setup'],
): PaneLaunch {
  return {
    paneId: session.id,
    sessionId: session.id,
    agentKind: session.agent.kind,
    title: sessionTitle(session),
    argv: start.argv,
    cwd: session.directory,
    env: { ...deps.environment, ...sessionEnvironment(session, deps.paths.socket) },
    cols: size.cols,
    rows: size.rows,
    ...(start.typedPrompt === undefined ? {} : { typedPrompt: start.typedPrompt }),
    ...(setup ? { setup } : {}),
  };
}

/** What tells a program in the pane where it is; docs/worktrees.md lists it. */
function sessionEnvironment(
  { id, repoRoot, worktreeInfo, ports }: SessionMetadata,
  socket: string,
): Record<string, string> {
  return {
    QTUI_SESSION_ID: id,
    QTUI_SOCKET: socket,
    ...(repoRoot !== undefined && { QTUI_ROOT: repoRoot }),
    ...(worktreeInfo && {
      QTUI_WORKTREE: worktreeInfo.path,
      QTUI_BRANCH: worktreeInfo.branch,
      QTUI_TARGET: worktreeInfo.mergeTarget,
    }),
    ...(ports && { QTUI_PORT: `${ports.first}`, QTUI_PORT_COUNT: `${ports.count}` }),
  };
}
