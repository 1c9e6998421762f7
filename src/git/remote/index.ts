import type { RemoteStore } from '../../core/ports/remotes.js';
import type { GitRunner } from '../run.js';
import { fetchBranch } from './fetch.js';
import { listRemotes, readUpstream } from './upstream.js';

export function createRemotes(git: GitRunner): RemoteStore {
  return {
    list: (repo) => listRemotes(git, repo),
    upstreamOf: (repo, branch) => readUpstream(git, repo, branch),
    fetchBranch: (repo, wish) => fetchBranch(git, repo, wish),
  };
}
