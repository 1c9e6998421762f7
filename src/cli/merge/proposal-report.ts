import type { ConflictProposal, HunkOutcome } from '../../core/conflict/proposal.js';
import type { ModelUsage } from '../../core/llm.js';

/** What became of a conflict that a model was asked about, as `--json` tells it. */
export interface ProposalReport {
  path: string;
  isTaken: boolean;
  outcomes: readonly ReturnType<typeof outcomeJson>[];
  syntax?: ConflictProposal['syntax'];
  usage: ModelUsage;
  reason?: string;
  /** What was not looked at, in words. */
  warnings?: readonly string[];
}

/** An answer as `--json` tells it, without its lines. */
export function outcomeJson(outcome: HunkOutcome) {
  const { hunk, kind, attempts } = outcome;
  const common = { hunk, kind, attempts };
  if (outcome.kind === 'failed') return { ...common, reasons: [outcome.error.message] };
  const { proposal } = outcome;
  return {
    ...common,
    ...(proposal && {
      explanation: proposal.explanation,
      confidence: proposal.confidence,
      dropped: proposal.dropped,
    }),
    ...(outcome.kind === 'rejected' && { reasons: outcome.reasons.map(({ message }) => message) }),
  };
}
