import { QtuiError } from '../../core/errors.js';
import type { BranchMove, BranchMoveSteps } from '../../core/ports/after-merge.js';
import { ownGitDir } from '../context.js';
import { readOperation } from '../operation.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';
import { listed } from '../words.js';
import type { LandingJournal } from './journal.js';
import { moveTarget, type TargetMove } from './move-target.js';

const UNTOUCHED = 'The branch and its files are as they were.';
const MERGE_AGAIN = 'Merge again to bring what is new.';

/**
 * See `MergeEngine.moveClean`. git itself refuses what would write over an ignored file; a commit
 * that somebody makes in the very moment of the move is brought back.
 */
export async function moveClean(
  git: GitRunner,
  journal: LandingJournal,
  { worktree, branch, from, to, sessionId }: BranchMove,
  how: { timeoutMs: number },
  { keep, drop, moved: onMoved }: BranchMoveSteps,
): Promise<void> {
  await requireClean(git, worktree);
  const tip = await readRef(git, worktree, branchRef(branch));
  const on = await checkedOut(git, worktree);
  if (on !== branch || tip !== from) throw moved(branch, on === branch ? tip : undefined);
  const isForward = await isAncestor(git, worktree, from, to);
  const move: TargetMove = {
    ...{ repo: worktree, target: branch, from, to, goesOn: { sessionId } },
    direction: isForward ? 'forward' : 'back',
    reason: 'qtui: go on from what has landed',
    words: { refused: 'merge-refused', untouched: UNTOUCHED, movedHint: MERGE_AGAIN },
  };
  await moveTarget(git, journal, move, how, {
    // What is kept comes after the record of the move, so that a killed one leaves none of it.
    keep: async () => branchRef(branch),
    begun: keep,
    drop,
    moved: onMoved,
  });
}

async function requireClean(git: GitRunner, worktree: string): Promise<void> {
  const [{ files }, state] = await Promise.all([
    readStatusFiles(git, worktree, { isPoll: false }),
    ownGitDir(git, worktree).then(readOperation),
  ]);
  if (state !== undefined) {
    throw new QtuiError(
      'operation-in-progress',
      `A ${state.operation} in ${worktree} is not finished.`,
      { untouched: UNTOUCHED, hint: 'Finish or abort it there, then try again.' },
    );
  }
  if (files.length === 0) return;
  const names = listed(files.map(({ path }) => path));
  throw new QtuiError('merge-refused', `Not committed in ${worktree}: ${names}.`, {
    untouched: UNTOUCHED,
    hint: 'Commit or remove what is there, then try again.',
  });
}

async function checkedOut(git: GitRunner, worktree: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(worktree, ['symbolic-ref', '-q', 'HEAD'], {
    doing: `see what is checked out in ${worktree}`,
    accept: [0, 1],
  });
  return code === 0 ? stdout.toString('utf8').trim().replace('refs/heads/', '') : undefined;
}

export async function isAncestor(
  git: GitRunner,
  repo: string,
  one: string,
  of: string,
): Promise<boolean> {
  const { code } = await git.run(repo, ['merge-base', '--is-ancestor', one, of], {
    doing: 'compare two commits',
    accept: [0, 1],
  });
  return code === 0;
}

function moved(branch: string, tip: string | undefined): QtuiError {
  const where = tip === undefined ? 'is not checked out any more' : `is at ${tip.slice(0, 12)}`;
  return new QtuiError('branch-moved', `${branch} has moved on meanwhile: it ${where}.`, {
    untouched: UNTOUCHED,
    hint: MERGE_AGAIN,
  });
}
