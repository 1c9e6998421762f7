import { QtuiError, toQtuiError } from '../core/errors.js';
import type { GitRunner } from './run.js';
import { findEntry, listWorktrees } from './worktree-entries.js';

/**
 * Locks a linked worktree, so that neither `git worktree prune` nor `remove` takes it. Does nothing
 * where it has this very lock; throws `git-locked` where it has another one.
 */
export async function lockWorktree(
  git: GitRunner,
  repo: string,
  path: string,
  reason: string,
): Promise<void> {
  const entry = await findEntry(await listWorktrees(git, repo), path);
  if (entry?.locked === reason) return;
  if (entry?.locked !== undefined) {
    const words = entry.locked === '' ? '' : `: ${entry.locked}`;
    throw new QtuiError('git-locked', `The worktree ${path} is locked by somebody else${words}.`, {
      untouched: 'The lock was left as it is.',
      hint: '`git worktree unlock` takes it away, once nobody needs it.',
      data: { path, reason: entry.locked },
    });
  }
  try {
    await git.run(repo, ['worktree', 'lock', '--reason', reason, '--', path], {
      doing: `lock the worktree ${path}`,
    });
  } catch (thrown) {
    const wasTaken = /is already locked/.test(String(toQtuiError(thrown, '').data['stderr'] ?? ''));
    if (!wasTaken) await takeBackHalf(git, repo, path, reason);
    throw thrown;
  }
}

/** On a full disk git leaves a lock whose reason is cut off, and which would then be nobody's. */
async function takeBackHalf(
  git: GitRunner,
  repo: string,
  path: string,
  reason: string,
): Promise<void> {
  const entry = await findEntry(await listWorktrees(git, repo), path);
  if (entry?.locked === undefined || !reason.startsWith(entry.locked)) return;
  await git.run(repo, ['worktree', 'unlock', '--', entry.path], {
    doing: `unlock the worktree ${path}`,
    accept: 'any',
  });
}

/** Takes a lock with exactly this reason away; false where there is none such. */
export async function unlockWorktree(
  git: GitRunner,
  repo: string,
  path: string,
  reason: string,
): Promise<boolean> {
  const entry = await findEntry(await listWorktrees(git, repo), path);
  if (entry?.locked !== reason) return false;
  await git.run(repo, ['worktree', 'unlock', '--', entry.path], {
    doing: `unlock the worktree ${path}`,
  });
  return true;
}
