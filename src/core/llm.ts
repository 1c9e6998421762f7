import { QtuiError } from './errors.js';

/** Why no answer of a language model can be used. */
export type LlmReason =
  | 'not-configured'
  | 'no-key'
  | 'offline'
  | 'denied'
  | 'not-found'
  | 'rejected'
  | 'rate-limited'
  | 'server-failed'
  | 'refused'
  | 'empty'
  | 'truncated'
  | 'cut-off'
  | 'unreadable'
  | 'timeout'
  | 'command-failed';

/**
 * The one error of everything that asks a model; `reason` is in its data. Its words are our own:
 * what a server says may hold keys or a page of markup.
 */
export function llmUnavailable(reason: LlmReason, message: string, hint?: string): QtuiError {
  return new QtuiError('llm-unavailable', message, {
    ...(hint !== undefined && { hint }),
    data: { reason },
  });
}

/** What asking has used so far. */
export interface ModelUsage {
  /** Tokens that were sent, and that were answered. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Not all of it was told by the server: it is reckoned from the length of the texts. */
  readonly isEstimated: boolean;
  /** In the currency of the prices of the settings; absent where they name none. */
  readonly cost?: number;
}

export const NO_USAGE: ModelUsage = { tokensIn: 0, tokensOut: 0, isEstimated: false };

/** The usage of both. */
export function usageOf(one: ModelUsage, other: ModelUsage): ModelUsage {
  const costs = [one.cost, other.cost].filter((cost) => cost !== undefined);
  return {
    tokensIn: one.tokensIn + other.tokensIn,
    tokensOut: one.tokensOut + other.tokensOut,
    isEstimated: one.isEstimated || other.isEstimated,
    ...(costs.length > 0 && { cost: costs.reduce((sum, cost) => sum + cost, 0) }),
  };
}
