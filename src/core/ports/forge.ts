import type { Cancellable } from '../cancellable.js';
import type { HostedRepository } from './remotes.js';

export interface PullRequest {
  number: number;
  /** Address of its page. */
  url: string;
  title: string;
  /** `OPEN`, `CLOSED` or `MERGED`. */
  state: string;
  /** Branch that it goes into. */
  base: string;
  /** Branch that it is of, and whether that is in another repository. */
  head: string;
  isFromFork: boolean;
}

export interface NewPullRequest {
  base: string;
  /** `branch`, or `owner:branch` of a fork. */
  head: string;
  title: string;
  body: string;
  isDraft: boolean;
}

/** A hosting service, through the person's own signed-in program. All throw `pull-request-failed`. */
export interface Forge {
  /** Why it cannot be used for this host, as a sentence; undefined where it can. */
  obstacle(host: string, cancel?: Cancellable): Promise<string | undefined>;
  /** Throws `remote-not-found` where there is none of this number. */
  view(repository: HostedRepository, number: number, cancel?: Cancellable): Promise<PullRequest>;
  /** The open one of a branch, as `head` of `NewPullRequest`; undefined where there is none. */
  findOpen(
    repository: HostedRepository,
    head: string,
    cancel?: Cancellable,
  ): Promise<PullRequest | undefined>;
  /** Resolves with the new one's number and address. */
  create(
    repository: HostedRepository,
    wish: NewPullRequest,
    cancel?: Cancellable,
  ): Promise<Pick<PullRequest, 'number' | 'url'>>;
}
