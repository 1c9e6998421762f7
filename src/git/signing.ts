import { QtuiError } from '../core/errors.js';
import type { GitRunner } from './run.js';

/** A key that wants a passphrase is asked for outside of qtui; who does not answer is not waited for. */
export const SIGNING_TIMEOUT_MS = 120_000;

/** Whether a commit is to be signed: as the person says, else as `commit.gpgSign` does. */
export async function isSigned(
  git: GitRunner,
  repo: string,
  wish: boolean | undefined,
  untouched: string,
): Promise<boolean> {
  if (wish !== undefined) return wish;
  const { stdout } = await git.run(repo, ['config', '--type=bool', '--get', 'commit.gpgSign'], {
    doing: 'ask whether commits are signed',
    accept: [0, 1],
    details: { untouched },
  });
  return stdout.toString('utf8') === 'true\n';
}

/** What ran out of time while it signed, as the failure to sign that it is. */
export function asSigningFailure(thrown: unknown, timeoutMs: number): unknown {
  if (!(thrown instanceof QtuiError) || thrown.code !== 'timeout') return thrown;
  return new QtuiError(
    'signing-failed',
    `Could not sign the commit: that took longer than ${Math.round(timeoutMs / 1000)} s and was stopped.`,
    {
      ...(thrown.untouched !== undefined && { untouched: thrown.untouched }),
      hint: 'Unlock your key first (a passphrase may be asked for where you cannot see it), or use --no-sign.',
      data: thrown.data,
      cause: thrown,
    },
  );
}
