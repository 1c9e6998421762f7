import { QtuiError } from '../core/errors.js';
import { forbidsRemoval } from '../core/loss.js';
import type { LossReport } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { newLosses, scanLoss } from './loss.js';
import type { GitRunner } from './run.js';
import { listed } from './words.js';
import { takeAway } from './worktrees.js';

/**
 * Removes a linked worktree for which `report` was shown and accepted. Refuses, with nothing
 * changed, when its tip moved since, when a new scan finds more, or what no backup can save.
 */
export async function removeWorktree(
  git: GitRunner,
  path: string,
  report: LossReport,
): Promise<void> {
  const now = await scanLoss(git, path, {});
  const refuse = (message: string, hint: string) =>
    new QtuiError('would-lose-work', message, {
      untouched: `${now.worktree} was left as it is.`,
      hint,
      data: { path: now.worktree },
    });
  if (now.oid !== report.oid || now.branch !== report.branch) {
    throw refuse(`The worktree ${now.worktree} moved to another commit.`, 'Look at it again.');
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
  if (added.length > 0) {
    throw refuse(
      `The worktree ${now.worktree} has more to lose than was shown: ${listed(added)}.`,
      'Look at it again.',
    );
  }
  // A directory that stays when the worktree goes.
  const repo = await commonDirOf(git, now.worktree);
  await takeAway(git, repo, now.worktree);
}
