import { QtuiError } from '../../core/errors.js';
import type { TargetGround } from '../../core/merge.js';
import type { GroundQuestion } from '../../core/ports/remotes.js';
import type { AheadBehind, Oid } from '../../core/repository.js';
import { branchRef, countAheadBehind, isUsableRef, readRef } from '../refs.js';
import { type GitRunner, withoutLastNewline } from '../run.js';
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
  const isAsRead = fetchTimeoutMs === undefined;
  const theirs = isAsRead ? upstream.oid : await readRef(git, repo, upstream.ref);
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
  const [ours, oid] =
    (await localTips(git, repo, [branch, target])) ??
    (await Promise.all([tipOf(git, repo, branch), tipOf(git, repo, target)]));
  const { ontoOid } = await findGround(git, repo, { branch: target, oid });
  return countAheadBehind(git, repo, ours, ontoOid);
}

/** git ends with it where one of the refs is not there, and where there is no repository. */
const NOT_BOTH = 128;

/** Tips of two local branches by one git; undefined unless both are there. */
async function localTips(
  git: GitRunner,
  repo: string,
  branches: readonly [string, string],
): Promise<[Oid, Oid] | undefined> {
  const refs = branches.map(branchRef);
  if (!refs.every(isUsableRef)) return undefined;
  const { code, stdout } = await git.run(repo, ['show-ref', '--verify', '-s', '--', ...refs], {
    doing: `look up ${branches.join(' and ')}`,
    accept: [0, NOT_BOTH],
  });
  const [one, other, ...rest] = withoutLastNewline(stdout.toString('utf8')).split('\n');
  const isBoth = code === 0 && rest.length === 0 && one !== undefined && other !== undefined;
  return isBoth ? [one, other] : undefined;
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
