import { QtuiError } from '../core/errors.js';
import type { Cancellable, CheckedOut, CheckoutOptions } from '../core/ports/git.js';
import type { CheckoutProgress, Oid } from '../core/repository.js';
import { gitWords } from './failure.js';
import { withoutLfsIfAway } from './lfs.js';
import { NO_HOOKS } from './objects.js';
import { parseCheckoutProgress } from './parsers/checkout-progress.js';
import type { GitRunner } from './run.js';
import { limitWorktree } from './sparse.js';

const CHECKOUT_TIMEOUT_MS = 30 * 60_000;
/** Shortest time between two messages of progress. */
const PROGRESS_INTERVAL_MS = 200;

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
  const [lacks, head] = await Promise.all([
    writeFiles(git, worktree, options),
    git.text(worktree, ['rev-parse', 'HEAD'], {
      doing: `write the files of ${worktree}`,
      signal: options.signal,
    }),
  ]);
  const hook = await runPostCheckout(git, worktree, { head, ...options }, hookTimeoutMs);
  return { warnings: hook === undefined ? lacks : [...lacks, hook], lacks };
}

/** Writes the files and runs no hook, whose failure would be taken for git's own; resolves with what is lacking, in words. */
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
        onStderr: progressOf(options.onProgress),
      },
    );
  return withoutLfsIfAway(write);
}

/** Each telling is painted, which takes time from git where cores are few. */
function progressOf(tell: CheckoutOptions['onProgress']): (text: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (text) => {
    const progress = parseCheckoutProgress(text);
    if (!progress || !tell) return;
    const now = Date.now();
    if (progress.done < progress.total && now - toldAt < PROGRESS_INTERVAL_MS) return;
    toldAt = now;
    tell(progress);
  };
}

async function runPostCheckout(
  git: GitRunner,
  worktree: string,
  { head, signal }: { head: Oid } & Cancellable,
  timeoutMs: number,
): Promise<string | undefined> {
  const doing = 'run the post-checkout hook';
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
