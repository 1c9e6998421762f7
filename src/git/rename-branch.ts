import { QtuiError } from '../core/errors.js';
import type { BranchRename } from '../core/ports/git.js';
import { branchRef, readRef } from './refs.js';
import type { GitRunner } from './run.js';
import { listWorktrees } from './worktree-entries.js';

/**
 * Renames a branch as `git branch -m` does: with its reflog and its settings, and in the worktrees
 * that stand on it. See `BranchStore.rename`.
 */
export async function renameBranch(
  git: GitRunner,
  repo: string,
  { from, to, oid }: BranchRename & { oid: string },
): Promise<void> {
  const untouched = `Branch ${from} was left as it is.`;
  const tip = await readRef(git, repo, branchRef(from));
  if (tip !== oid) {
    throw new QtuiError('branch-moved', `Branch ${from} is not where it was any more.`, {
      untouched,
      data: { branch: from, expected: oid, actual: tip },
    });
  }
  const { code, stderr } = await git.run(repo, ['branch', '-m', '--', from, to], {
    doing: `rename branch ${from}`,
    accept: 'any',
  });
  if (code === 0) return;
  const [old, made] = await Promise.all([
    readRef(git, repo, branchRef(from)),
    readRef(git, repo, branchRef(to)),
  ]);
  if (old === undefined && made !== undefined) {
    // The ref is renamed, and what hangs on it not wholly.
    await finishRename(git, repo, { from, to });
    return;
  }
  const isTaken = made !== undefined;
  throw new QtuiError(
    isTaken ? 'name-taken' : 'git-failed',
    isTaken
      ? `Cannot rename ${from} to ${to}: ${to} exists.`
      : `Cannot rename ${from} to ${to}: ${stderr.trim()}`,
    { untouched, data: { branch: from, other: to } },
  );
}

/** Lets worktrees and settings follow a branch whose ref alone was renamed; see `BranchStore`. */
export async function finishRename(
  git: GitRunner,
  repo: string,
  { from, to }: BranchRename,
): Promise<void> {
  if ((await readRef(git, repo, branchRef(from))) !== undefined) return;
  const entries = await listWorktrees(git, repo);
  const reason = `Branch: renamed ${branchRef(from)} to ${branchRef(to)}`;
  for (const { path, branch, prunable } of entries) {
    if (branch !== from || prunable !== undefined) continue;
    await git.run(path, ['symbolic-ref', '-m', reason, 'HEAD', branchRef(to)], {
      doing: `let ${path} stand on ${to}`,
    });
  }
  // There may be none.
  await git.run(repo, ['config', '--local', '--rename-section', `branch.${from}`, `branch.${to}`], {
    doing: `rename the settings of ${from}`,
    accept: 'any',
  });
}
