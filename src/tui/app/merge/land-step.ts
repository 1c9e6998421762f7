/** The landing: the last step before it changes nothing. */
import { toQtuiError } from '../../../core/errors.js';
import type { LandedMerge } from '../../../core/merge.js';
import { commandWords, printable } from '../../../core/text.js';
import { type CheckStanding, landStep } from '../../dialogs/merge/land.js';
import { Said, showError, waitFor } from '../../dialogs/simple.js';
import { hasConflicts } from '../../model/merge-flow.js';
import type { App } from '../app.js';
import { KeptDraft } from './drafts.js';
import { messageOf } from './message.js';
import { planAgain } from './planning.js';
import type { MergeWalk, ProvedMerge, StepOutcome } from './walk.js';

export async function showLand(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const kept = new KeptDraft(app, walk, 'land');
  const answer = await app.dialogs.open(
    landStep({
      place: walk.place('land'),
      plan: walk.plan,
      message: walk.message ?? walk.plan.suggestedMessage,
      onMessage: (message) => {
        walk.message = message;
        kept.keepTyped();
      },
      standing: standingOf(walk),
      undo: 'Its former tip is kept: afterwards qtui undo takes the merge back.',
    }),
  );
  await kept.saved();
  if (answer === undefined) return 'cancelled';
  return answer === 'back' ? 'back' : land(app, walk);
}

function standingOf({
  plan: { check },
  proved,
  skipsCheck,
  acceptedFailure,
}: MergeWalk): CheckStanding {
  if (check === undefined) return { words: 'No check is set for it.', role: 'muted' };
  const command = commandWords(check.command);
  if (proved) return { words: `${command} has passed on this very result.`, role: 'done' };
  if (acceptedFailure) {
    return { words: `${command} has not passed on it: it lands all the same.`, role: 'warning' };
  }
  return skipsCheck
    ? { words: `It lands without the check ${command}.`, role: 'warning' }
    : { words: `${command} runs first, and must pass.`, role: 'normal' };
}

async function land(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { session, plan } = walk;
  const target = printable(plan.request.target);
  const abort = new AbortController();
  const { signal } = abort;
  const said = new Said();
  const work = readyToLand(app, walk, said, signal).then(({ merge }) =>
    app.sessions.landMerge(session.id, merge, { signal }),
  );
  const settings = {
    title: 'Merge',
    text: `Merging into ${target} …`,
    said,
    doing: 'merge',
    abort,
  };
  let landed: LandedMerge | undefined;
  try {
    landed = await waitFor(app.dialogs, settings, work);
  } catch (thrown) {
    return refused(app, walk, thrown);
  }
  app.repositoryChanged.fire();
  app.reader.refresh();
  if (landed === undefined) {
    app.notify(`Stopped: ${target} was not changed.`);
    return 'land';
  }
  walk.landed = landed;
  walk.hasDraft = false;
  return 'after';
}

/** The merge that was checked; built anew where there is none, or its message is another by now. */
async function readyToLand(
  app: App,
  walk: MergeWalk,
  said: Said,
  signal: AbortSignal,
): Promise<ProvedMerge> {
  const message = messageOf(walk);
  if (walk.proved?.message === message) return walk.handOver() as ProvedMerge;
  await walk.prove(app, undefined);
  const built = await app.sessions.buildMerge(walk.plan, { message, signal });
  const merge = await app.sessions.verifyMerge(built, {
    signal,
    skipCheck: walk.skipsCheck,
    ...(walk.acceptedFailure && { acceptFailure: walk.plan.request.target }),
    onOutput: (line) => said.say(line),
  });
  app.notifyWarnings(merge.check?.warnings ?? []);
  return { merge, message };
}

/** Nothing has landed: says why, and where the walk goes on. */
async function refused(app: App, walk: MergeWalk, thrown: unknown): Promise<StepOutcome> {
  const error = toQtuiError(thrown, 'merge');
  if (error.code === 'branch-moved') {
    const { target } = walk.plan.request;
    walk.news.push(
      `${printable(target)} has moved since it was looked at: nothing was merged. ` +
        'This is how things are now; what you have chosen is kept where it still fits.',
    );
    return (await planAgain(app, walk)) ? 'preview' : 'cancelled';
  }
  await showError(app.dialogs, error);
  if (error.code === 'check-failed') return hasConflicts(walk.plan) ? 'verify' : 'check';
  return lookAnew(app, walk);
}

/** What is in the way now was not there when it was planned: the preview is to tell of it. */
async function lookAnew(app: App, walk: MergeWalk): Promise<StepOutcome> {
  try {
    return (await planAgain(app, walk)) ? 'preview' : 'cancelled';
  } catch (thrown) {
    app.notifyError(toQtuiError(thrown, 'preview the merge'));
    return 'cancelled';
  }
}
