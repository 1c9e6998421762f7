import { QtuiError, withDetails } from '../../core/errors.js';
import type { PushedBranch, PushWish } from '../../core/ports/remotes.js';
import { shellCommand } from '../../core/text.js';
import { gitWords, toGitError, wasStopped } from '../failure.js';
import { type PushedRef, parsePush, serverWords } from '../parsers/push.js';
import { branchRef, readRef } from '../refs.js';
import type { GitResult, GitRunner } from '../run.js';
import { listed } from '../words.js';
import { REMOTE_CAUSES } from './failure.js';
import { sshEnvironment } from './quiet.js';
import { defaultRemote, listRemotes } from './upstream.js';

const NOTHING_PUSHED = 'Nothing was pushed.';

const OUTCOMES: Readonly<Record<string, PushedBranch['outcome']>> = {
  ' ': 'updated',
  '+': 'forced',
  '*': 'created',
  '=': 'up-to-date',
};

/**
 * The remote that a push of the branch goes to, as git chooses it: `branch.*.pushRemote`,
 * `remote.pushDefault`, `branch.*.remote`, `origin`, the only one. Throws `remote-not-found`.
 */
export async function pushRemote(git: GitRunner, repo: string, branch: string): Promise<string> {
  const keys = [`branch.${branch}.pushRemote`, 'remote.pushDefault', `branch.${branch}.remote`];
  for (const key of keys) {
    const { stdout } = await git.run(repo, ['config', '-z', '--get', key], {
      doing: 'read where to push',
      accept: [0, 1],
    });
    const name = stdout.toString('utf8').replace(/\0$/, '');
    if (name !== '' && name !== '.') return name;
  }
  const remote = await defaultRemote(git, repo);
  if (remote !== undefined) return remote;
  const remotes = await listRemotes(git, repo);
  throw new QtuiError(
    'remote-not-found',
    remotes.length === 0
      ? 'The repository has no remote.'
      : `The repository has several remotes and none is named origin: ${listed(remotes)}.`,
    {
      untouched: NOTHING_PUSHED,
      hint:
        remotes.length === 0
          ? 'Add one with `git remote add origin ADDRESS`.'
          : 'Name one, or set remote.pushDefault in your git configuration.',
      data: { remotes },
    },
  );
}

/** See `RemoteStore.push`. */
export async function pushBranch(
  git: GitRunner,
  repo: string,
  { remote, branch, expected, signal }: PushWish,
  timeoutMs: number,
): Promise<PushedBranch> {
  const ref = branchRef(branch);
  const oid = await readRef(git, repo, ref);
  if (oid === undefined) {
    throw new QtuiError('unknown-revision', `There is no branch ${branch}.`, {
      untouched: NOTHING_PUSHED,
    });
  }
  const lease = expected === 'absent' ? '' : expected;
  const args = [
    'push',
    '--porcelain',
    '--no-follow-tags',
    ...(lease === undefined ? [] : [`--force-with-lease=${ref}:${lease}`]),
    '--',
    remote,
    `${ref}:${ref}`,
  ];
  const how = {
    doing: `push ${branch} to ${remote}`,
    details: { untouched: NOTHING_PUSHED, data: { remote, branch } },
    causes: REMOTE_CAUSES,
  };
  const env = await sshEnvironment(git, repo);
  const running = { ...how, accept: 'any' as const, env, timeoutMs, signal };
  const result = await git.run(repo, args, running).catch((thrown) => {
    throw wasStopped(thrown) ? stopped(thrown, { remote, branch }) : thrown;
  });
  const row = parsePush(result.stdout.toString('utf8')).find(({ to }) => to === ref);
  if (row === undefined) throw noAnswer(result, args, how);
  const outcome = OUTCOMES[row.flag];
  if (outcome === undefined) throw rejected(row, result.stderr, { remote, branch });
  return { remote, branch, oid, outcome, said: serverWords(result.stderr) };
}

/** The remote may have taken it before git was made to end. */
function stopped(error: QtuiError, { remote, branch }: { remote: string; branch: string }) {
  const look = shellCommand('git', 'ls-remote', remote, branchRef(branch));
  return withDetails(error, {
    untouched: `Nothing changed here; \`${look}\` tells whether ${remote} has it.`,
    ...(error.code === 'timeout' && {
      hint: 'The remote or a pre-push hook hangs: see which with `git push`.',
    }),
  });
}

/** git came to no ref at all: a hook of the user's refused it, or the remote cannot be used. */
function noAnswer(
  { code, stderr }: GitResult,
  args: readonly string[],
  how: Pick<Parameters<typeof toGitError>[0], 'doing' | 'details' | 'causes'>,
): QtuiError {
  if (code !== 1 || !/failed to push some refs/.test(stderr)) {
    return toGitError({ ...how, args, code, stderr });
  }
  const words = ownWords(stderr);
  return new QtuiError('hook-failed', `Could not ${how.doing}: the pre-push hook refused it.`, {
    ...how.details,
    hint: words === '' ? 'Run the hook by hand to see why.' : `It said: ${words}`,
  });
}

/** git's words without the line that every failed push ends with. */
function ownWords(stderr: string): string {
  return gitWords(stderr.replace(/^error: failed to push some refs.*$/m, ''));
}

function rejected(
  { summary, reason }: PushedRef,
  stderr: string,
  { remote, branch }: { remote: string; branch: string },
): QtuiError {
  const said = serverWords(stderr);
  const failure = (why: string, hint: string) =>
    new QtuiError('push-rejected', `${remote} did not take ${branch}: ${why}`, {
      untouched: NOTHING_PUSHED,
      hint,
      data: { remote, branch, reason, said },
    });
  if (reason === 'stale info') {
    return failure(
      'somebody has pushed to it since it was last fetched.',
      `Look at what is new with \`git fetch ${remote}\`, then push again.`,
    );
  }
  if (reason === 'fetch first' || reason === 'non-fast-forward') {
    return failure(
      `it has commits there that ${branch} has not.`,
      'Fetch and merge them, or replace them with --force-with-lease.',
    );
  }
  if (
    /cannot lock ref|but expected|already exists/.test(stderr) &&
    /failed to update/.test(reason)
  ) {
    return failure('somebody pushed to it at the same moment.', 'Push again.');
  }
  const words = said.length === 0 ? '' : ` ${said.join('\n')}`;
  if (/^unpacker error/.test(reason)) {
    return failure(
      `it could not store the commits.${words || ` ${ownWords(stderr)}`}`,
      'Its disk may be full or read-only: ask who looks after it, then push again.',
    );
  }
  return failure(
    `${reason || summary}.${words}`,
    'The server’s own rules refuse it: ask who looks after the repository.',
  );
}

/**
 * Makes the branch follow its own name at the remote, unless it follows something already. A
 * branch never follows another name: a plain push would move that.
 */
export async function followOwnName(
  git: GitRunner,
  repo: string,
  { branch, remote }: { branch: string; remote: string },
): Promise<void> {
  const merge = `branch.${branch}.merge`;
  const { code } = await git.run(repo, ['config', '--get', merge], {
    doing: `read the upstream of ${branch}`,
    accept: [0, 1],
  });
  if (code === 0) return;
  const doing = `set the upstream of ${branch}`;
  await git.run(repo, ['config', '--local', `branch.${branch}.remote`, remote], { doing });
  await git.run(repo, ['config', '--local', merge, branchRef(branch)], { doing });
}
