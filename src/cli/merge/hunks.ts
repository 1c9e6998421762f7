import type { MergeConflict, MergePlan } from '../../core/merge.js';
import type { SessionService } from '../../core/ports/sessions.js';

/** A conflict as `--json` tells it: of text, with the number of places in conflict. */
export type CountedConflict = MergeConflict & { hunks?: number };

/** The conflicts of the plan, each with its number of places where that is known. */
export async function withHunks(
  service: SessionService,
  plan: MergePlan,
): Promise<CountedConflict[]> {
  const counts = await service.countHunks(plan, plan.conflicts);
  return plan.conflicts.map((conflict, index) => {
    const hunks = counts[index];
    return hunks === undefined ? conflict : { ...conflict, hunks };
  });
}
