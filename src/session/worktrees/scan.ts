import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { ScanOutcome } from '../../core/ports/worktrees.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { isSessionId } from '../registry/ids.js';
import { readMark } from '../registry/mark.js';
import { mayExist } from '../registry/rows.js';
import { repositoryOf } from '../undo/acts.js';
import { lockedFor, lockForSession } from './lock.js';
import { sessionOfWorktree } from './session-of-worktree.js';

/** Finds the sessions of a repository that the registry does not know, and gives them rows. */
export async function scanWorktrees(
  deps: SessionDependencies,
  directory: string,
): Promise<ScanOutcome> {
  return restoreRows(deps, await repositoryOf(deps, directory), { fromGit: true });
}

/**
 * Rows that are gone or unreadable, out of the marks in the worktrees. Where a worktree is locked
 * for a session and has no mark, `fromGit` makes the row of what git knows; else it is told.
 * `entries` are the worktrees where they are known.
 */
export async function restoreRows(
  deps: SessionDependencies,
  root: string,
  { fromGit = false, entries }: { fromGit?: boolean; entries?: readonly WorktreeEntry[] } = {},
): Promise<ScanOutcome> {
  const outcome: ScanOutcome = { restored: [], warnings: [] };
  const { sessions } = await deps.repository.list();
  const known = new Set(sessions.map(({ session }) => session.id));
  for (const entry of entries ?? (await deps.git.reader.worktrees(root))) {
    if (entry.isMain || known.has(lockedFor(entry) ?? '')) continue;
    if (!(await mayExist(entry.path))) continue;
    try {
      const lost = await lostSession(deps, entry);
      if (lost === undefined) continue;
      const row = lost.mark ?? (fromGit ? await rowFromGit(deps, root, entry, lost.id) : undefined);
      if (row === undefined) outcome.warnings.push(unknownSession(entry, lost.id));
      else await restoreRow(deps, entry, row, outcome);
    } catch (error) {
      outcome.warnings.push(asWarning(toQtuiError(error, `restore the session of ${entry.path}`)));
    }
  }
  return outcome;
}

/** An adoption that was killed may have left a mark without a lock. */
async function restoreRow(
  deps: SessionDependencies,
  { locked }: WorktreeEntry,
  row: SessionMetadata,
  { restored, warnings }: ScanOutcome,
): Promise<void> {
  const saved = await deps.repository.save(row, null).catch(async (thrown) => {
    // Of two that restore it at once one is faster.
    if ((await deps.repository.get(row.id)) === undefined) throw thrown;
  });
  if (!saved) return;
  const { session } = saved;
  restored.push(session);
  if (locked === undefined && !isPutAway(session)) {
    warnings.push(...(await lockForSession(deps, session)));
  }
}

/** The session that the worktree says it is of, by its lock and else by its mark, if it has no row. */
async function lostSession(
  deps: SessionDependencies,
  entry: WorktreeEntry,
): Promise<{ id: string; mark?: SessionMetadata } | undefined> {
  const locked = lockedFor(entry);
  if (locked !== undefined && (!isSessionId(locked) || !(await isRowLost(deps, locked)))) {
    return undefined;
  }
  const mark = await readMark(entry.path);
  const isOwn = mark?.worktreeInfo?.path === entry.path;
  if (locked !== undefined) return { id: locked, ...(mark?.id === locked && { mark }) };
  // A copy of a worktree has the mark of the original.
  if (!mark || !isOwn || !(await isRowLost(deps, mark.id))) return undefined;
  return { id: mark.id, mark };
}

async function isRowLost(deps: SessionDependencies, id: string): Promise<boolean> {
  try {
    return (await deps.repository.get(id)) === undefined;
  } catch (error) {
    return error instanceof QtuiError && error.code === 'metadata-corrupt';
  }
}

async function rowFromGit(
  deps: SessionDependencies,
  root: string,
  entry: WorktreeEntry,
  id: string,
): Promise<SessionMetadata | undefined> {
  const branch = entry.operationBranch ?? entry.branch;
  const mergeTarget = await deps.git.reader.defaultTarget(root);
  if (branch === undefined || mergeTarget === undefined) return undefined;
  return sessionOfWorktree(deps, { id, root, path: entry.path, branch, mergeTarget });
}

function unknownSession({ path }: WorktreeEntry, id: string): Warning {
  return {
    code: 'session-lost',
    message: `The worktree ${path} is locked for session ${id}, of which nothing else is known.`,
    hint: '`qtui sessions scan` makes a record of it again; on a detached HEAD make a branch first.',
  };
}

/** How a restored row is told. */
export function restoredWarning(session: SessionMetadata): Warning {
  return {
    code: 'session-restored',
    message: `The record of session "${sessionTitle(session)}" was lost; it was restored from its worktree ${session.directory}.`,
  };
}
