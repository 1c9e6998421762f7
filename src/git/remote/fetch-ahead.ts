import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { TargetUpstream } from '../../core/merge.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { Upstream } from '../../core/ports/remotes.js';
import { branchRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { fetchRef } from './fetch.js';
import { readUpstream } from './upstream.js';

/** What came of a fetch; a remote that cannot be reached is told in `problem`. */
export type FetchState = Pick<TargetUpstream, 'isFresh' | 'problem'>;
type HowLong = { timeoutMs: number } & Cancellable;

/** ms for which a fetch that was begun ahead stands for one that is asked for. */
const STANDS_FOR_MS = 30_000;

/** Fetches an upstream. Throws `aborted` only. */
export async function fetchUpstream(
  git: GitRunner,
  repo: string,
  { remote, branch, ref, name }: Upstream,
  how: HowLong,
): Promise<FetchState> {
  try {
    await fetchRef(git, repo, { remote, from: branchRef(branch), to: ref, ...how });
    return { isFresh: true };
  } catch (thrown) {
    const error = toQtuiError(thrown, `fetch ${name}`);
    if (error.code === 'aborted') throw error;
    return { isFresh: false, problem: error.message };
  }
}

interface FetchAhead {
  /** ms, of the monotonic clock. */
  begun: number;
  /** Undefined when it was cancelled. */
  outcome: Promise<FetchState | undefined>;
}

/** Fetches that are begun before anybody waits for them, so that nobody need wait. */
export class FetchesAhead {
  readonly #git: GitRunner;
  readonly #byRef = new Map<string, FetchAhead>();

  constructor(git: GitRunner) {
    this.#git = git;
  }

  /** See `RemoteStore.fetchAhead`. */
  async begin(repo: string, { branch, ...how }: { branch: string } & HowLong): Promise<void> {
    const upstream = await readUpstream(this.#git, repo, branch);
    if (upstream === undefined || how.signal?.aborted) return;
    const key = keyOf(repo, upstream);
    const fetch: FetchAhead = {
      begun: performance.now(),
      // Whoever needs what was fetched asks again then, and is told why it cannot be had.
      outcome: fetchUpstream(this.#git, repo, upstream, how).catch(() => {
        if (this.#byRef.get(key) === fetch) this.#byRef.delete(key);
        return undefined;
      }),
    };
    this.#byRef.set(key, fetch);
    await fetch.outcome;
  }

  /** What came of a recent fetch, waited for where it is under way; undefined where there is none. */
  async outcomeOf(
    repo: string,
    upstream: Upstream,
    { signal }: Cancellable,
  ): Promise<FetchState | undefined> {
    const fetch = this.#byRef.get(keyOf(repo, upstream));
    const isRecent = fetch && performance.now() - fetch.begun < STANDS_FOR_MS;
    return isRecent ? unlessAborted(fetch.outcome, signal) : undefined;
  }
}

function keyOf(repo: string, { ref }: Upstream): string {
  return `${repo}\0${ref}`;
}

/** Stops waiting when the signal says so; what is waited for goes on. */
async function unlessAborted<T>(waited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return waited;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new QtuiError('aborted', 'Waiting for a fetch was cancelled.'));
    };
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([waited, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
