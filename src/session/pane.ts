import type { PaneLaunch } from '../core/ports/host.js';
import { type SessionMetadata, sessionTitle } from '../core/session.js';
import type { AgentStart, SessionDependencies } from './dependencies.js';

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
    env: {
      ...deps.environment,
      QTUI_SESSION_ID: session.id,
      QTUI_SOCKET: deps.paths.socket,
    },
    cols: size.cols,
    rows: size.rows,
    ...(start.typedPrompt === undefined ? {} : { typedPrompt: start.typedPrompt }),
    ...(setup ? { setup } : {}),
  };
}
