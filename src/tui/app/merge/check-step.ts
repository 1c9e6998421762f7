/** Checks in a scratch worktree: of the merged result, or first of the session's work alone. */
import { type AcceptedFailure, type CheckRecord, failureOf } from '../../../core/check-record.js';
import { QtuiError } from '../../../core/errors.js';
import type { PlannedCheck, VerifiedMerge } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import { checkStep, elapsedWords } from '../../dialogs/merge/check.js';
import { hasConflicts } from '../../model/merge-flow.js';
import type { App } from '../app.js';
import { ageWords } from '../tidy/undo-last.js';
import { askForTrust } from './ask-for-trust.js';
import { confirmByTarget } from './confirm-by-target.js';
import { messageOf } from './message.js';
import type { MergeWalk, StepOutcome } from './walk.js';

/** With conflicts to settle first there is no result yet: the session's own work is checked. */
export async function showCheck(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { check } = walk.plan;
  if (check === undefined) return 'next';
  if (check.untrusted !== undefined) return askForTrust(app, walk, check.untrusted);
  return hasConflicts(walk.plan)
    ? checkWork(app, walk, check)
    : checkResult(app, walk, 'check', check);
}

/** The result, once its conflicts are settled. */
export async function showVerify(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { check, conflicts } = walk.plan;
  if (conflicts.length > 0) return 'conflicts';
  return check === undefined ? 'next' : checkResult(app, walk, 'verify', check);
}

async function checkResult(
  app: App,
  walk: MergeWalk,
  step: 'check' | 'verify',
  { command }: PlannedCheck,
): Promise<StepOutcome> {
  const { plan } = walk;
  const message = messageOf(walk);
  const answer = await app.dialogs.open(
    checkStep<VerifiedMerge>({
      ...{ command, place: walk.place(step), known: walk.proved?.merge },
      title: step === 'check' ? 'Check' : 'Verify',
      subject: `On what ${printable(plan.request.target)} would be after the merge:`,
      run: async ({ onOutput, signal, again }) => {
        const built = await app.sessions.buildMerge(plan, { message, signal });
        const merge = await app.sessions.verifyMerge(built, { onOutput, signal, again });
        await walk.prove(app, { merge, message });
        return merge;
      },
      passed: ({ check }) => passedWords(check?.durationMs, check?.earlier),
      options: {
        allTheSame: { value: 'all-the-same', label: 'Merge all the same …' },
        without: { value: 'without', label: 'Go on; it has to pass before it lands' },
      },
    }),
  );
  if (answer === undefined) return 'cancelled';
  if (answer === 'back') return 'back';
  walk.acceptedFailure = undefined;
  if (answer.kind === 'passed') app.notifyWarnings(answer.proof.check?.warnings ?? []);
  if (answer.kind !== 'all-the-same') return 'next';
  walk.acceptedFailure = await accepted(app, walk, command);
  return walk.acceptedFailure ? 'next' : step;
}

/** What was typed holds for this failure on this content, also after the screen was left. */
async function accepted(
  app: App,
  { session, plan }: MergeWalk,
  command: readonly string[],
): Promise<AcceptedFailure | undefined> {
  if (!(await confirmByTarget(app, plan))) return undefined;
  const { records } = await app.sessions.checks(session.id);
  const failure = failureOf(records, plan.resultTree ?? '', command);
  if (!failure) app.notify('This failure is not on record: run the check again.', 'warning');
  return failure;
}

async function checkWork(
  app: App,
  walk: MergeWalk,
  { command }: PlannedCheck,
): Promise<StepOutcome> {
  const { session, plan } = walk;
  const known = walk.workCheck;
  const answer = await app.dialogs.open(
    checkStep<CheckRecord>({
      ...{ command, place: walk.place('check'), title: 'Check' },
      subject: `On the last commit of ${printable(plan.request.source)}, before conflicts are settled:`,
      known: known?.sourceOid === plan.sourceOid ? known.record : undefined,
      run: async ({ onOutput, signal }) => {
        const record = await app.sessions.checkWork(session.id, { onOutput, signal });
        if (record.outcome !== 'passed') throw notPassed(record);
        walk.workCheck = { sourceOid: plan.sourceOid, record };
        return record;
      },
      passed: ({ durationMs }) => passedWords(durationMs, undefined),
      options: {
        allTheSame: {
          value: 'all-the-same',
          label: 'Go on to the conflicts',
          note: 'What is merged is checked again, and only that counts.',
        },
        without: { value: 'without', label: 'Go on to the conflicts' },
      },
    }),
  );
  if (answer === undefined) return 'cancelled';
  return answer === 'back' ? 'back' : 'next';
}

function passedWords(durationMs: number | undefined, earlier: string | undefined): string {
  const took = durationMs === undefined ? '' : ` in ${elapsedWords(durationMs)}`;
  return earlier === undefined
    ? `Passed${took}.`
    : `Passed on exactly this content ${ageWords(earlier)}${took}: it need not run again.`;
}

/** The output that says why is in sight. */
function notPassed({ outcome, exitCode }: CheckRecord): QtuiError {
  const how =
    outcome === 'timeout' ? 'did not end in its time.' : `failed with code ${exitCode ?? '?'}.`;
  return new QtuiError('check-failed', `The check ${how}`);
}
