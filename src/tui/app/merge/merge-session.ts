/** The merge of one session: steps that are walked back and forth; each can be cancelled. */
import type { SessionMetadata } from '../../../core/session.js';
import { type MergeStep, nextStep, previousStep } from '../../model/merge-flow.js';
import type { App } from '../app.js';
import { showAfter } from './after-step.js';
import { showCheck, showVerify } from './check-step.js';
import { showCommit } from './commit-step.js';
import { showConflicts } from './conflicts-step.js';
import { type Begun, leaveDraft, resumed, saveDraft } from './drafts.js';
import { showLand } from './land-step.js';
import { lookAt } from './planning.js';
import { showPreview } from './preview-step.js';
import { MergeWalk, type Step, type StepOutcome } from './walk.js';

const STEPS: Readonly<Record<MergeStep, Step>> = {
  preview: showPreview,
  commit: showCommit,
  check: showCheck,
  conflicts: showConflicts,
  verify: showVerify,
  land: showLand,
  after: showAfter,
};

/** Starts the workflow with its preview. */
export function mergeSession(app: App, session: SessionMetadata): void {
  app.run('merge', async () => {
    await walkMerge(app, session);
  });
}

/** The workflow, where it was left or from its preview on; resolves with whether it has landed. */
export async function walkMerge(app: App, session: SessionMetadata): Promise<boolean> {
  const sequence = app.dialogs.beginSequence();
  try {
    return await walkFromStart(app, session);
  } finally {
    sequence.dispose();
  }
}

async function walkFromStart(app: App, session: SessionMetadata): Promise<boolean> {
  const begun = await resumed(app, session);
  if (begun === undefined) return false;
  if (begun !== 'clean') return walkThrough(app, begun);
  // The session's repository may have settings of its own: the first plan goes by them.
  const plan = await lookAt(app, app.sessions.planMerge(session.id));
  if (plan === undefined) return false;
  return walkThrough(app, { walk: new MergeWalk(session, plan), step: 'preview' });
}

async function walkThrough(app: App, { walk, step: first }: Begun): Promise<boolean> {
  let step: MergeStep | undefined = first;
  try {
    while (step !== undefined) {
      walk.at(step);
      await saveDraft(app, walk, step);
      const outcome: StepOutcome = await STEPS[step](app, walk);
      if (outcome === 'cancelled') await leaveDraft(app, walk);
      step = following(walk, step, outcome);
    }
    return walk.landed !== undefined;
  } finally {
    if (walk.pausedPane !== undefined) await resumeAgent(app, walk.pausedPane);
    await walk.prove(app, undefined);
  }
}

/** It may be gone by now, or gone on by itself. */
async function resumeAgent(app: App, paneId: string): Promise<void> {
  if (!app.store.state.panes.get(paneId)?.info?.isPaused) return;
  await app.link.require().resume(paneId);
}

function following(
  { plan }: MergeWalk,
  step: MergeStep,
  outcome: StepOutcome,
): MergeStep | undefined {
  switch (outcome) {
    case 'cancelled':
    case 'done':
      return undefined;
    case 'back':
      return previousStep(plan, step);
    case 'next':
      // Where nothing can be merged by now, the preview says why.
      return nextStep(plan, step) ?? 'preview';
    default:
      return outcome;
  }
}
