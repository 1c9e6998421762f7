import { onceEach, type Warning } from '../core/errors.js';
import type { SessionView } from '../core/ports/sessions.js';
import type { SessionDependencies } from './dependencies.js';
import { recoverSessions, type SeenByRecovery } from './recover.js';
import { listSessions } from './registry/views.js';
import { switchedSessions } from './worktrees/switched.js';

/**
 * Recovers, then lists every session, with warnings of those that do not stand on their branch and
 * one of each repository that cannot be read.
 * What the recovery has read is not read again, unless there was something to recover.
 */
export async function overviewOfSessions(
  deps: SessionDependencies,
  directory: string,
): Promise<{ sessions: SessionView[]; warnings: Warning[] }> {
  const seen: SeenByRecovery = {};
  const recovered = await recoverSessions(deps, directory, seen);
  const { rows, present, ...worktrees }: SeenByRecovery = recovered.length === 0 ? seen : {};
  const { sessions, warnings } = await listSessions(deps, rows, present);
  const switched = await switchedSessions(deps, sessions, worktrees);
  return { sessions, warnings: onceEach([...recovered, ...warnings, ...switched.values()]) };
}
