import type { LandedMerge, MergePlan } from './merge.js';
import { count } from './text.js';

/**
 * What of the source is in the target by other commits, a sentence each, and what the strategy
 * makes of it. Names are as git has them: for a terminal they must be made printable.
 */
export function landedNotes({
  request: { target, strategy },
  landedBefore,
}: Pick<MergePlan, 'request' | 'landedBefore'>): string[] {
  const { parts = [] } = landedBefore ?? {};
  const notes = parts.map(({ name, commits, commit }) => {
    const of = name === undefined ? '' : ` of ${name}`;
    const [are, they] = commits === 1 ? ['is', 'it is'] : ['are', 'they are'];
    const as = commit === undefined ? '' : ` as ${commit.slice(0, 10)}`;
    return `${count(commits, 'commit')}${of} ${are} in ${target} already${as}; ${they} not listed.`;
  });
  if (notes.length > 0 && strategy === 'merge') {
    notes.push(
      'A merge commit brings what is not listed into the history again, though it changes nothing; squash and rebase leave it out.',
    );
  }
  return notes;
}

/** What a landing has left out, as a sentence; undefined where that is nothing. */
export function leftOutWords({
  built,
  leftOut,
}: Pick<LandedMerge, 'built' | 'leftOut'>): string | undefined {
  if (leftOut === 0) return undefined;
  const were = leftOut === 1 ? 'was' : 'were';
  const { source } = built.plan.request;
  return `${count(leftOut, 'newer commit')} on ${source} ${were} not part of this merge: merge again to bring ${leftOut === 1 ? 'it' : 'them'}.`;
}
