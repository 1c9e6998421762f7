import { toQtuiError } from '../../core/errors.js';
import type { MergeRequest, TargetUpstream } from '../../core/merge.js';
import type { Upstream } from '../../core/ports/remotes.js';
import type { Oid } from '../../core/repository.js';
import { branchRef, countAheadBehind, readRef } from '../refs.js';
import { fetchRef } from '../remote/fetch.js';
import { readUpstream } from '../remote/upstream.js';
import type { GitRunner } from '../run.js';

/** How long the remote may take before a merge goes on with what was fetched before. */
const FETCH_TIMEOUT_MS = 10_000;

/** Where a merge goes, and what is known of the remote's side of it. */
export interface MergeGround {
  ontoOid: Oid;
  upstream?: TargetUpstream;
}

type Refreshed = Pick<TargetUpstream, 'isFresh' | 'problem'>;

/**
 * What a merge into the target at `targetOid` is made onto. A target that is merely behind its
 * upstream takes the upstream's commits with it; one that has commits of its own stays as it is.
 * Fetches first where the request says so; a remote that cannot be reached is told, not thrown.
 */
export async function findGround(
  git: GitRunner,
  { repoRoot, target, refresh }: MergeRequest,
  targetOid: Oid,
): Promise<MergeGround> {
  const upstream = await readUpstream(git, repoRoot, target);
  if (upstream === undefined) return { ontoOid: targetOid };
  const state = refresh ? await fetchUpstream(git, repoRoot, upstream) : { isFresh: false };
  const oid = await readRef(git, repoRoot, upstream.ref);
  const { ahead, behind } =
    oid === undefined
      ? { ahead: 0, behind: 0 }
      : await countAheadBehind(git, repoRoot, targetOid, oid);
  return {
    ontoOid: oid !== undefined && ahead === 0 ? oid : targetOid,
    upstream: { name: upstream.name, ahead, behind, ...state },
  };
}

async function fetchUpstream(git: GitRunner, repo: string, upstream: Upstream): Promise<Refreshed> {
  const { remote, branch, ref } = upstream;
  try {
    await fetchRef(git, repo, {
      remote,
      from: branchRef(branch),
      to: ref,
      timeoutMs: FETCH_TIMEOUT_MS,
    });
    return { isFresh: true };
  } catch (thrown) {
    const { message } = toQtuiError(thrown, `fetch ${upstream.name}`);
    return { isFresh: false, problem: message };
  }
}
