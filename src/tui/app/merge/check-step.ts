/** The check of what would land, in a scratch worktree; its output is seen as it comes. */
import { checkWords } from '../../../core/check-words.js';
import type { PlannedCheck, VerifiedMerge } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import { checkStep } from '../../dialogs/merge/check.js';
import { stepDialog } from '../../dialogs/merge/step-dialog.js';
import { blankLine, Menu, paragraph } from '../../dialogs/widget.js';
import { hasConflicts } from '../../model/merge-flow.js';
import type { App } from '../app.js';
import { messageOf } from './message.js';
import type { MergeWalk, StepOutcome } from './walk.js';

/** Checks the merged result; the same result is not checked twice. */
export async function showCheck(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { check } = walk.plan;
  if (check === undefined) return 'next';
  if (check.untrustedFile !== undefined) return askWithout(app, walk, check);
  const { plan } = walk;
  const step = hasConflicts(plan) ? 'verify' : 'check';
  const message = messageOf(walk);
  const answer = await app.dialogs.open(
    checkStep<VerifiedMerge>({
      place: walk.place(step),
      title: 'Check',
      subject: `On what ${printable(plan.request.target)} would be after the merge:`,
      command: check.command,
      run: async ({ onOutput, signal }) => {
        const built = await app.sessions.buildMerge(plan, { message, signal });
        const merge = await app.sessions.verifyMerge(built, { onOutput, signal });
        await walk.prove(app, { merge, message });
        return merge;
      },
      passed: () => 'Nothing but this result will land.',
      options: {
        allTheSame: { value: 'all-the-same', label: 'Go on without it' },
        without: { value: 'without', label: 'Go on without it' },
      },
    }),
  );
  if (answer === undefined) return 'cancelled';
  if (answer === 'back') return 'back';
  walk.skipsCheck = answer.kind !== 'passed';
  if (answer.kind === 'passed') app.notifyWarnings(answer.proof.check?.warnings ?? []);
  return 'next';
}

/** Of a check that cannot run: the merge can do without. */
async function askWithout(app: App, walk: MergeWalk, check: PlannedCheck): Promise<StepOutcome> {
  const menu = new Menu<'back' | 'without'>([
    { value: 'back', label: 'Go back' },
    { value: 'without', label: 'Go on without the check' },
  ]);
  const widgets = [
    paragraph(`${checkWords(check)}.`, 'warning'),
    paragraph('`qtui trust` shows it, and lets you decide.', 'muted'),
    blankLine(),
    menu,
  ];
  const dialog = stepDialog<'without'>(() => walk.place('check'), {
    title: 'The check is not trusted',
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter chooses',
    onEnter: (self) => self.finish(menu.value),
  });
  const answer = await app.dialogs.open(dialog);
  if (answer === undefined) return 'cancelled';
  walk.skipsCheck = answer === 'without';
  return answer === 'without' ? 'next' : 'back';
}
