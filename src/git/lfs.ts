import { QtuiError } from '../core/errors.js';

const POINTERS_STAND =
  'The files of Git LFS could not be fetched; their pointers stand in their place. ' +
  'Run `git lfs pull` in the worktree when the server can be reached.';

/**
 * Writes files with `write`, which gets what to add to git's environment, and once more without
 * the content of Git LFS where that cannot be had. Resolves with what is lacking, in words.
 */
export async function withoutLfsIfAway(
  write: (env: Record<string, string>) => Promise<unknown>,
): Promise<string[]> {
  try {
    await write({});
    return [];
  } catch (thrown) {
    if (!saysLfsFailed(thrown)) throw thrown;
    await write({ GIT_LFS_SKIP_SMUDGE: '1' });
    return [POINTERS_STAND];
  }
}

/** By git's own last words: what the server said before them may read like any failure. */
function saysLfsFailed(thrown: unknown): boolean {
  if (!(thrown instanceof QtuiError) || thrown.code === 'timeout') return false;
  return /smudge filter lfs failed/.test(String(thrown.data['stderr'] ?? ''));
}
