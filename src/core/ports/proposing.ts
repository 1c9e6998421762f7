/** What a model may propose in a merge; a person takes it or leaves it. */
import type { Cancellable } from '../cancellable.js';
import type { HunkAnswers } from '../conflict/hunks.js';
import type { ConflictProposal, ProposalProgress } from '../conflict/proposal.js';
import type { ModelUsage } from '../llm.js';
import type { MergeConflict, MergePlan } from '../merge.js';
import type { ModelProblem } from './merge-model.js';
import type { SyntaxVerdict } from './syntax-checker.js';

export interface ProposalOptions extends Cancellable {
  /** Indices of the hunks that are asked for; all of the file without. */
  hunks?: readonly number[];
  /**
   * Answers that hold for other hunks already, by index: with them the whole file's syntax is
   * checked, as soon as every hunk has one.
   */
  answers?: HunkAnswers;
  onProgress?: (progress: ProposalProgress) => void;
}

/** A conflict of text that is to be asked about. */
export interface AskedConflict {
  readonly conflict: MergeConflict;
  /** Indices of the hunks that are meant; all of the file without. */
  readonly hunks?: readonly number[];
}

export interface AskingBound {
  /** Places in conflict; each is asked about once, or once more with the reasons. */
  readonly hunks: number;
  readonly usage: ModelUsage;
}

export interface SuggestedMessage {
  message: string;
  usage: ModelUsage;
}

export interface ProposingService {
  /**
   * Asks the model for every hunk of a text conflict (`contents`, `add/add`) and checks what it
   * answers; what does not pass is asked for once more, with the reasons, and then left to the
   * person. Changes nothing. Throws `resolution-refused` for conflicts that are never a model's and
   * for files that may hold secrets, `llm-unavailable` where no hunk got an answer. A cancel leaves the
   * outcomes that there are, where one is accepted, else it throws `aborted`.
   */
  proposeResolution(
    plan: MergePlan,
    conflict: MergeConflict,
    options?: ProposalOptions,
  ): Promise<ConflictProposal>;
  /**
   * A message for the session's uncommitted work (all of it, or the named paths), made of its diff
   * and the first message; files that may hold secrets are left out of what is sent. Throws
   * `llm-unavailable`, `aborted`.
   */
  suggestCommitMessage(
    id: string,
    options?: { paths?: readonly string[] } & Cancellable,
  ): Promise<SuggestedMessage>;
  /** Whether the settings want `suggestCommitMessage` before the person asks for it. */
  suggestsMessages(directory: string): Promise<boolean>;
  /**
   * Whether a file parses as it is settled, by whomever; `unknown` also where it did not on a side
   * before. Throws `aborted`.
   */
  settledSyntax(
    plan: MergePlan,
    conflict: MergeConflict,
    bytes: Uint8Array,
    options?: Cancellable,
  ): Promise<SyntaxVerdict>;
  /** What asking about these may use at most, roughly: each place twice, at the settings' prices. */
  boundOfAsking(plan: MergePlan, asked: readonly AskedConflict[]): Promise<AskingBound>;
  /** Why no model can be asked, as far as the settings tell; undefined where one can. */
  modelProblem(): Promise<ModelProblem | undefined>;
}
