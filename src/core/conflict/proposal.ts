import type { QtuiError, Warning } from '../errors.js';
import type { ModelUsage } from '../llm.js';

/** A line of a side that an answer leaves out on purpose. */
export interface DroppedLine {
  readonly line: string;
  readonly side: 'ours' | 'theirs';
  readonly reason: string;
}

export const CONFIDENCES = ['low', 'medium', 'high'] as const;

/** A model's answer to one hunk; nothing of it is true because the model says so. */
export interface HunkProposal {
  /** Lines with ends, for an answer `{lines}`. */
  readonly lines: readonly string[];
  readonly explanation: string;
  readonly dropped: readonly DroppedLine[];
  readonly confidence: (typeof CONFIDENCES)[number];
}

/** Why an answer is not taken. */
export interface Rejection {
  readonly code:
    | 'markers'
    | 'lost-line'
    | 'not-dropped'
    | 'no-reason'
    | 'outside'
    | 'left-out'
    | 'empty'
    | 'characters'
    | 'too-large'
    | 'syntax'
    /** What the model gave is no answer. */
    | 'truncated'
    | 'refused'
    | 'unreadable';
  /** As a sentence, for the person and for the model; lines and names in it are data. */
  readonly message: string;
}

/** What came of asking for one hunk, which is named by its index. */
export type HunkOutcome = { readonly hunk: number; readonly attempts: number } & (
  | { readonly kind: 'accepted'; readonly proposal: HunkProposal }
  /** Left to the person; the last answer is there where it could be read. */
  | {
      readonly kind: 'rejected';
      readonly reasons: readonly Rejection[];
      readonly proposal?: HunkProposal;
    }
  /** There was no answer: `llm-unavailable`. */
  | { readonly kind: 'failed'; readonly error: QtuiError }
);

/** What a model makes of a file in conflict; nothing is changed by it. */
export interface ConflictProposal {
  readonly path: string;
  /** In the order of the hunks that were asked for. */
  readonly outcomes: readonly HunkOutcome[];
  /**
   * Whether the file parses with what is accepted; `unknown` where nobody can tell, where a side
   * did not parse before, or where nothing is accepted.
   */
  readonly syntax: 'parses' | 'fails' | 'unknown';
  readonly usage: ModelUsage;
  readonly warnings: readonly Warning[];
}

/** How far a proposal is; `usage` is that of all hunks so far. */
export interface ProposalProgress {
  readonly hunk: number;
  /** Of the hunks asked for: this one's place from 1 on, and how many there are. */
  readonly place: number;
  readonly of: number;
  /** 2 where the model is told why its first answer was not taken. */
  readonly attempt: number;
  readonly step: 'asking' | 'answering' | 'checking' | 'done';
  /** Characters of the answer that have come. */
  readonly received: number;
  /** Seconds that the model has for the answer, told once the question is under way. */
  readonly limitSeconds?: number;
  readonly usage: ModelUsage;
}
