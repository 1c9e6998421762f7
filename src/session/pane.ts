import type { HostConnection, PaneInfo } from '../core/ports/host.js';
import { type SessionMetadata, sessionTitle } from '../core/session.js';
import type { AgentStart, SessionDependencies } from './dependencies.js';

/** Starts the session's program as its main pane. The pane's id is the session's. */
export function launchPane(
  deps: SessionDependencies,
  host: HostConnection,
  session: SessionMetadata,
  start: AgentStart,
  size: { cols: number; rows: number },
): Promise<PaneInfo> {
  return host.launch({
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
  });
}
