import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { MarkedWorktree } from '../../core/ports/session-repository.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { skipAgreed } from '../discovery/agreed-marks.js';
import { keptWarning } from '../registry/repository-rules.js';
import { lockedFor, lockForSession } from './lock.js';
import { sessionOfWorktree } from './session-of-worktree.js';

export interface RestoredRows {
  /** Sessions whose rows are back. */
  restored: SessionMetadata[];
  warnings: Warning[];
}

/**
 * Makes the rows of a repository and the marks in its worktrees agree. Where a worktree is locked
 * for a session that has neither, `fromGit` makes the row of what git knows; else it is told.
 * `entries` are the worktrees where they are known.
 */
export async function restoreRows(
  deps: SessionDependencies,
  root: string,
  { fromGit = false, entries }: { fromGit?: boolean; entries?: readonly WorktreeEntry[] } = {},
): Promise<RestoredRows> {
  const every = entries ?? (await deps.git.reader.worktrees(root));
  const linked = every.filter(({ isMain }) => !isMain);
  const marks = await skipAgreed(deps, root, linked.map(markedBy));
  const { restored, lost, warnings } = await deps.repository.reconcile(marks.others);
  if (warnings.length === 0) await marks.keep();
  const outcome: RestoredRows = { restored, warnings };
  const entryAt = (path: string) => linked.find((entry) => entry.path === path);
  for (const session of restored) {
    const entry = session.worktreeInfo && entryAt(session.worktreeInfo.path);
    if (entry) outcome.warnings.push(...(await lockAgain(deps, entry, session)));
  }
  for (const { worktree, id } of lost) {
    const entry = entryAt(worktree.path);
    if (entry === undefined) continue;
    try {
      const row = fromGit ? await rowFromGit(deps, root, entry, id) : undefined;
      if (row === undefined) outcome.warnings.push(unknownSession(entry, id));
      else await saveRestored(deps, row, outcome);
    } catch (error) {
      // Of two that restore it at once one is faster.
      if (await isThere(deps, id)) continue;
      outcome.warnings.push(asWarning(toQtuiError(error, `restore the session of ${entry.path}`)));
    }
  }
  return outcome;
}

async function saveRestored(
  deps: SessionDependencies,
  row: SessionMetadata,
  { restored, warnings }: RestoredRows,
): Promise<void> {
  const saved = await deps.repository.save(row, null);
  restored.push(saved.session);
  warnings.push(...keptWarning(saved));
}

/** The sessions that `restoreRows` would restore, by the paths of their worktrees. Reads only. */
export async function findLost(
  deps: SessionDependencies,
  root: string,
  entries: readonly WorktreeEntry[],
): Promise<{ lost: ReadonlyMap<string, string>; warnings: Warning[] }> {
  const linked = entries.filter(({ isMain }) => !isMain);
  const { others } = await skipAgreed(deps, root, linked.map(markedBy));
  const { restored, lost, warnings } = await deps.repository.reconcile(others, { isTrial: true });
  const marked = restored.map(({ id, worktreeInfo }) => [worktreeInfo?.path ?? '', id] as const);
  const locked = lost.map(({ worktree, id }) => [worktree.path, id] as const);
  return { lost: new Map([...marked, ...locked]), warnings };
}

function markedBy(entry: WorktreeEntry): MarkedWorktree {
  const owner = lockedFor(entry);
  return { path: entry.path, ...(owner !== undefined && { owner }) };
}

async function isThere(deps: SessionDependencies, id: string): Promise<boolean> {
  return (await deps.repository.get(id).catch(() => undefined)) !== undefined;
}

/** An adoption that was killed may have left a mark without a lock. */
async function lockAgain(
  deps: SessionDependencies,
  { locked }: WorktreeEntry,
  session: SessionMetadata,
): Promise<Warning[]> {
  if (locked !== undefined || isPutAway(session)) return [];
  return lockForSession(deps, session);
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
