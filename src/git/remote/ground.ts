import { QtuiError } from '../../core/errors.js';
import type { TargetGround } from '../../core/merge.js';
import type { GroundQuestion } from '../../core/ports/remotes.js';
import type { AheadBehind, Oid } from '../../core/repository.js';
import { branchRef, countAheadBehind, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { type FetchesAhead, type FetchState, fetchUpstream } from './fetch-ahead.js';
import { readUpstream } from './upstream.js';

/** See `RemoteStore.groundOf`; what was fetched `ahead` is not fetched again. */
export async function findGround(
  git: GitRunner,
  repo: string,
  question: GroundQuestion,
  ahead?: FetchesAhead,
): Promise<TargetGround> {
  const { branch, oid: own, fetchTimeoutMs, signal, onFetch } = question;
  const upstream = await readUpstream(git, repo, branch);
  if (upstream === undefined) return { ontoOid: own };
  let state: FetchState = { isFresh: false };
  if (fetchTimeoutMs !== undefined) {
    onFetch?.(upstream.name);
    const how = { timeoutMs: fetchTimeoutMs, ...(signal && { signal }) };
    state =
      (await ahead?.outcomeOf(repo, upstream, how)) ??
      (await fetchUpstream(git, repo, upstream, how));
  }
  const theirs = await readRef(git, repo, upstream.ref);
  const apart =
    theirs === undefined ? { ahead: 0, behind: 0 } : await countAheadBehind(git, repo, own, theirs);
  return {
    ontoOid: theirs !== undefined && apart.ahead === 0 ? theirs : own,
    upstream: { name: upstream.name, ...apart, ...state },
  };
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
