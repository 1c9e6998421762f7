import type { Config } from '../core/config.js';
import { toQtuiError } from '../core/errors.js';
import { llmUnavailable } from '../core/llm.js';
import { type AnswerShape, formatWords, readAnswer } from './answer-schema.js';
import { runCommand } from './command.js';
import { Endpoint, type EndpointPlace } from './endpoint.js';

export interface CompletionRequest<T> {
  prompt: string;
  shape: AnswerShape<T>;
  /** Ends it earlier than the time that the settings give it. */
  signal?: AbortSignal;
}

/** A model that answers in a given shape, whoever it is. */
export interface LanguageModel {
  /**
   * Its answer, checked against the shape. Throws `llm-unavailable` with a reason for everything
   * that can go wrong, and `aborted` when `signal` says so.
   */
  complete<T>(request: CompletionRequest<T>): Promise<T>;
}

/** The endpoint or the command of the settings; neither is used before the first question. */
export function createLanguageModel(
  settings: Config['llm'],
  kind: 'llm' | 'command',
  place: EndpointPlace,
): LanguageModel {
  const ask = kind === 'command' ? commandAsker(settings, place) : endpointAsker(settings, place);
  return {
    async complete({ prompt, shape, signal: given }) {
      const { signal, release } = withinLimit(settings.timeoutSeconds * 1000, [
        given,
        place.ending,
      ]);
      try {
        const text = await endedBy(
          signal,
          ask(`${prompt}\n\n${formatWords(shape)}\n`, shape, signal),
        );
        return readAnswer(text, shape);
      } catch (thrown) {
        if (!signal.aborted) throw toQtuiError(thrown, 'ask the model');
        if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') {
          throw toQtuiError(signal.reason, 'ask the model');
        }
        throw llmUnavailable('timeout', 'The model did not answer in time.');
      } finally {
        release();
      }
    },
  };
}

type Ask = (prompt: string, shape: AnswerShape<unknown>, signal: AbortSignal) => Promise<string>;

function endpointAsker(settings: Config['llm'], place: EndpointPlace): Ask {
  const endpoint = new Endpoint(settings, place);
  return (prompt, shape, signal) => endpoint.ask({ prompt, shape, signal });
}

function commandAsker({ command }: Config['llm'], place: EndpointPlace): Ask {
  return async (prompt, _shape, signal) => {
    if (command.length === 0) {
      const hint = 'Set llm.command in your settings.';
      throw llmUnavailable('not-configured', 'No command is named that answers.', hint);
    }
    return runCommand(command, prompt, { ...place, setting: 'llm.command', signal });
  };
}

/** A signal that is aborted after `ms`, or when one of the others is; released when it is not needed. */
function withinLimit(ms: number, others: readonly (AbortSignal | undefined)[]) {
  const any = new AbortController();
  const stop = () => any.abort(others.find((other) => other?.aborted)?.reason);
  const late = () => any.abort(new DOMException('The time is up.', 'TimeoutError'));
  const timer = setTimeout(late, ms);
  for (const other of others) {
    if (other?.aborted) stop();
    other?.addEventListener('abort', stop);
  }
  const release = () => {
    clearTimeout(timer);
    for (const other of others) other?.removeEventListener('abort', stop);
  };
  return { signal: any.signal, release };
}

/** Whatever the work waits for: a pause before a retry does not know the signal. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
