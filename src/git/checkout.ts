import { QtuiError } from '../core/errors.js';
import type { Cancellable, CheckedOut, CheckoutOptions } from '../core/ports/git.js';
import type { CheckoutProgress } from '../core/repository.js';
import { gitWords } from './failure.js';
import { NO_HOOKS } from './objects.js';
import { parseCheckoutProgress } from './parsers/checkout-progress.js';
import type { GitRunner } from './run.js';
import { limitWorktree } from './sparse.js';

const CHECKOUT_TIMEOUT_MS = 30 * 60_000;
/** No hook, so that its failure or its hanging is told apart from the checkout's. */

/**
 * Writes the files of a worktree that was added without any, or those of some directories only,
 * then runs post-checkout as `git worktree add` does. A hook that fails or hangs leaves a complete
 * worktree: a warning.
 */
export async function checkoutWorktree(
  git: GitRunner,
  worktree: string,
  options: CheckoutOptions,
  hookTimeoutMs: number,
): Promise<CheckedOut> {
  if (options.sparse) await limitWorktree(git, worktree, options.sparse, options);
  const lacks = await writeFiles(git, worktree, options);
  const hook = await runPostCheckout(git, worktree, options, hookTimeoutMs);
  return { warnings: hook === undefined ? lacks : [...lacks, hook], lacks };
}

/** Writes the files and runs no hook; resolves with what is lacking, in words. */
export async function writeFiles(
  git: GitRunner,
  worktree: string,
  options: { onProgress?: (progress: CheckoutProgress) => void } & Cancellable,
): Promise<string[]> {
  const write = (env: Record<string, string>) =>
    git.run(
      worktree,
      [...NO_HOOKS, '-c', 'checkout.workers=4', 'checkout', '--progress', '-f', 'HEAD'],
      {
        doing: `write the files of ${worktree}`,
        timeoutMs: CHECKOUT_TIMEOUT_MS,
        signal: options.signal,
        // Otherwise git says nothing in its first two seconds.
        env: { GIT_PROGRESS_DELAY: '0', ...env },
        onStderr: (text) => {
          const progress = parseCheckoutProgress(text);
          if (progress) options.onProgress?.(progress);
        },
      },
    );
  try {
    await write({});
    return [];
  } catch (thrown) {
    if (!isGitFailure(thrown) || !(await usesLfs(git, worktree))) throw thrown;
    await write({ GIT_LFS_SKIP_SMUDGE: '1' });
    return [
      'The files of Git LFS could not be fetched; their pointers stand in their place. ' +
        'Run `git lfs pull` in the worktree when the server can be reached.',
    ];
  }
}

async function runPostCheckout(
  git: GitRunner,
  worktree: string,
  { signal }: Cancellable,
  timeoutMs: number,
): Promise<string | undefined> {
  const doing = 'run the post-checkout hook';
  const head = await git.text(worktree, ['rev-parse', 'HEAD'], { doing, signal });
  const args = ['hook', 'run', '--ignore-missing', 'post-checkout', '--'];
  try {
    const { code, stderr, stdout } = await git.run(
      worktree,
      [...args, '0'.repeat(head.length), head, '1'],
      { doing, accept: 'any', timeoutMs, signal },
    );
    if (code === 0) return undefined;
    const words = gitWords(`${stdout.toString('utf8')}\n${stderr}`);
    return `The post-checkout hook failed with code ${code}${words ? `: ${words}` : '.'}`;
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code !== 'timeout') throw thrown;
    const seconds = Math.round(timeoutMs / 1000);
    return `The post-checkout hook did not end in ${seconds} s and was stopped.`;
  }
}

function isGitFailure(thrown: unknown): boolean {
  return thrown instanceof QtuiError && thrown.code === 'git-failed';
}

/** Whether a filter of Git LFS is configured. */
export async function usesLfs(git: GitRunner, worktree: string): Promise<boolean> {
  const { code } = await git.run(
    worktree,
    ['config', '--get-regexp', '^filter\\.lfs\\.(smudge|process)$'],
    { doing: 'look for Git LFS', accept: 'any' },
  );
  return code === 0;
}
