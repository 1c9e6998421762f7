import { QtuiError } from '../core/errors.js';
import type { BranchRename } from '../core/ports/git.js';
import type { Oid } from '../core/repository.js';
import { branchRef, CREATED_BY_QTUI, createBranch, deleteBranch, readRef } from './refs.js';
import type { GitRunner } from './run.js';
import { listWorktrees } from './worktree-entries.js';

/**
 * Renames a branch that qtui has made, with its settings, and in the worktrees that stand on it. Two
 * `git branch -m` at once mix up their reflogs, and overwrite a branch that is made at the same
 * moment; here every step is a compare-and-swap, and a commit in between takes it all back. See
 * `BranchStore.rename`.
 */
export async function renameBranch(
  git: GitRunner,
  repo: string,
  { from, to, oid }: BranchRename & { oid: Oid },
): Promise<void> {
  const rename = { from, to };
  await requireTip(git, repo, from, oid);
  await createBranch(git, repo, to, oid, { reason: reasonOf(rename) });
  try {
    await moveHeads(git, repo, rename);
    await moveSettings(git, repo, rename);
    await deleteBranch(git, repo, from, oid);
  } catch (thrown) {
    const back = { from: to, to: from };
    await moveHeads(git, repo, back);
    await moveSettings(git, repo, back);
    await deleteBranch(git, repo, to, oid);
    throw thrown;
  }
}

/** Completes a rename that was cut off, by qtui or by git; see `BranchStore.finishRename`. */
export async function finishRename(
  git: GitRunner,
  repo: string,
  { from, to, oid }: BranchRename & { oid: Oid },
): Promise<boolean> {
  const rename = { from, to };
  const tip = await readRef(git, repo, branchRef(from));
  if (tip !== undefined && (tip !== oid || !(await isOurRename(git, repo, rename)))) return false;
  await moveHeads(git, repo, rename);
  await moveSettings(git, repo, rename);
  if (tip !== undefined) await deleteBranch(git, repo, from, oid);
  return true;
}

/** As git words it, so that whoever looks for a renaming finds it; and who has made the branch. */
function reasonOf({ from, to }: BranchRename): string {
  return `Branch: renamed ${branchRef(from)} to ${branchRef(to)} (${CREATED_BY_QTUI})`;
}

async function isOurRename(git: GitRunner, repo: string, rename: BranchRename): Promise<boolean> {
  const pick = ['--walk-reflogs', '--fixed-strings', `--grep-reflog=${reasonOf(rename)}`, '-n1'];
  const entry = await git.text(repo, ['log', ...pick, '--format=%gD', branchRef(rename.to), '--'], {
    doing: `look for the renaming of ${rename.from}`,
  });
  return entry !== '';
}

async function requireTip(git: GitRunner, repo: string, branch: string, oid: Oid): Promise<void> {
  const tip = await readRef(git, repo, branchRef(branch));
  if (tip === oid) return;
  throw new QtuiError('branch-moved', `Branch ${branch} is not where it was any more.`, {
    untouched: `Branch ${branch} was left as it is.`,
    data: { branch, expected: oid, actual: tip },
  });
}

/** Files and index are not touched: both names are at one commit. */
async function moveHeads(git: GitRunner, repo: string, rename: BranchRename): Promise<void> {
  for (const { path, branch, prunable } of await listWorktrees(git, repo)) {
    if (branch !== rename.from || prunable !== undefined) continue;
    await git.run(path, ['symbolic-ref', '-m', reasonOf(rename), 'HEAD', branchRef(rename.to)], {
      doing: `let ${path} stand on ${rename.to}`,
    });
  }
}

/** There may be none. */
async function moveSettings(git: GitRunner, repo: string, rename: BranchRename): Promise<void> {
  const sections = [`branch.${rename.from}`, `branch.${rename.to}`];
  await git.run(repo, ['config', '--local', '--rename-section', ...sections], {
    doing: `rename the settings of ${rename.from}`,
    accept: 'any',
  });
}
