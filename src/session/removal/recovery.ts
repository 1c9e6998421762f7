import { isDeepStrictEqual } from 'node:util';
import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { InterruptedRemoval, RemovalNote } from '../../core/ports/git.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { sessionTitle } from '../../core/session.js';
import { withoutUse } from '../../core/session-activity.js';
import type { StoredAct } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { parseMetadata } from '../registry/metadata.js';
import { livenessOf } from '../registry/process-identity.js';
import { isStillThere } from '../undo/acts.js';
import { deleteBranch, finishRemoval } from './removal.js';

/**
 * Finishes or takes back the removals of a repository that a killed process left; whatever it
 * changes it tells. `listed` are the worktrees, where somebody has just listed them.
 */
export async function recoverRemovals(
  deps: SessionDependencies,
  repo: string,
  listed?: readonly WorktreeEntry[],
): Promise<Warning[]> {
  const { sessions } = await deps.repository.list();
  const beside = sessions.flatMap(({ session: { worktreeInfo: info } }) =>
    info?.repoRoot === repo ? [info.path] : [],
  );
  const found = await deps.git.worktrees.recoverRemovals(repo, beside, listed);
  const warnings = [...found.warnings];
  for (const removal of found.interrupted) {
    try {
      const settle = removal.isRemoved ? complete : takeBack;
      warnings.push(...(await settle(deps, repo, removal)));
    } catch (thrown) {
      removal.release();
      warnings.push(asWarning(toQtuiError(thrown, `finish removing ${removal.path}`)));
    }
  }
  warnings.push(...(await dropUnbegun(deps, repo)));
  return warnings;
}

/** Backups of removals that were killed before they began, each of a worktree that is as it was. */
async function dropUnbegun(deps: SessionDependencies, repo: string): Promise<Warning[]> {
  const { acts } = await deps.git.undo.list(repo);
  const owned = acts.filter(({ owner, isMoved, isUndone }) => owner && !isMoved && !isUndone);
  if (owned.length === 0) return [];
  const [entries, claimed] = await Promise.all([
    deps.git.reader.worktrees(repo),
    deps.git.undo.claimed(repo),
  ]);
  const warnings: Warning[] = [];
  for (const act of owned) {
    if (claimed.has(act.id) || !(await isUnbegun(deps, act, entries))) continue;
    if (await deps.git.undo.drop(repo, act.id)) warnings.push(takenBack(`"${act.session?.title}"`));
  }
  return warnings;
}

/**
 * A worktree that was removed and made again by hand looks the same to git; but a removal that was
 * finished has changed the row.
 */
async function isUnbegun(
  deps: SessionDependencies,
  act: StoredAct,
  entries: readonly WorktreeEntry[],
): Promise<boolean> {
  const { owner, session } = act;
  if (!owner || !session || !(await isStillThere(act, entries))) return false;
  const row = await deps.repository.get(session.id);
  if (!row) return false;
  const { session: before } = parseMetadata(session.row, `the record of ${act.id}`);
  // What was counted meanwhile is no sign of it.
  if (!isDeepStrictEqual(withoutUse(row.session), withoutUse(before))) return false;
  return (await livenessOf(owner)) === 'dead';
}

function takenBack(title: string): Warning {
  const message = `Removing ${title} was interrupted; its worktree and branch are as they were.`;
  return { code: 'removal-taken-back', message };
}

async function takeBack(
  deps: SessionDependencies,
  repo: string,
  removal: InterruptedRemoval,
): Promise<Warning[]> {
  const { note } = removal;
  const { title } = await subjectOf(deps, removal);
  if (note?.actId !== undefined) await deps.git.undo.drop(repo, note.actId);
  await removal.finish();
  return [takenBack(title)];
}

async function complete(
  deps: SessionDependencies,
  repo: string,
  removal: InterruptedRemoval,
): Promise<Warning[]> {
  const { note } = removal;
  const { row, title } = await subjectOf(deps, removal);
  const warnings: Warning[] = [];
  // What was brought back since must not be put away again.
  const { acts } = await deps.git.undo.list(repo);
  const isUndone = acts.some((act) => act.id === note?.actId && act.isUndone);
  if (note === undefined || isUndone) await removal.finish();
  else {
    const left = await withoutGoneBranch(deps, repo, note);
    if (row) await finishRemoval(deps, row.session, { note: left, removal, warnings });
    else {
      if (left.branch) await deleteBranch(deps, repo, left.branch, { warnings });
      await removal.finish();
    }
  }
  const hasUndo = note?.actId !== undefined && !isUndone;
  const done = {
    code: 'removal-finished',
    message: `Removing ${title} was interrupted; it is finished now.`,
    ...(hasUndo && { hint: `\`qtui undo ${note.actId}\` brings it back.` }),
  };
  return [done, ...warnings];
}

/** The row of the session whose worktree it was, and what the person calls that. */
async function subjectOf(deps: SessionDependencies, { path, note }: InterruptedRemoval) {
  const row = note?.sessionId === undefined ? undefined : await deps.repository.get(note.sessionId);
  return { row, title: row ? `"${sessionTitle(row.session)}"` : path };
}

/** The removal may have got as far as that. */
async function withoutGoneBranch(
  deps: SessionDependencies,
  repo: string,
  { branch, ...rest }: RemovalNote,
): Promise<RemovalNote> {
  const tip = branch && (await deps.git.reader.branchTip(repo, branch.name));
  return tip === undefined || branch === undefined ? rest : { ...rest, branch };
}
