/** A merge that a person walks through: what was planned, chosen and proved on the way. */
import type { AcceptedFailure, CheckRecord } from '../../../core/check-record.js';
import type {
  LandedMerge,
  MergePlan,
  MergeStrategy,
  Resolution,
  VerifiedMerge,
} from '../../../core/merge.js';
import type { BegunFile, CommitWish, MergeDraft } from '../../../core/merge-draft.js';
import type { Oid } from '../../../core/repository.js';
import type { SessionMetadata } from '../../../core/session.js';
import type { StepPlace } from '../../dialogs/merge/step-dialog.js';
import { type MergeStep, previousStep, shownSteps } from '../../model/merge-flow.js';
import type { App } from '../app.js';

/** What a step comes to; a step by name goes there, whatever is between. */
export type StepOutcome = 'next' | 'back' | 'cancelled' | 'done' | MergeStep;

/** One step of the walk: asks the person, acts, and says where it goes on. Failures are thrown. */
export type Step = (app: App, walk: MergeWalk) => Promise<StepOutcome>;

/** A merge whose check has passed, and the message that it was built with. */
export interface ProvedMerge {
  readonly merge: VerifiedMerge;
  readonly message: string;
}

export class MergeWalk {
  readonly session: SessionMetadata;
  #plan: MergePlan;
  /** What the person has chosen in place of the settings. */
  strategy: MergeStrategy | undefined;
  target: string | undefined;
  resolutions: readonly Resolution[] = [];
  begun: readonly BegunFile[] = [];
  /** Message of the merge commit, once it was changed. */
  message: string | undefined;
  /** The commit that is to be made first, once the person has changed what is proposed. */
  commit: CommitWish | undefined;
  /** The person does without the check of this plan. */
  skipsCheck = false;
  /** The failure of its check that the person lands it with. */
  acceptedFailure: AcceptedFailure | undefined;
  /** The check of the session's own work. */
  workCheck: { sourceOid: Oid; record: CheckRecord } | undefined;
  /** The session's agent, where it was paused for this. */
  pausedPane: string | undefined;
  /** What was decided is on disk. */
  hasDraft = false;
  #proved: ProvedMerge | undefined;
  /** Said by the next preview, once. */
  news: string[] = [];
  readonly #walked = new Set<MergeStep>();
  /** The upstream was asked in this walk already. */
  isFresh = false;
  landed: LandedMerge | undefined;

  constructor(session: SessionMetadata, plan: MergePlan) {
    this.session = session;
    this.#plan = plan;
  }

  /** There is something that the person would have to do again. */
  get hasDecided(): boolean {
    const isTyped =
      this.message !== undefined || this.commit !== undefined || this.acceptedFailure !== undefined;
    return isTyped || this.resolutions.length + this.begun.length > 0;
  }

  /** Takes over what was decided before, as far as the plan has it. */
  goOn({ strategy, target, message, commit, begun = [] }: MergeDraft): void {
    this.begun = begun;
    this.strategy = strategy;
    this.target = target;
    this.message = message;
    this.commit = commit;
    this.resolutions = this.#plan.request.resolutions ?? [];
  }

  get plan(): MergePlan {
    return this.#plan;
  }

  /** The merge that was checked, as long as the plan is still the one that it was built from. */
  get proved(): ProvedMerge | undefined {
    return this.#proved;
  }

  /** Takes another plan; what was proved of another result is let go of. */
  async take(app: App, plan: MergePlan): Promise<void> {
    const isSame = plan === this.#plan || isSameResult(plan, this.#plan);
    this.#plan = plan;
    this.resolutions = plan.request.resolutions ?? [];
    if (isSame) return;
    this.skipsCheck = false;
    this.acceptedFailure = undefined;
    await this.prove(app, undefined);
  }

  /** Remembers a checked merge in place of the one before, which is discarded. */
  async prove(app: App, proved: ProvedMerge | undefined): Promise<void> {
    const former = this.#proved;
    this.#proved = proved;
    if (former) await app.sessions.discardMerge(former.merge.built);
  }

  /** The checked merge, for whoever lands it: it is not discarded any more. */
  handOver(): ProvedMerge | undefined {
    const proved = this.#proved;
    this.#proved = undefined;
    return proved;
  }

  at(step: MergeStep): void {
    this.#walked.add(step);
  }

  /** For the header of a step's dialog. */
  place(step: MergeStep, plan: MergePlan = this.#plan): StepPlace {
    return {
      step,
      steps: shownSteps(plan, new Set([...this.#walked, step])),
      hasBack: previousStep(plan, step) !== undefined,
    };
  }
}

function isSameResult(one: MergePlan, other: MergePlan): boolean {
  return (
    one.sourceOid === other.sourceOid &&
    one.targetOid === other.targetOid &&
    one.ontoOid === other.ontoOid &&
    one.resultTree === other.resultTree &&
    one.request.strategy === other.request.strategy &&
    one.request.target === other.request.target &&
    JSON.stringify(one.check) === JSON.stringify(other.check)
  );
}
