import { conflictTextOf } from '../../../core/conflict/hunks.js';
import type { MergeConflict, MergePlan } from '../../../core/merge.js';
import type { SessionDependencies } from '../../dependencies.js';

/** Conflicts whose text is looked into. */
const MOST_READ = 2000;
/** Bytes of a text beyond which its places are not counted. */
const LONGEST = 1024 * 1024;

/** See `SessionService.countHunks`. Of very many conflicts, and of long texts, none are counted. */
export async function countHunks(
  { git }: SessionDependencies,
  plan: MergePlan,
  conflicts: readonly MergeConflict[],
): Promise<(number | undefined)[]> {
  const counts: (number | undefined)[] = conflicts.map(() => undefined);
  const texts = [...conflicts.keys()]
    .filter((index) => conflicts[index]?.markedOid !== undefined)
    .slice(0, MOST_READ);
  const some = texts.flatMap((index) => conflicts[index] ?? []);
  const places = texts.values();
  for await (const files of git.merges.readConflicts(plan, some, LONGEST)) {
    const { value: index } = places.next();
    if (index !== undefined) counts[index] = conflictTextOf(files)?.hunks.length;
  }
  return counts;
}
