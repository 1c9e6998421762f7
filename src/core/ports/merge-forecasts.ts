import type { ForecastStep } from '../forecast.js';
import type { ForeseenMerge } from '../foreseen-merge.js';
import type { SessionMetadata } from '../session.js';
import type { Cancellable } from './git.js';
import type { MergePlanOptions } from './merge-progress.js';

/** A session's merge in a row of several. */
export interface SessionForecast extends ForecastStep {
  readonly session: SessionMetadata;
}

export interface MergeForecastOptions extends Omit<MergePlanOptions, 'resolutions'> {
  /** Ids of the sessions, in the order to merge them in; without it all, as the radar suggests. */
  sessions?: readonly string[];
  /** Told of each as soon as it is known. */
  onStep?: (step: SessionForecast, index: number) => void;
}

/** What would come of merges that nobody has begun. */
export interface MergeForecastService {
  /**
   * What merging several sessions of one repository in a row would do, each by itself and after
   * those before it; what does not go through is left out of the rest. Uncommitted work is no part
   * of it. Each is to be planned again when its turn comes. Changes nothing but what `refresh` may
   * fetch. Throws `not-a-repository`, `merge-refused` for sessions of several repositories.
   */
  forecastMerges(directory: string, options?: MergeForecastOptions): Promise<SessionForecast[]>;
  /**
   * What would come of the sessions' merges, as far as it was tried before and nothing has moved
   * since; without those of which nothing is known, or that have nothing to merge. Starts no git.
   */
  foreseenMerges(sessions: readonly SessionMetadata[]): Promise<Map<string, ForeseenMerge>>;
  /**
   * Tries the merges of a repository's sessions for `foreseenMerges`, at low priority and as objects
   * that are gone afterwards; false where nothing has changed since, where the settings say no, and
   * where another process is at it.
   */
  speculate(repoRoot: string, options?: Cancellable): Promise<boolean>;
}
