import { QtuiError } from '../../core/errors.js';
import type { MergePlan } from '../../core/merge.js';
import { count } from '../../core/text.js';
import { interruptible } from '../interrupt.js';
import { choose } from '../prompt.js';
import { lookAfter, type Merging } from './look.js';
import { needsYes, stopped } from './refusals.js';

/** Commits the session's uncommitted work where that is wanted; resolves with the plan then. */
export async function withCommit(merging: Merging, plan: MergePlan): Promise<MergePlan> {
  const { out, service, id, options, asking } = merging;
  if (plan.uncommitted.length === 0) return plan;
  if (options.commit !== undefined && options.yes !== true && !asking) throw needsYes();
  const message = options.commit ?? (await askToCommit(plan, asking));
  if (message === undefined) return plan;
  await interruptible(async (signal) => {
    const commit = await service.commitForMerge(id, {
      message,
      signal,
      ...(options.sign !== undefined && { sign: options.sign }),
    });
    out.note(`Committed ${count(plan.uncommitted.length, 'file')} as ${commit.slice(0, 10)}.`);
    // A cancel that came too late for the commit, as in a hook after it, holds for what follows.
    if (!signal.aborted) return;
    throw new QtuiError('aborted', 'Cancelled after the commit.', {
      untouched: 'Nothing was merged.',
    });
  });
  return lookAfter(merging, plan);
}

/** The message to commit uncommitted work with; undefined to leave the work out of the merge. */
async function askToCommit(plan: MergePlan, asking: boolean): Promise<string | undefined> {
  const files = count(plan.uncommitted.length, 'uncommitted file');
  if (!asking) {
    throw new QtuiError(
      'merge-refused',
      `The session has ${files}; the merge would leave them out.`,
      {
        untouched: 'Nothing was changed.',
        hint: 'Add --commit MESSAGE to commit them first.',
        data: { paths: plan.uncommitted.map(({ path }) => path) },
      },
    );
  }
  const answer = await choose(`The session has ${files}.`, [
    { value: 'commit', key: 'c', label: 'commit them and merge' },
    { value: 'leave', key: 'l', label: 'merge without them' },
    { value: 'stop', key: 's', label: 'stop' },
  ]);
  if (answer === 'stop') throw stopped();
  return answer === 'commit' ? plan.suggestedMessage : undefined;
}
