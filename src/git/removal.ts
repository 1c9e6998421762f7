import { rename } from 'node:fs/promises';
import { QtuiError, toQtuiError } from '../core/errors.js';
import { forbidsRemoval } from '../core/loss.js';
import type { OpenRemoval, RemovalNote } from '../core/ports/git.js';
import type { LossReport } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { newLosses, scanLoss } from './loss.js';
import { findLateChanges } from './removal/late-changes.js';
import type { Removals } from './removal/removals.js';
import { trashFor } from './removal/trash.js';
import type { GitRunner } from './run.js';
import { listed } from './words.js';
import { forgetWorktree } from './worktrees.js';

/**
 * Removes a linked worktree for which `report` was shown and accepted: it is moved aside in one
 * step and forgotten by git; its files are deleted when the caller has finished. Refuses, with
 * nothing changed, when its tip moved since, when a new scan finds more, or what no backup can
 * save. `note` tells whoever recovers it after a crash what else was to be done.
 */
export async function removeWorktree(
  git: GitRunner,
  removals: Removals,
  path: string,
  { report, note }: { report: LossReport; note?: RemovalNote | undefined },
): Promise<OpenRemoval> {
  const since = Date.now();
  const now = await scanUnchanged(git, path, report);
  // A directory that stays when the worktree goes.
  const repo = await commonDirOf(git, now.worktree);
  const place = { commonDir: repo, path: now.worktree, trash: trashFor(now.worktree) };
  const entry = await removals.records.begin({
    ...{ version: 1, phase: 'removing', ...place },
    ...(note && { note }),
  });
  try {
    await takeAway(git, repo, place, () =>
      findLateChanges(git, place.trash, { scanned: now, since }),
    );
  } catch (thrown) {
    await entry.close();
    throw thrown;
  }
  return { finish: () => removals.discard(entry), release: entry.release };
}

async function takeAway(
  git: GitRunner,
  repo: string,
  { path, trash }: { path: string; trash: string },
  findLate: () => Promise<string[]>,
): Promise<void> {
  try {
    await rename(path, trash);
  } catch (thrown) {
    throw toQtuiError(thrown, `remove the worktree at ${path}`, {
      untouched: 'The worktree was left as it is.',
    });
  }
  try {
    const late = await findLate();
    if (late.length > 0) throw changedMeanwhile(path, late);
    await forgetWorktree(git, repo, path);
  } catch (thrown) {
    await putBack(trash, path, thrown);
    throw thrown;
  }
}

async function putBack(trash: string, path: string, reason: unknown): Promise<void> {
  try {
    await rename(trash, path);
  } catch (thrown) {
    const { message } = toQtuiError(reason, `remove the worktree at ${path}`);
    throw toQtuiError(thrown, `put the worktree back to ${path}`, {
      untouched: `${message} All its files are in ${trash}.`,
      hint: `Move ${trash} back to ${path}, when that is free.`,
    });
  }
}

async function scanUnchanged(
  git: GitRunner,
  path: string,
  report: LossReport,
): Promise<LossReport> {
  const now = await scanLoss(git, path, {});
  const refuse = (message: string, hint: string) =>
    new QtuiError('would-lose-work', message, {
      untouched: `${now.worktree} was left as it is.`,
      hint,
      data: { path: now.worktree },
    });
  if (now.oid !== report.oid || now.branch !== report.branch) {
    const where = now.oid === report.oid ? 'stands on another branch' : 'moved to another commit';
    throw refuse(`The worktree ${now.worktree} ${where} meanwhile.`, 'Look at it again.');
  }
  const impossible = now.losses.filter(forbidsRemoval);
  if (impossible.length > 0) {
    const words = impossible.map(({ summary }) => summary).join(', ');
    throw refuse(
      `The worktree ${now.worktree} has what no backup can save: ${words}.`,
      'Finish or move that first.',
    );
  }
  const added = newLosses(report, now);
  if (added.length > 0) throw changedMeanwhile(now.worktree, added);
  return now;
}

function changedMeanwhile(path: string, found: readonly string[]): QtuiError {
  return new QtuiError(
    'would-lose-work',
    `The worktree ${path} has more to lose than was shown: ${listed(found)}.`,
    { untouched: `${path} was left as it is.`, hint: 'Look at it again.', data: { path } },
  );
}
