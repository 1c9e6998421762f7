import type { ConflictFiles, MergeConflict, MergePlan } from '../merge.js';

/** What git left of the conflicts of a plan. Reads only. */
export interface ConflictReader {
  /** The files of a conflict of `plan`; a submodule's is git's line that names its commit. */
  readConflict(plan: MergePlan, conflict: MergeConflict): Promise<ConflictFiles>;
  /**
   * The same of many conflicts, in their order, with a number of git processes that hardly grows;
   * of files of more than `limit` bytes it gives no content.
   */
  readConflicts(
    plan: MergePlan,
    conflicts: readonly MergeConflict[],
    limit: number,
  ): AsyncIterable<ConflictFiles>;
}
