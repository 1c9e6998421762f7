import { QtuiError } from '../../core/errors.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { usedNow } from '../activity.js';
import type { SessionDependencies } from '../dependencies.js';
import { letGoOfDraft } from '../drafts/drafts.js';
import { endPrograms } from '../programs.js';
import { mayExist, requireRow, updateRow } from '../registry/rows.js';
import { moved, requireMove } from '../status.js';
import { ownSummary, summarize } from './summary.js';

/** See `CleanupService.archive`. */
export async function archiveSession(
  deps: SessionDependencies,
  id: string,
  { summary: own = '' }: { summary?: string } = {},
): Promise<SessionMetadata> {
  const { session } = await requireRow(deps, id);
  requireMove(session, 'archive');
  await requireKept(deps, session);
  await endPrograms(deps, id);
  const { session: present } = await requireRow(deps, id);
  // Put away already: what was said of it then still holds, unless something else is said now.
  if (present.status === 'archived' && present.ended && ownSummary(own) === '') return present;
  const summary = ownSummary(own) || (await summarize(deps, present));
  const row = await updateRow(deps, id, (current) => archived(deps, current, summary));
  await letGoOfDraft(deps, id);
  return row;
}

/** The row of a session that is put away, its worktree kept; throws as `moved`. */
export function archived(
  deps: SessionDependencies,
  row: SessionMetadata,
  summary: string,
): SessionMetadata {
  return { ...moved(row, 'archive'), ended: { time: deps.now().toISOString(), summary } };
}

/** See `CleanupService.unarchive`. */
export async function unarchiveSession(
  deps: SessionDependencies,
  id: string,
): Promise<SessionMetadata> {
  const { session } = await requireRow(deps, id);
  if (moved(session, 'unarchive').status === session.status) return session;
  await requireKept(deps, session);
  // Who wants it back has a use for it: it is not put away again for its age.
  return updateRow(deps, id, (row) => usedNow(deps, moved(row, 'unarchive')));
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
