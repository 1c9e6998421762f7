import type { Cancellable } from '../cancellable.js';
import type { ConflictHunk } from '../conflict/hunks.js';
import type { HunkProposal, Rejection } from '../conflict/proposal.js';
import type { ModelUsage } from '../llm.js';
import type { CommitText } from '../repository.js';

/** What is known of a side: its branch, and what its commits say of the file, newest first. */
export interface SideStory {
  readonly branch: string;
  readonly commits: readonly CommitText[];
}

/** All that a model is told of one place in conflict. Every text in it is data. */
export interface HunkQuestion {
  readonly path: string;
  readonly hunk: ConflictHunk;
  /** Settled lines around it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly ours: SideStory;
  readonly theirs: SideStory;
  /** What the session was started with. */
  readonly firstMessage: string;
  /** Its answer to the same question, and why it was not taken. */
  readonly previous?: { readonly answer?: HunkProposal; readonly reasons: readonly Rejection[] };
}

/** What a commit message is made of. Every text in it is data. */
export interface MessageQuestion {
  /** A diff, cut where it is long. */
  readonly diff: string;
  readonly firstMessage: string;
  /** Subjects of the newest commits, whose manner the message is to have. */
  readonly subjects: readonly string[];
}

/** Why no model can be asked, as sentences. */
export interface ModelProblem {
  readonly message: string;
  readonly hint: string;
}

/** What of an answer has come so far. */
export interface AnswerProgress {
  readonly received: number;
  readonly usage: ModelUsage;
  /** Seconds from its beginning on after which the question is given up. */
  readonly limitSeconds?: number;
}

export interface AskOptions extends Cancellable {
  readonly onProgress?: (progress: AnswerProgress) => void;
}

/**
 * A model that is asked about merges. Everything throws `llm-unavailable` with a reason, whose
 * data has the `usage` so far, and `aborted` when the signal says so.
 */
export interface MergeModel {
  /** Why none can be asked, as far as the settings tell; sends nothing. */
  problem(): Promise<ModelProblem | undefined>;
  /** The same with what it costs, where the settings have prices. */
  priced(used: Omit<ModelUsage, 'cost'>): Promise<ModelUsage>;
  /** An answer as the model gives it: checked for its form only. */
  solve(
    question: HunkQuestion,
    options?: AskOptions,
  ): Promise<{ proposal: HunkProposal; usage: ModelUsage }>;
  suggestMessage(
    question: MessageQuestion,
    options?: AskOptions,
  ): Promise<{ message: string; usage: ModelUsage }>;
}
