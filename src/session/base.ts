import type { Warning } from '../core/errors.js';
import type { TargetUpstream } from '../core/merge.js';
import type { Cancellable } from '../core/ports/git.js';
import type { Oid } from '../core/repository.js';
import { count } from '../core/text.js';
import type { SessionDependencies } from './dependencies.js';

/** A new session waits no longer for its remote, in ms. */
const FETCH_TIMEOUT_MS = 2_000;

/**
 * Where a session that goes back to `target`, a branch at `oid`, starts from: its tip, or that of
 * its upstream where it is merely behind. With `isFetched` the remote is asked first, for two
 * seconds at most; that it cannot be reached is told only where it matters.
 */
export async function chooseBase(
  deps: SessionDependencies,
  repo: string,
  {
    target,
    oid,
    isFetched,
    signal,
  }: { target: string; oid: Oid; isFetched: boolean } & Cancellable,
): Promise<{ oid: Oid; warnings: Warning[] }> {
  const { ontoOid, upstream } = await deps.git.remotes.groundOf(repo, {
    branch: target,
    oid,
    ...(isFetched && { fetchTimeoutMs: FETCH_TIMEOUT_MS }),
    ...(signal && { signal }),
  });
  const message = upstream && baseWords(target, upstream);
  return { oid: ontoOid, warnings: message ? [{ code: 'target-stale', message }] : [] };
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
