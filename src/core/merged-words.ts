import type { MergedVerdict, Oid } from './repository.js';
import { count } from './text.js';

/**
 * How a branch relates to `target`, with what proves it: `its 3 commits are in main as the one
 * commit abc1234567`. Names are as git has them: for a terminal they must be made printable.
 */
export function mergedWords(verdict: MergedVerdict, target: string): string {
  if (!verdict.merged) return unmergedWords(verdict, target);
  const { evidence, commit, commits } = verdict;
  const into = verdict.into ?? target;
  const its = commits === undefined ? 'its commits' : `its ${count(commits, 'commit')}`;
  const are = commits === 1 ? 'is' : 'are';
  switch (evidence) {
    case 'no-work':
      return 'no work: it has no commit of its own';
    case 'recorded':
      return `qtui merged it into ${into}${commit === undefined ? '' : ` as ${short(commit)}`}`;
    case 'ancestor':
      return commit === undefined
        ? `its commits are in ${into}`
        : `its commits are in ${into} by the merge ${short(commit)}`;
    case 'cherry':
      return `${its} ${are} in ${into} as ${commits === 1 ? 'another commit' : 'other commits'}${
        commit === undefined ? '' : ` (${commits === 1 ? '' : 'the last one '}${short(commit)})`
      }, picked or rebased`;
    case 'squash':
      return `${its} ${are} in ${into} as one squash commit${commit === undefined ? '' : ` ${short(commit)}`}`;
    case 'same-tree':
      return `merging it would change nothing in ${into}`;
  }
}

/** Whether there was work, and all of it is in the target. */
export function isWorkMerged(verdict: MergedVerdict | undefined): boolean {
  return verdict?.merged === true && verdict.evidence !== 'no-work';
}

function unmergedWords(verdict: Extract<MergedVerdict, { merged: false }>, target: string): string {
  const { unmergedCommits, pickedCommits = 0, isTargetMissing } = verdict;
  if (isTargetMissing) {
    const left =
      unmergedCommits === 0
        ? 'its commits are in other branches'
        : `${count(unmergedCommits, 'commit')} in no other branch`;
    return `its target ${target} is gone; ${left}`;
  }
  const are = unmergedCommits === 1 ? 'is' : 'are';
  const picked =
    pickedCommits === 0
      ? ''
      : `; ${pickedCommits} more ${pickedCommits === 1 ? 'was' : 'were'} picked`;
  return `${count(unmergedCommits, 'commit')} ${are} not in ${target}${picked}`;
}

/** Enough of an object id for a person. */
function short(oid: Oid): string {
  return oid.slice(0, 10);
}
