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
  /** Told the upstream's name when that begins. */
  onFetch?: (upstream: string) => void;
}

/** A repository at a hosting service, without any credentials. */
export interface HostedRepository {
  host: string;
  /** Its path there: `owner/name`. */
  path: string;
  /** Address of its page. */
  address: string;
}

/** What a pull request would be made of. */
export interface ComparedBranches {
  /** Where `branch` was pushed to. */
  source: HostedRepository;
  branch: string;
  /** Where `base`, the branch it shall go into, is. */
  target: HostedRepository;
  base: string;
}

export interface PushWish extends Cancellable {
  remote: string;
  branch: string;
  /**
   * Replaces what is there (`--force-with-lease`), but only while it is at this commit, or is not
   * there at all; without it a push only ever adds commits.
   */
  expected?: Oid | 'absent';
}

export interface PushedBranch {
  remote: string;
  branch: string;
  /** Its tip, here and there. */
  oid: Oid;
  outcome: 'created' | 'updated' | 'forced' | 'up-to-date';
  /** What the server said, line by line; text from outside. */
  said: string[];
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
  /**
   * Fetches the upstream of a branch before anybody asks: a `groundOf` soon after takes what came
   * of it, or waits for the rest of it only. Resolves when it is done, whatever came of it.
   */
  fetchAhead(
    repo: string,
    wish: { branch: string; timeoutMs: number } & Cancellable,
  ): Promise<void>;
  /** Fetches one branch into its remote-tracking branch, and nothing else; resolves with its tip. */
  fetchBranch(
    repo: string,
    wish: { remote: string; branch: string; timeoutMs: number } & Cancellable,
  ): Promise<Oid>;
  /**
   * Fetches the head of a pull or merge request; resolves with its commit, which no ref keeps.
   * Throws `remote-not-found` also where the server shows none.
   */
  fetchPullRequest(
    repo: string,
    wish: { remote: string; number: number; timeoutMs: number } & Cancellable,
  ): Promise<Oid>;
  /** The remote that a push of the branch goes to; throws `remote-not-found`. */
  pushRemote(repo: string, branch: string): Promise<string>;
  /**
   * Pushes the branch to its own name, and no tag. Throws `push-rejected` with the server's words,
   * or `hook-failed` when the user's pre-push hook refuses.
   */
  push(repo: string, wish: PushWish): Promise<PushedBranch>;
  /** Makes the branch follow its own name at the remote, unless it follows something already. */
  followOwnName(repo: string, wish: { branch: string; remote: string }): Promise<void>;
  /** The repository that a remote's address, or that for pushes, names; undefined where no web page shows it. */
  hostedAt(
    repo: string,
    remote: string,
    how?: { isPush?: boolean },
  ): Promise<HostedRepository | undefined>;
  /** Address of the page on which a person opens a pull request. */
  comparePage(branches: ComparedBranches): string;
}
