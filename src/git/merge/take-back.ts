import type { ActLanding } from '../../core/undo.js';
import type { GitRunner } from '../run.js';
import type { LandingJournal } from './journal.js';
import { checkMove, type LandingOptions, moveTarget, type TargetMove } from './move-target.js';
import { requireSettled } from './recovery.js';

/** Throws why a landing cannot be taken back as things are; else where its target is checked out. */
export function checkTakeBack(
  git: GitRunner,
  repo: string,
  landing: ActLanding,
): Promise<string | undefined> {
  return checkMove(git, backwards(repo, landing));
}

/**
 * Moves the target of a landing back to its former tip, as long as it still is at the landed
 * commit, keeping what of the user's is not in the way. Throws `branch-moved` or `undo-refused`
 * with nothing changed. `backupRef` is what keeps the landed commit; it stays.
 */
export async function takeBackLanding(
  git: GitRunner,
  journal: LandingJournal,
  repo: string,
  { landing, backupRef }: { landing: ActLanding; backupRef: string },
  how: LandingOptions,
): Promise<void> {
  const move = backwards(repo, landing);
  await requireSettled(git, journal, repo, move.words);
  await moveTarget(git, journal, move, how, {
    keep: async () => backupRef,
    drop: async () => undefined,
  });
}

function backwards(repo: string, { source, target, old, new: landed }: ActLanding): TargetMove {
  return {
    repo,
    target,
    from: landed,
    to: old,
    direction: 'back',
    reason: `qtui: undo merge of ${source}`,
    words: {
      refused: 'undo-refused',
      untouched: 'Nothing was undone; branch and files are as they were.',
      movedHint: 'Look at the undo again.',
    },
  };
}
