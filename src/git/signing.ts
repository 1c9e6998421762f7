import { type ErrorDetails, QtuiError } from '../core/errors.js';
import type { MergeObstacle } from '../core/merge.js';
import type { Oid } from '../core/repository.js';
import type { GitRunner } from './run.js';

/** A key that wants a passphrase is asked for outside of qtui; who does not answer is not waited for. */
export const SIGNING_TIMEOUT_MS = 120_000;

const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/** Whether a commit is to be signed: as the person says, else as `commit.gpgSign` does. */
export async function isSigned(
  git: GitRunner,
  repo: string,
  wish: boolean | undefined,
  untouched: string,
): Promise<boolean> {
  if (wish !== undefined) return wish;
  return isSet(git, repo, 'commit.gpgSign', { untouched });
}

/**
 * Whether git would refuse to move the branch of `worktree` to `commit`, or to one that is made
 * now and signed or not, as `merge.verifySignatures` is set. One that is to be signed may pass.
 */
export async function isRefusedUnsigned(
  git: GitRunner,
  worktree: string,
  landing: { commit: Oid } | { sign: boolean | undefined },
): Promise<boolean> {
  if (!(await isSet(git, worktree, 'merge.verifySignatures'))) return false;
  if ('sign' in landing) return !(await isSigned(git, worktree, landing.sign, NOTHING_MERGED));
  const { stdout } = await git.run(worktree, ['log', '-1', '--format=%G?', landing.commit], {
    doing: 'verify the signature of a commit',
    timeoutMs: SIGNING_TIMEOUT_MS,
  });
  const verdict = stdout.toString('utf8').trim();
  if (verdict !== 'U') return verdict !== 'G';
  // Good, but of a key that nobody vouches for: enough where the person has said how much is.
  const { code } = await git.run(worktree, ['config', '--get', 'gpg.minTrustLevel'], {
    doing: 'ask which keys are trusted',
    accept: [0, 1],
  });
  return code !== 0;
}

/** Why such a commit does not land. */
export function unsignedObstacle(target: string, worktree: string): MergeObstacle {
  return {
    code: 'signature-missing',
    message: `${target} takes commits with a good signature only (merge.verifySignatures, in ${worktree}), and the one that would land has none.`,
    hint: 'Sign with --sign or commit.gpgSign; a branch that is moved by ff-only has to be signed itself.',
    paths: [],
  };
}

async function isSet(
  git: GitRunner,
  directory: string,
  name: string,
  details: ErrorDetails = {},
): Promise<boolean> {
  const { stdout } = await git.run(directory, ['config', '--type=bool', '--get', name], {
    doing: `read ${name}`,
    accept: [0, 1],
    details,
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
