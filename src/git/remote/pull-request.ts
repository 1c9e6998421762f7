import { randomUUID } from 'node:crypto';
import type { Cancellable } from '../../core/cancellable.js';
import { QtuiError } from '../../core/errors.js';
import type { HostedRepository } from '../../core/ports/remotes.js';
import type { Oid } from '../../core/repository.js';
import type { GitRunner } from '../run.js';
import { fetchRef } from './fetch.js';
import { pullRequestRefs } from './web-address.js';

/** See `RemoteStore.fetchPullRequest`. */
export async function fetchPullRequest(
  git: GitRunner,
  repo: string,
  wish: { remote: string; number: number; timeoutMs: number } & Cancellable,
  hosted: HostedRepository | undefined,
): Promise<Oid> {
  const { remote, number, timeoutMs, signal } = wish;
  // git keeps what no ref names for two weeks; the session's branch comes in a moment.
  const to = `refs/qtui/fetch/${randomUUID()}`;
  for (const from of pullRequestRefs(hosted, number)) {
    try {
      return await fetchRef(git, repo, {
        ...{ remote, from, to, timeoutMs, what: `pull request ${number}` },
        ...(signal && { signal }),
      });
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
    } finally {
      await git.run(repo, ['update-ref', '--no-deref', '-d', to], { doing: `forget ${to}` });
    }
  }
  throw new QtuiError('remote-not-found', `${remote} has no pull request ${number}.`, {
    untouched: 'Nothing was fetched.',
    hint: 'Check the number, and that it is a pull request of this repository.',
    data: { remote, number },
  });
}

/** The ref is not there, as opposed to the repository. */
function isMissing(thrown: unknown): boolean {
  return (
    thrown instanceof QtuiError &&
    thrown.code === 'remote-not-found' &&
    /remote ref/.test(String(thrown.data['stderr'] ?? ''))
  );
}
