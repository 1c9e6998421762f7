import type { MergePlan } from '../../core/merge.js';
import { confirm } from '../prompt.js';
import { trustWords } from '../trust-words.js';
import { lookAfter, type Merging } from './look.js';
import { answered } from './refusals.js';

/**
 * On a terminal a check that is not trusted is shown, and runs where the person trusts its file;
 * else the plan stays as it is, with a check that cannot run. A file that has changed while they
 * read is shown again.
 */
export async function withTrust(merging: Merging, first: MergePlan): Promise<MergePlan> {
  const { asking, options, out, service } = merging;
  let plan = first;
  while (
    asking &&
    options.check !== false &&
    plan.check?.untrusted &&
    plan.obstacles.length === 0
  ) {
    const { file, commands } = plan.check.untrusted;
    out.note(trustWords(file, commands).join('\n'));
    if (!(await answered(plan, confirm('Trust them, and run the check?')))) return plan;
    await service.trustCheck(plan.check.untrusted);
    plan = await lookAfter(merging, plan);
  }
  return plan;
}
