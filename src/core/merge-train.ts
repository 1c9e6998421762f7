/** Sessions that are merged one after the other, up to the first that a person has to look at. */
import { untrustedCheck } from './check-words.js';
import { QtuiError } from './errors.js';
import type { MergePlan } from './merge.js';
import { count } from './text.js';

/**
 * Why a merge by this plan cannot go on without a person, as the error that a train ends with;
 * undefined where it can, also where nothing is left to merge. `title` is the session's.
 */
export function personNeeded(
  title: string,
  plan: Pick<MergePlan, 'obstacles' | 'uncommitted' | 'conflicts' | 'check' | 'isUpToDate'>,
  { skipsCheck = false }: { skipsCheck?: boolean } = {},
): QtuiError | undefined {
  const untouched = 'It was not merged.';
  const [obstacle] = plan.obstacles;
  if (obstacle !== undefined) {
    const { message, hint, paths } = obstacle;
    return new QtuiError('merge-refused', message, {
      ...{ untouched, data: { paths } },
      ...(hint !== undefined && { hint }),
    });
  }
  if (plan.uncommitted.length > 0) {
    return new QtuiError(
      'merge-refused',
      `Session "${title}" has ${count(plan.uncommitted.length, 'uncommitted file')}; the merge would leave them out.`,
      {
        untouched,
        hint: 'Commit them first; on the command line by --commit MESSAGE.',
        data: { paths: plan.uncommitted.map(({ path }) => path) },
      },
    );
  }
  const paths = [...new Set(plan.conflicts.map(({ path }) => path))];
  if (paths.length > 0) {
    return new QtuiError('merge-conflicts', `Session "${title}" ${conflictsIn(paths)}.`, {
      untouched,
      hint: 'Settle them in a merge of this session by itself.',
      data: { conflicts: plan.conflicts },
    });
  }
  const { untrusted } = plan.check ?? {};
  const isChecked = untrusted !== undefined && !plan.isUpToDate && !skipsCheck;
  return isChecked ? untrustedCheck(untrusted.file.path) : undefined;
}

/** Names that are told; the rest is counted. */
const NAMED = 3;

function conflictsIn(paths: readonly string[]): string {
  const rest = paths.length - NAMED;
  return `conflicts in ${paths.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
