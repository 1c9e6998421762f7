import type { Oid } from '../../core/repository.js';
import type { GitRunner } from '../run.js';

/**
 * Moves the branch that is checked out in `worktree` forward to `commit`, keeping what of the
 * user's is not in the way. git changes nothing when something is; without
 * `--no-overwrite-ignore` it would write over ignored files.
 */
export async function fastForward(
  git: GitRunner,
  worktree: string,
  commit: Oid,
  how: {
    timeoutMs?: number;
    signal?: AbortSignal | undefined;
    pidFile?: { path: string; guard: string };
  } = {},
): Promise<void> {
  await git.run(
    worktree,
    [
      // No background process of ours is left in the user's repository.
      '-c',
      'gc.auto=0',
      '-c',
      'maintenance.auto=false',
      'merge',
      '-q',
      '--ff-only',
      '--no-overwrite-ignore',
      '--no-autostash',
      '--no-stat',
      commit,
    ],
    { doing: `move ${worktree} forward`, ...how },
  );
}
