import type { MergeConflict, MergePlan } from '../merge.js';
import type { Oid } from '../repository.js';

/** How people settled conflicts before, as git keeps it (rerere). */
export interface ConflictMemory {
  /**
   * How this conflict was settled before, as content for a resolution; undefined where git does not
   * know it. What git remembers, and all else, stays as it is.
   */
  remembered(plan: MergePlan, conflict: MergeConflict): Promise<Oid | undefined>;
  /**
   * Lets git remember how the plan's text conflicts were settled, where `rerere.enabled`, or what
   * it has remembered until now, says that it is to; what it knows already stays.
   */
  remember(plan: MergePlan): Promise<void>;
}
