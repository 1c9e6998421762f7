import type { RemoteStore } from '../../core/ports/remotes.js';
import type { GitRunner } from '../run.js';
import { fetchBranch } from './fetch.js';
import { findGround } from './ground.js';
import { listRemotes, readUpstream } from './upstream.js';

export function createRemotes(git: GitRunner): RemoteStore {
  return {
    list: (repo) => listRemotes(git, repo),
    upstreamOf: (repo, branch) => readUpstream(git, repo, branch),
    groundOf: (repo, question) => findGround(git, repo, question),
    fetchBranch: (repo, wish) => fetchBranch(git, repo, wish),
  };
}
