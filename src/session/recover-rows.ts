import { QtuiError, type Warning } from '../core/errors.js';
import type { StoredSession } from '../core/ports/session-repository.js';
import { sessionTitle } from '../core/session.js';
import type { SessionDependencies } from './dependencies.js';
import { findIdOrLost } from './registry/find-id.js';
import { notFound } from './registry/repository-rules.js';
import { isFromFuture, withoutFuture } from './registry/times.js';
import { worktreesOfSession } from './worktrees/of-session.js';
import { restoredWarning, restoreRows } from './worktrees/scan.js';

/**
 * Makes whole what is left of rows that cannot be read: out of their backups and marks, else out of
 * the worktrees of every known repository, else of what git knows; one of which nothing is found is
 * set aside. Of one session only where a person names it. Says what was done, and last what stays.
 */
export async function recoverRows(
  deps: SessionDependencies,
  directory: string,
  selector?: string,
): Promise<Warning[]> {
  const told: Warning[] = [];
  const wanted = selector === undefined ? undefined : await findIdOrLost(deps, selector);
  for (const id of wanted === undefined ? await deps.repository.ids() : [wanted]) {
    try {
      told.push(...(await recoverRow(deps, directory, id, wanted !== undefined)));
    } catch (error) {
      if (wanted !== undefined) throw error;
      // Else the list tells of it, below.
    }
  }
  if (wanted !== undefined) return told;
  const { warnings } = await deps.repository.list();
  return [...told, ...warnings];
}

async function recoverRow(
  deps: SessionDependencies,
  directory: string,
  id: string,
  isWanted: boolean,
): Promise<Warning[]> {
  let row: StoredSession | undefined;
  try {
    row = await deps.repository.get(id);
  } catch (error) {
    if (!(error instanceof QtuiError && error.code === 'metadata-corrupt')) throw error;
    const restored = await restoreFromWorktree(deps, directory, id);
    return restored.length > 0 ? restored : [await setAside(deps, id)];
  }
  if (row === undefined) {
    // An empty directory of a row is cleared away with other leftovers.
    if (!isWanted) return [];
    const restored = await restoreFromWorktree(deps, directory, id);
    if (restored.length === 0) throw notFound(id);
    return restored;
  }
  return [
    ...(await rewrite(deps, row)),
    ...(isWanted ? await restoreFromWorktree(deps, directory, id) : []),
  ];
}

/** A whole row stays as it is. */
async function rewrite(deps: SessionDependencies, row: StoredSession): Promise<Warning[]> {
  const { session, recoveredFrom } = row;
  const isEarly = isFromFuture(session, deps.now());
  if (recoveredFrom === undefined && !isEarly) return [];
  const mended = isEarly ? withoutFuture(session, deps.now()) : session;
  const { keptAs } = await deps.repository.save(mended, row.revision);
  const title = sessionTitle(session);
  const kept = keptAs === undefined ? '' : ` What could not be read is kept as ${keptAs}.`;
  const said: Warning[] = [];
  if (recoveredFrom !== undefined) {
    said.push({
      code: 'row-rewritten',
      message: `The record of session "${title}" could not be read; it was written anew from ${recoveredFrom}.${kept}`,
      hint: 'Its last change may be missing.',
    });
  }
  if (isEarly) {
    said.push({
      code: 'time-mended',
      message: `Session "${title}" had a time on record that is still to come; it was set to the present.`,
    });
  }
  return said;
}

async function restoreFromWorktree(
  deps: SessionDependencies,
  directory: string,
  id: string,
): Promise<Warning[]> {
  const { found, warnings: told } = await worktreesOfSession(deps, directory, id);
  for (const { root, entries } of found) {
    const { restored, warnings } = await restoreRows(deps, root, { fromGit: true, entries });
    told.push(...restored.map(restoredWarning), ...warnings);
    if (restored.length > 0) break;
  }
  return told;
}

async function setAside(deps: SessionDependencies, id: string): Promise<Warning> {
  const kept = await deps.repository.setAside(id);
  return {
    code: 'row-set-aside',
    message:
      `Nothing could be recovered of session ${id}: it has no backup, no mark and no worktree that ` +
      `is known. It is not listed any more; its files are kept in ${kept}.`,
    hint: 'If its repository was moved, run `qtui sessions scan` there.',
  };
}
