import { QtuiError } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { Oid } from '../../core/repository.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { REMOTE_CAUSES } from './failure.js';
import { quietEnvironment } from './quiet.js';

/** Nothing but the named refs: no tags, no other branches, no submodules, no housekeeping. */
const ONLY_THESE = [
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-auto-maintenance',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
];
/** A program that talks to a remote holds nothing that ending it at once could break. */
const KILL_DELAY_MS = 200;
const NOTHING_FETCHED = 'Nothing was fetched.';

/** A ref of a remote, and where it goes here. */
export interface FetchWish extends Cancellable {
  remote: string;
  /** In full, as the remote has it. */
  from: string;
  /** In full, as it is kept here; moved whatever it is at. */
  to: string;
  timeoutMs: number;
  /** What it is, in words; by default the ref's own name. */
  what?: string;
}

/** The remote-tracking branch of a remote's branch. */
export function trackingRef(remote: string, branch: string): string {
  return `refs/remotes/${remote}/${branch}`;
}

/**
 * Fetches one branch; resolves with its tip. The user's FETCH_HEAD stays as it is. Throws as
 * `fetchRef` does.
 */
export function fetchBranch(
  git: GitRunner,
  repo: string,
  { remote, branch, ...how }: { remote: string; branch: string; timeoutMs: number } & Cancellable,
): Promise<Oid> {
  const [from, to] = [branchRef(branch), trackingRef(remote, branch)];
  return fetchRef(git, repo, { remote, from, to, ...how });
}

/**
 * Fetches one ref; resolves with what it is at. Throws `remote-unreachable` (also when it takes
 * longer than `timeoutMs`), `remote-denied` or `remote-not-found`.
 */
export async function fetchRef(git: GitRunner, repo: string, wish: FetchWish): Promise<Oid> {
  const { remote, from, to, what = from.replace(/^refs\/heads\//, '') } = wish;
  const doing = `fetch ${what} from ${remote}`;
  try {
    await runFetch(git, repo, wish, doing);
  } catch (thrown) {
    // Another process fetched the same at that moment, and has moved it.
    if (!saysRefMoved(thrown)) throw thrown;
    await runFetch(git, repo, wish, doing);
  }
  const oid = await readRef(git, repo, to);
  if (oid !== undefined) return oid;
  throw new QtuiError('remote-not-found', `Could not ${doing}: nothing came.`, {
    untouched: NOTHING_FETCHED,
  });
}

async function runFetch(
  git: GitRunner,
  repo: string,
  { remote, from, to, timeoutMs, signal }: FetchWish,
  doing: string,
): Promise<void> {
  const args = ['fetch', ...ONLY_THESE, '--', remote, `+${from}:${to}`];
  try {
    await git.run(repo, args, {
      doing,
      env: await quietEnvironment(git, repo),
      timeoutMs,
      killDelayMs: KILL_DELAY_MS,
      signal,
      causes: REMOTE_CAUSES,
      details: { untouched: NOTHING_FETCHED, data: { remote } },
    });
  } catch (thrown) {
    throw timedOut(thrown, doing, { remote, timeoutMs });
  }
}

/** A remote that does not answer in time is one that cannot be reached; else what was thrown. */
function timedOut(
  thrown: unknown,
  doing: string,
  { remote, timeoutMs }: { remote: string; timeoutMs: number },
): unknown {
  if (!(thrown instanceof QtuiError) || thrown.code !== 'timeout') return thrown;
  const { untouched, data } = thrown;
  return new QtuiError(
    'remote-unreachable',
    `Could not ${doing}: ${remote} did not answer within ${timeoutMs / 1000} s.`,
    {
      ...(untouched === undefined ? {} : { untouched }),
      hint: 'Check the connection to the network, and try again.',
      data,
      cause: thrown,
    },
  );
}

function saysRefMoved(thrown: unknown): boolean {
  return thrown instanceof QtuiError && /cannot lock ref/.test(String(thrown.data['stderr'] ?? ''));
}
