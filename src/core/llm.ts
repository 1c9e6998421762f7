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
