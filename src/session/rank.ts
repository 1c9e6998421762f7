/** What the person says of a session's importance. */
import type { SessionMetadata, SessionPriority } from '../core/session.js';
import type { SessionDependencies } from './dependencies.js';
import { updateRow } from './registry/rows.js';

/** See `SessionService.pin`. */
export function pinSession(deps: SessionDependencies, id: string): Promise<SessionMetadata> {
  return updateRow(deps, id, (row) => ({ ...row, isPinned: true }));
}

/** See `SessionService.pin`. */
export function unpinSession(deps: SessionDependencies, id: string): Promise<SessionMetadata> {
  return updateRow(deps, id, ({ isPinned: _pin, ...row }) => row);
}

/** The usual priority is kept as none at all. */
export function setPriority(
  deps: SessionDependencies,
  id: string,
  priority: SessionPriority,
): Promise<SessionMetadata> {
  return updateRow(deps, id, ({ priority: _former, ...row }) =>
    priority === 'normal' ? row : { ...row, priority },
  );
}
