import type { Warning } from '../errors.js';
import type { PushedBranch } from './remotes.js';

/** Where a push of a session goes, and whether it may replace commits. */
export interface PushSessionWish {
  /** By default the one that git would push to. */
  remote?: string;
  /** Replaces what is there, as long as it is what was last fetched (a lease). */
  replace?: boolean;
}

export interface PublishedSession {
  pushed: PushedBranch;
  warnings: Warning[];
}

export interface PullRequestWish extends PushSessionWish {
  title?: string;
  body?: string;
  isDraft?: boolean;
  /** Only the address of the page on which the person opens it is wanted. */
  byHand?: boolean;
}

export interface PullRequestOutcome extends PublishedSession {
  /** `to-open`: by the person, at `url`. */
  result: 'created' | 'exists' | 'to-open';
  url: string;
  number?: number;
  /** Why it could not be made from here, as a sentence. */
  reason?: string;
}
