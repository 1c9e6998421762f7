import { join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Cancellable } from '../core/ports/git.js';
import { exists } from './paths.js';
import type { GitRunner } from './run.js';

const TIMEOUT_MS = 30 * 60_000;

/**
 * Fetches and checks out the submodules of a worktree, and theirs; `onProgress` is told the path of
 * each that is cloned. Which protocols may be used is what git's own settings say. A failure leaves
 * the worktree usable and is a warning; a cancel throws `aborted`.
 */
export async function updateSubmodules(
  git: GitRunner,
  worktree: string,
  { onProgress, signal }: { onProgress?: (path: string) => void } & Cancellable,
): Promise<string[]> {
  if (!(await exists(join(worktree, '.gitmodules')))) return [];
  let rest = '';
  try {
    await git.run(worktree, ['submodule', 'update', '--init', '--recursive'], {
      doing: 'fetch the submodules',
      timeoutMs: TIMEOUT_MS,
      signal,
      onStderr: (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const path = /^Cloning into '(.+)'\.\.\.$/.exec(line)?.[1];
          if (path?.startsWith(`${worktree}/`)) onProgress?.(path.slice(worktree.length + 1));
        }
      },
    });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code === 'aborted') throw thrown;
    return [
      `${thrown.message} Run \`git submodule update --init --recursive\` in the worktree once the cause is gone.`,
    ];
  }
}
