import type { Cancellable } from '../core/cancellable.js';
import { QtuiError } from '../core/errors.js';
import type { RemovalOutcome, RemovalPlan, SessionService } from '../core/ports/sessions.js';
import { printable, someOf } from '../core/text.js';

/**
 * Removes worktree and, where it is safe, branch. What would be lost is refused
 * (`would-lose-work`, nothing changed) unless `force` saves it under a backup ref first.
 */
export async function removeSession(
  service: SessionService,
  plan: RemovalPlan,
  {
    force,
    ignoredPaths,
    signal,
  }: { force: boolean; ignoredPaths?: readonly string[] } & Cancellable,
): Promise<RemovalOutcome> {
  try {
    return await service.remove(plan, {
      ...{ backUp: force, deleteBranch: plan.branchRemovable },
      ...(ignoredPaths && { ignoredPaths }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (!(error instanceof QtuiError) || error.code !== 'would-lose-work') throw error;
    const isTooLarge = error.data['isTooLarge'] === true;
    if (plan.refusals.length > 0 || (force && !isTooLarge)) throw error;
    throw new QtuiError('would-lose-work', error.message, {
      ...(error.untouched !== undefined && { untouched: error.untouched }),
      hint: isTooLarge
        ? 'Name what the backup is to hold with --with-ignored PATH, or add --without-ignored.'
        : 'Commit or move what you need, or use "qtui sessions close SESSION --remove --force": ' +
          'it saves all of this under a backup ref first.',
      data: error.data,
      cause: error,
    });
  }
}

/** What a removal did, in words. */
export function removalWords(outcome: RemovalOutcome, branch: string | undefined): string {
  const done = [
    outcome.worktreeRemoved ? 'worktree removed' : 'no worktree to remove',
    branch === undefined
      ? undefined
      : outcome.branchDeleted
        ? `branch ${printable(branch)} deleted`
        : `branch ${printable(branch)} kept`,
    outcome.actId === undefined ? undefined : `"qtui undo ${outcome.actId}" brings it back`,
    outcome.unsaved.length === 0 ? undefined : `without ${printable(someOf(outcome.unsaved))}`,
  ];
  return done.filter((part) => part !== undefined).join(', ');
}

/** The `removal` of a `--json` answer. */
export function removalJson(outcome: RemovalOutcome) {
  return {
    worktreeRemoved: outcome.worktreeRemoved,
    branchDeleted: outcome.branchDeleted,
    backup: outcome.backupRef ?? null,
    undo: outcome.actId ?? null,
    unsaved: outcome.unsaved,
  };
}
