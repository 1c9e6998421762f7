import type { Warning } from '../../core/errors.js';
import type { TargetUpstream } from '../../core/merge.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { Oid } from '../../core/repository.js';
import { count } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';

/** Of an operation that may have to wait for a remote. */
export interface FetchWatch extends Cancellable {
  /** Told what is fetched when that begins. */
  onFetch?: ((what: string) => void) | undefined;
}

/** A new session waits no longer for its remote, in ms. */
const FETCH_TIMEOUT_MS = 2_000;

/**
 * Where a session that goes back to `target`, a branch at `oid`, starts from: its tip, or that of
 * its upstream where it is merely behind. With `isFetched` the remote is asked first, for two
 * seconds at most; that it cannot be reached is told.
 */
export async function chooseBase(
  deps: SessionDependencies,
  repo: string,
  {
    target,
    oid,
    isFetched,
    signal,
    onFetch,
  }: { target: string; oid: Oid; isFetched: boolean } & FetchWatch,
): Promise<{ oid: Oid; warnings: Warning[] }> {
  const { ontoOid, upstream } = await deps.git.remotes.groundOf(repo, {
    branch: target,
    oid,
    ...(isFetched && { fetchTimeoutMs: FETCH_TIMEOUT_MS }),
    ...(signal && { signal }),
    ...(onFetch && { onFetch }),
  });
  return { oid: ontoOid, warnings: upstream ? baseWarnings(target, upstream) : [] };
}

/** Asks the remote for what a session in the repository would start from, before it is made. */
export async function fetchBaseAhead(
  deps: SessionDependencies,
  repo: string,
  target: string,
  cancel: Cancellable,
): Promise<void> {
  const { worktrees } = await deps.config(repo);
  if (!worktrees.fetch) return;
  const wish = { branch: target, timeoutMs: FETCH_TIMEOUT_MS, ...cancel };
  await deps.git.remotes.fetchAhead(repo, wish);
}

function baseWarnings(target: string, upstream: TargetUpstream): Warning[] {
  const message = baseWords(target, upstream);
  if (message !== undefined) return [{ code: 'target-stale', message }];
  if (upstream.problem === undefined) return [];
  return [
    {
      code: 'target-unknown',
      message: `${upstream.problem} The session starts from ${target} as it is here.`,
      hint: 'worktrees.fetch = false in the settings asks no remote.',
    },
  ];
}

function baseWords(target: string, upstream: TargetUpstream): string | undefined {
  const { name, ahead, behind, problem } = upstream;
  if (behind === 0) return undefined;
  const known = problem === undefined ? '' : ` It is as last fetched: ${problem}`;
  if (ahead === 0) {
    return `${target} is ${count(behind, 'commit')} behind ${name}; the session starts from ${name}.${known}`;
  }
  return (
    `${target} and ${name} have diverged: ${count(ahead, 'commit')} here, ${behind} there. ` +
    `The session starts from ${target}.${known}`
  );
}
