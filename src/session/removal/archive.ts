import { QtuiError } from '../../core/errors.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { endPrograms } from '../programs.js';
import { mayExist, requireRow, updateRow } from '../registry/rows.js';
import { moved, requireMove } from '../status.js';

/** See `CleanupService.archive`. */
export async function archiveSession(
  deps: SessionDependencies,
  id: string,
): Promise<SessionMetadata> {
  const { session } = await requireRow(deps, id);
  requireMove(session, 'archive');
  await requireKept(deps, session);
  await endPrograms(deps, id);
  return updateRow(deps, id, (row) => moved(row, 'archive'));
}

/** See `CleanupService.unarchive`. */
export async function unarchiveSession(
  deps: SessionDependencies,
  id: string,
): Promise<SessionMetadata> {
  const { session } = await requireRow(deps, id);
  if (moved(session, 'unarchive').status === session.status) return session;
  await requireKept(deps, session);
  const lastActive = deps.now().toISOString();
  // Who wants it back has a use for it: it is not put away again for its age.
  return updateRow(deps, id, (row) => ({ ...moved(row, 'unarchive'), lastActive }));
}

/** A removal puts a session away too, but leaves nothing that could be opened. */
async function requireKept(deps: SessionDependencies, session: SessionMetadata): Promise<void> {
  const path = session.worktreeInfo?.path ?? session.directory;
  if ((await mayExist(path)) && !(await deps.repository.belongsToAnother(session))) return;
  throw new QtuiError(
    'session-not-found',
    `The worktree of session "${sessionTitle(session)}" is gone: ${path}`,
    {
      untouched: 'The session was left as it is.',
      hint: '`qtui undo --list` shows what can be brought back.',
      data: { id: session.id, path },
    },
  );
}
