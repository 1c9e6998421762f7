import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeEntry } from '../../core/repository.js';
import type { SessionMetadata } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';

const PREFIX = 'qtui:';

/** The reason by which git knows whose worktree it is. */
export function lockReason(id: string): string {
  return `${PREFIX}${id}`;
}

/** The session that the worktree is locked for; undefined when it is locked for none. */
export function lockedFor({ locked }: WorktreeEntry): string | undefined {
  return locked?.startsWith(PREFIX) ? locked.slice(PREFIX.length) : undefined;
}

/** Locked by somebody who is no session of qtui's. */
export function isForeignLock(entry: WorktreeEntry): boolean {
  return entry.locked !== undefined && lockedFor(entry) === undefined;
}

/**
 * Locks the worktree of a session that lives again: whoever prunes or removes worktrees by hand
 * does not take it. A lock of somebody else protects it as well, and stays. What cannot be done
 * is a warning: the session works without.
 */
export async function lockForSession(
  deps: SessionDependencies,
  session: SessionMetadata,
): Promise<Warning[]> {
  const info = session.worktreeInfo;
  if (!info || !(await mayExist(info.path)) || (await deps.repository.belongsToAnother(session)))
    return [];
  try {
    await deps.git.worktrees.lock(info.repoRoot, info.path, lockReason(session.id));
    return [];
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'git-locked') return [];
    return [asWarning(toQtuiError(error, `lock the worktree ${info.path}`))];
  }
}
