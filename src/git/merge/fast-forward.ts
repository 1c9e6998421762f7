import type { Oid } from '../../core/repository.js';
import type { GitRunner } from '../run.js';

export interface MoveOptions {
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  pidFile?: { path: string; guard: string };
}

/** No background process of ours is left in the user's repository. */
const NO_GC = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false'];

/**
 * Moves the branch that is checked out in `worktree` forward to `commit`, keeping what of the
 * user's is not in the way. git changes nothing when something is; without
 * `--no-overwrite-ignore` it would write over ignored files. False where the branch was there
 * already.
 */
export async function fastForward(
  git: GitRunner,
  worktree: string,
  commit: Oid,
  how: MoveOptions = {},
): Promise<boolean> {
  const args = ['merge', '--ff-only', '--no-overwrite-ignore', '--no-autostash', '--no-stat'];
  const said = await git.text(worktree, [...NO_GC, ...args, commit], {
    doing: `move ${worktree} forward`,
    ...how,
  });
  return !said.startsWith('Already up to date');
}

/**
 * Moves `branch`, which is checked out in `worktree`, back to `commit`, keeping as much and
 * refusing as `fastForward` does. A `reset --keep` would unstage what is staged.
 */
export async function moveBack(
  git: GitRunner,
  worktree: string,
  { branch, commit }: { branch: string; commit: Oid },
  how: MoveOptions = {},
): Promise<void> {
  const args = ['checkout', '-q', '--no-overwrite-ignore', '--no-track', '-B', branch, commit];
  await git.run(worktree, [...NO_GC, ...args, '--'], {
    doing: `move ${worktree} back`,
    ...how,
  });
}
