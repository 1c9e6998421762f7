import type { Cancellable } from '../cancellable.js';
import type { ForecastStep } from '../forecast.js';
import type { MergeRequest } from '../merge.js';

export interface MergeForecaster {
  /**
   * Plans several merges of one repository in a row: each by itself, and after those before it that
   * go through. The objects are gone afterwards; no ref, worktree or index changes, and nothing of
   * the repository but by the fetch of a request that has `refresh`.
   */
  forecast(
    requests: readonly MergeRequest[],
    options?: { onStep?: (step: ForecastStep, index: number) => void } & Cancellable,
  ): Promise<ForecastStep[]>;
}
