import type { HostedRepository, RemoteStore } from '../../core/ports/remotes.js';
import type { GitRunner } from '../run.js';
import { fetchBranch } from './fetch.js';
import { FetchesAhead } from './fetch-ahead.js';
import { findGround } from './ground.js';
import { fetchPullRequest } from './pull-request.js';
import { followOwnName, pushBranch, pushRemote } from './push.js';
import { listRemotes, readUpstream } from './upstream.js';
import { comparePage, hostedRepository } from './web-address.js';

/** `hookTimeoutMs`: a push runs the user's pre-push hook, and may carry much. */
export function createRemotes(git: GitRunner, hookTimeoutMs: number): RemoteStore {
  const hostedAt: RemoteStore['hostedAt'] = (repo, remote, how) =>
    readHosted(git, repo, remote, how);
  const ahead = new FetchesAhead(git);
  return {
    list: (repo) => listRemotes(git, repo),
    upstreamOf: (repo, branch) => readUpstream(git, repo, branch),
    groundOf: (repo, question) => findGround(git, repo, question, ahead),
    fetchAhead: (repo, wish) => ahead.begin(repo, wish),
    fetchBranch: (repo, wish) => fetchBranch(git, repo, wish),
    fetchPullRequest: async (repo, wish) =>
      fetchPullRequest(git, repo, wish, await hostedAt(repo, wish.remote)),
    pushRemote: (repo, branch) => pushRemote(git, repo, branch),
    push: (repo, wish) => pushBranch(git, repo, wish, hookTimeoutMs),
    followOwnName: (repo, wish) => followOwnName(git, repo, wish),
    hostedAt,
    comparePage,
  };
}

async function readHosted(
  git: GitRunner,
  repo: string,
  remote: string,
  { isPush = false }: { isPush?: boolean } = {},
): Promise<HostedRepository | undefined> {
  const args = ['remote', 'get-url', ...(isPush ? ['--push'] : []), '--', remote];
  const { code, stdout } = await git.run(repo, args, {
    doing: `read the address of ${remote}`,
    accept: [0, 2],
  });
  // A remote may also be an address itself.
  const address = code === 0 ? stdout.toString('utf8').replace(/\n$/, '') : remote;
  return hostedRepository(address);
}
