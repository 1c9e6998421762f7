import type { PaneInfo } from '../../../src/core/ports/host.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { type AppState, initialState, type SessionState } from '../../../src/tui/model/state.js';
import { sessionRow } from '../sessions.js';

/** Root of the repository that the state was opened in. */
const HERE = '/work/here';

export interface StatedSession extends Partial<Omit<SessionState, 'metadata'>> {
  readonly row: Partial<SessionMetadata> & { id: string };
  /** Its live pane; none without it. */
  readonly pane?: Partial<PaneInfo>;
}

/** A client's state with these sessions, as if the registry and the host had been read. */
export function stateWith(sessions: readonly StatedSession[]): AppState {
  const state = initialState({
    version: '0',
    directory: HERE,
    size: { cols: 100, rows: 30 },
    capabilities: {} as AppState['capabilities'],
    now: 0,
  });
  const context = { kind: 'repository', repository: { root: HERE } };
  const panes = sessions.flatMap(({ row: { id }, pane }) =>
    pane ? [[id, { id, info: { paneId: id, sessionId: id, ...pane } as PaneInfo }] as const] : [],
  );
  return {
    ...state,
    defaults: { context } as AppState['defaults'] & object,
    panes: new Map(panes),
    sessions: new Map(
      sessions.map(({ row, pane: _pane, ...rest }) => {
        const metadata = sessionRow({ name: row.id, repoRoot: HERE, status: 'background', ...row });
        return [row.id, { directoryExists: true, ...rest, metadata }];
      }),
    ),
  };
}
