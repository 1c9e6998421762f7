/** What was decided in a merge outlives the screen: to go on with, or to start clean. */
import { isDeepStrictEqual } from 'node:util';
import { type AcceptedFailure, failureOf } from '../../../core/check-record.js';
import { toQtuiError } from '../../../core/errors.js';
import type { MergePlan } from '../../../core/merge.js';
import {
  type BegunFile,
  draftOf,
  isForSameSides,
  type SavedMergeDraft,
} from '../../../core/merge-draft.js';
import { conflictSides } from '../../../core/resolution.js';
import type { SessionMetadata } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { ask } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { isOnTheWay, type MergeStep, STEP_TITLES } from '../../model/merge-flow.js';
import type { App } from '../app.js';
import { ageWords } from '../tidy/undo-last.js';
import { lookAt, lostWords } from './planning.js';
import { MergeWalk } from './walk.js';

/** ms after which what was typed is saved. */
const TYPING_TIME = 300;

/** Saves where one is, unless nothing was decided and nothing was left behind. */
export async function saveDraft(app: App, walk: MergeWalk, step: MergeStep): Promise<void> {
  if (step === 'after' || (step === 'preview' && !walk.hasDecided && !walk.hasDraft)) return;
  await tried(app, async () => {
    const { session, plan, message, commit, resolutions, begun, acceptedFailure } = walk;
    // Answers are kept as they are given, before there is a plan with them.
    const draft = {
      ...{ ...draftOf(plan, step, message), resolutions, begun },
      ...(commit !== undefined && { commit }),
      ...(acceptedFailure && { acceptedFailure }),
    };
    walk.hasDraft = await app.sessions.saveMergeDraft(session.id, draft);
  });
}

/** What the person decides in one step is on disk soon after, one save at a time. */
export class KeptDraft {
  readonly #app: App;
  readonly #walk: MergeWalk;
  readonly #step: MergeStep;
  #saving: Promise<void> | undefined;
  #typed: NodeJS.Timeout | undefined;
  #isDue = false;

  constructor(app: App, walk: MergeWalk, step: MergeStep) {
    this.#app = app;
    this.#walk = walk;
    this.#step = step;
  }

  /** To be called after each decision. */
  keep(): void {
    clearTimeout(this.#typed);
    this.#typed = undefined;
    this.#isDue = true;
    this.#saving ??= this.#save();
  }

  /** To be called after each key of a text: what is typed in one go is saved at once. */
  keepTyped(): void {
    this.#typed ??= setTimeout(() => this.keep(), TYPING_TIME);
  }

  /** Everything is on disk, and nothing is written any more. */
  async saved(): Promise<void> {
    if (this.#typed) this.keep();
    await this.#saving;
  }

  async #save(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await saveDraft(this.#app, this.#walk, this.#step);
    }
    this.#saving = undefined;
  }
}

/** On leaving before the landing: what was decided is kept, and said so. */
export async function leaveDraft(app: App, walk: MergeWalk): Promise<void> {
  if (!walk.hasDraft) return;
  if (walk.hasDecided) {
    app.notify(
      `Nothing was merged. What you have decided is kept: ${app.leader} m goes on with it.`,
    );
    return;
  }
  await tried(app, () => app.sessions.dropMergeDraft(walk.session.id));
}

/** A draft that cannot be written is told, and the merge goes on without. */
async function tried(app: App, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    app.notifyError(toQtuiError(thrown, 'keep what was decided'));
  }
}

export interface Begun {
  walk: MergeWalk;
  step: MergeStep;
}

/**
 * Where a merge was left, if the person wants to go on there; `clean` where there is none, or they
 * do not. Undefined when they leave.
 */
export async function resumed(
  app: App,
  session: SessionMetadata,
): Promise<Begun | 'clean' | undefined> {
  const { draft, warnings } = await app.sessions.mergeDraft(session.id);
  app.notifyWarnings(warnings);
  if (draft === undefined || draft.source !== session.worktreeInfo?.branch) return 'clean';
  const answer = await askWhere(app, draft);
  if (answer === undefined) return undefined;
  if (answer === 'clean') {
    await app.sessions.dropMergeDraft(session.id);
    return 'clean';
  }
  const found = await lookAt(app, app.sessions.resumeMerge(session.id, draft));
  if (!found) return undefined;
  const { plan, lost, moved } = found;
  const walk = new MergeWalk(session, plan);
  walk.hasDraft = true;
  walk.goOn(draft);
  if (moved.length > 0) walk.news.push(movedWords(draft, moved));
  const answers = lost.length + lostFiles(plan, walk.begun);
  if (answers > 0) walk.news.push(lostWords(answers));
  await takeUpAcceptance(app, walk, draft.acceptedFailure);
  const isAsLeft = walk.news.length === 0 && isOnTheWay(plan, draft.step);
  return { walk, step: isAsLeft ? draft.step : 'preview' };
}

/** A failure that was accepted is so as long as it is the last word of the check on this result. */
async function takeUpAcceptance(
  app: App,
  walk: MergeWalk,
  accepted: AcceptedFailure | undefined,
): Promise<void> {
  if (accepted === undefined) return;
  const { check, resultTree = '' } = walk.plan;
  const { records } = await app.sessions.checks(walk.session.id);
  const failure = check && failureOf(records, resultTree, check.command);
  if (isDeepStrictEqual(failure, accepted)) walk.acceptedFailure = accepted;
  else walk.news.push('You have accepted the failure of a check, but of another result or run.');
}

/** How many half settled files are to be settled anew, as far as the plan has come to them. */
function lostFiles({ conflicts }: MergePlan, begun: readonly BegunFile[]): number {
  const now = conflicts.map(conflictSides);
  const isFar = ({ commit }: BegunFile) => now.every((each) => each.commit !== commit);
  return begun.filter((file) => {
    const fits = now.some((sides) => isForSameSides(file, sides));
    return !fits && (file.commit === undefined || !isFar(file));
  }).length;
}

function movedWords(
  { source, target }: SavedMergeDraft,
  moved: readonly ('source' | 'target')[],
): string {
  const names = moved.map((each) => printable(each === 'source' ? source : target));
  return `${names.join(' and ')} moved since: this is how things are now.`;
}

function askWhere(app: App, draft: SavedMergeDraft): Promise<'go-on' | 'clean' | undefined> {
  const { source, target, strategy, resolutions, begun = [], message, commit, step, time } = draft;
  const accepted = draft.acceptedFailure && 'You have accepted that its check has failed.';
  const settled =
    resolutions.length > 0 ? `, ${count(resolutions.length, 'conflict')} settled` : '';
  const half = begun.length > 0 ? `, ${count(begun.length, 'file')} half settled` : '';
  const typed = message === undefined ? '' : ', a message of yours';
  const wish = commit === undefined ? '' : ', a commit not made yet';
  return ask(app.dialogs, {
    title: 'Go on with the merge?',
    body: [
      paragraph(`${printable(source)} into ${printable(target)} by ${strategy}.`, 'strong'),
      paragraph(
        `Begun ${ageWords(time)}, left at ${STEP_TITLES[step]}${settled}${half}${wish}${typed}.`,
      ),
      ...(accepted ? [paragraph(accepted, 'warning')] : []),
      paragraph('Nothing of it was merged.', 'muted'),
    ],
    selected: 'go-on',
    options: [
      { value: 'go-on', label: 'Go on where you stopped' },
      { value: 'clean', label: 'Start clean', note: 'What was decided is dropped.' },
    ],
  });
}
