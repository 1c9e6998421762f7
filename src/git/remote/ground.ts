import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { TargetGround, TargetUpstream } from '../../core/merge.js';
import type { GroundQuestion, Upstream } from '../../core/ports/remotes.js';
import type { AheadBehind, Oid } from '../../core/repository.js';
import { branchRef, countAheadBehind, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { fetchRef } from './fetch.js';
import { readUpstream } from './upstream.js';

/** See `RemoteStore.groundOf`. */
export async function findGround(
  git: GitRunner,
  repo: string,
  question: GroundQuestion,
): Promise<TargetGround> {
  const { branch, oid: own } = question;
  const upstream = await readUpstream(git, repo, branch);
  if (upstream === undefined) return { ontoOid: own };
  const state = await fetchUpstream(git, repo, upstream, question);
  const theirs = await readRef(git, repo, upstream.ref);
  const { ahead, behind } =
    theirs === undefined ? { ahead: 0, behind: 0 } : await countAheadBehind(git, repo, own, theirs);
  return {
    ontoOid: theirs !== undefined && ahead === 0 ? theirs : own,
    upstream: { name: upstream.name, ahead, behind, ...state },
  };
}

async function fetchUpstream(
  git: GitRunner,
  repo: string,
  { remote, branch, ref, name }: Upstream,
  { fetchTimeoutMs: timeoutMs, signal }: GroundQuestion,
): Promise<Pick<TargetUpstream, 'isFresh' | 'problem'>> {
  if (timeoutMs === undefined) return { isFresh: false };
  try {
    const wish = { remote, from: branchRef(branch), to: ref, timeoutMs };
    await fetchRef(git, repo, { ...wish, ...(signal && { signal }) });
    return { isFresh: true };
  } catch (thrown) {
    const error = toQtuiError(thrown, `fetch ${name}`);
    if (error.code === 'aborted') throw error;
    return { isFresh: false, problem: error.message };
  }
}

/**
 * How far a branch is from what it would be merged onto: commits of the upstream that a target
 * merely lacks are not the branch's own. Throws `unknown-revision` where one of them is gone.
 */
export async function readAheadBehind(
  git: GitRunner,
  repo: string,
  branch: string,
  target: string,
): Promise<AheadBehind> {
  const [ours, oid] = await Promise.all([tipOf(git, repo, branch), tipOf(git, repo, target)]);
  const { ontoOid } = await findGround(git, repo, { branch: target, oid });
  return countAheadBehind(git, repo, ours, ontoOid);
}

/** Tip of a local branch, else of a remote-tracking one. */
async function tipOf(git: GitRunner, repo: string, branch: string): Promise<Oid> {
  const oid =
    (await readRef(git, repo, branchRef(branch))) ??
    (await readRef(git, repo, `refs/remotes/${branch}`));
  if (oid !== undefined) return oid;
  throw new QtuiError('unknown-revision', `There is no branch ${branch}.`, {
    hint: 'See the branches with `git branch --all`.',
    data: { branch },
  });
}
