import { conflictTextOf } from '../../core/conflict/hunks.js';
import type { MergeConflict, MergePlan } from '../../core/merge.js';
import type { SessionService } from '../../core/ports/sessions.js';

/** A conflict as `--json` tells it: of text, with the number of places in conflict. */
export type CountedConflict = MergeConflict & { hunks?: number };

/** Conflicts whose text is looked into. */
const MOST_READ = 200;
const AT_ONCE = 4;

/** The conflicts of the plan; of many, or of text that has no such places, without the number. */
export async function withHunks(
  service: SessionService,
  plan: MergePlan,
): Promise<CountedConflict[]> {
  const counted: CountedConflict[] = [...plan.conflicts];
  for (let start = 0; start < Math.min(counted.length, MOST_READ); start += AT_ONCE) {
    const some = plan.conflicts.slice(start, start + AT_ONCE);
    const hunks = await Promise.all(some.map((conflict) => countHunks(service, plan, conflict)));
    for (const [index, conflict] of some.entries()) {
      const amount = hunks[index];
      if (amount !== undefined) counted[start + index] = { ...conflict, hunks: amount };
    }
  }
  return counted;
}

async function countHunks(
  service: SessionService,
  plan: MergePlan,
  conflict: MergeConflict,
): Promise<number | undefined> {
  if (conflict.markedOid === undefined) return undefined;
  const files = await service.readConflict(plan, conflict);
  return conflictTextOf(files)?.hunks.length;
}
