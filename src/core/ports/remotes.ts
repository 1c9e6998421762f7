import type { Cancellable } from '../cancellable.js';
import type { TargetGround } from '../merge.js';
import type { Oid } from '../repository.js';

/** The branch of a remote that a local branch follows. */
export interface Upstream {
  remote: string;
  /** Short name of the branch at the remote. */
  branch: string;
  /** The remote-tracking branch in full: `refs/remotes/origin/main`. */
  ref: string;
  /** Its short name: `origin/main`. */
  name: string;
  /** Its tip as last fetched; absent when it never was. */
  oid?: Oid;
}

/** Of a local branch: where is its remote's side, and how far apart are they? */
export interface GroundQuestion extends Cancellable {
  branch: string;
  /** The branch's tip. */
  oid: Oid;
  /** Fetches the upstream first, for this long at most; without it nothing is fetched. */
  fetchTimeoutMs?: number;
}

/**
 * Everything that talks to a remote. Nothing ever prompts or waits longer than `timeoutMs`; all
 * throw `remote-unreachable`, `remote-denied` or `remote-not-found` with the cause in words.
 */
export interface RemoteStore {
  /** Names of the remotes. */
  list(repo: string): Promise<string[]>;
  /**
   * What the branch follows: its configured upstream, else the branch of its name at the remote
   * where that was fetched once. Reads only what is here; undefined when there is none.
   */
  upstreamOf(repo: string, branch: string): Promise<Upstream | undefined>;
  /**
   * What work for a branch is put onto: one that is merely behind its upstream takes the upstream's
   * commits along. A remote that cannot be reached is told, not thrown.
   */
  groundOf(repo: string, question: GroundQuestion): Promise<TargetGround>;
  /** Fetches one branch into its remote-tracking branch, and nothing else; resolves with its tip. */
  fetchBranch(
    repo: string,
    wish: { remote: string; branch: string; timeoutMs: number } & Cancellable,
  ): Promise<Oid>;
}
