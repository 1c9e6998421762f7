import type { Cancellable } from '../cancellable.js';
import type { CombinedMerges, ForecastStep } from '../forecast.js';
import type { MergeRequest } from '../merge.js';

export interface ForecastOptions extends Cancellable {
  /** Told of each as soon as it is known. */
  onStep?: (step: ForecastStep, index: number) => void;
  /**
   * Told of each target that something merges into. The commit and its objects stay in the
   * repository, where no ref names them; git drops them in its time.
   */
  onCombined?: (combined: CombinedMerges) => void;
  /**
   * Nobody waits for it: at low priority, and only what comes of the commits. Plans then have no
   * commits and files, and nothing is looked at that is uncommitted anywhere.
   */
  isBackground?: boolean;
}

export interface MergeForecaster {
  /**
   * Plans several merges of one repository in a row: each by itself, and after those before it that
   * go through. The objects are gone afterwards, but for those of `onCombined`; no ref, worktree or index changes, and nothing of
   * the repository but by the fetch of a request that has `refresh`.
   */
  forecast(requests: readonly MergeRequest[], options?: ForecastOptions): Promise<ForecastStep[]>;
}
