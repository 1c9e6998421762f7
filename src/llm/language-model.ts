import type { Config } from '../core/config.js';
import { QtuiError, toQtuiError } from '../core/errors.js';
import { llmUnavailable, type ModelUsage, NO_USAGE } from '../core/llm.js';
import type { AnswerProgress } from '../core/ports/merge-model.js';
import { type AnswerShape, formatWords, readAnswer } from './answer-schema.js';
import { runCommand } from './command.js';
import type { Completion } from './completion.js';
import { Endpoint, type EndpointPlace, type Question } from './endpoint.js';
import { usedBy } from './usage.js';

export interface CompletionRequest<T> {
  prompt: string;
  shape: AnswerShape<T>;
  /** Ends it earlier than the time that the settings give it. */
  signal?: AbortSignal | undefined;
  /**
   * Asks for the answer in pieces, and is told of it as it comes: characters so far, and what the
   * question has used, by estimate.
   */
  onProgress?: ((progress: AnswerProgress) => void) | undefined;
}

/** A model that answers in a given shape, whoever it is. */
export interface LanguageModel {
  /**
   * Its answer, checked against the shape. Throws `llm-unavailable` with a reason for everything
   * that can go wrong, with the `usage` in its data, and `aborted` when `signal` says so.
   */
  complete<T>(request: CompletionRequest<T>): Promise<{ answer: T; usage: ModelUsage }>;
}

/**
 * The endpoint or the command of the settings; neither is used before the first question.
 * `timeSetting` names the setting that limits its time, for the error.
 */
export function createLanguageModel(
  settings: Config['llm'],
  kind: 'llm' | 'command',
  place: EndpointPlace,
  { timeSetting }: { timeSetting?: string } = {},
): LanguageModel {
  const ask = kind === 'command' ? commandAsker(settings, place) : endpointAsker(settings, place);
  return {
    async complete({ prompt: words, shape, signal: given, onProgress }) {
      const { signal, release } = withinLimit(settings.timeoutSeconds * 1000, [
        given,
        place.ending,
      ]);
      let usage = NO_USAGE;
      try {
        const prompt = `${words}\n\n${formatWords(shape)}\n`;
        usage = usedBy(settings, prompt, {});
        const onText = (received: number) => {
          usage = usedBy(settings, prompt, { received });
          onProgress?.({ received, usage });
        };
        const question = { prompt, shape, signal, ...(onProgress && { onText }) };
        const completion = await endedBy(signal, ask(question));
        usage = usedBy(settings, prompt, completion);
        return { answer: readAnswer(completion.text, shape), usage };
      } catch (thrown) {
        if (!signal.aborted) throw withUsage(toQtuiError(thrown, 'ask the model'), usage);
        if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') {
          throw toQtuiError(signal.reason, 'ask the model');
        }
        const hint = timeSetting && `Give it more seconds by ${timeSetting} in your settings.`;
        const words = 'The model did not answer in time.';
        throw withUsage(llmUnavailable('timeout', words, hint), usage);
      } finally {
        release();
      }
    },
  };
}

function withUsage(error: QtuiError, usage: ModelUsage): QtuiError {
  if (error.code !== 'llm-unavailable') return error;
  const { untouched, hint, data, cause } = error;
  return new QtuiError(error.code, error.message, {
    ...(untouched !== undefined && { untouched }),
    ...(hint !== undefined && { hint }),
    data: { ...data, usage },
    cause,
  });
}

type Ask = (question: Question) => Promise<Completion>;

function endpointAsker(settings: Config['llm'], place: EndpointPlace): Ask {
  const endpoint = new Endpoint(settings, place);
  return (question) => endpoint.ask(question);
}

function commandAsker({ command }: Config['llm'], place: EndpointPlace): Ask {
  return async ({ prompt, signal }) => {
    if (command.length === 0) {
      const hint = 'Set llm.command in your settings.';
      throw llmUnavailable('not-configured', 'No command is named that answers.', hint);
    }
    return {
      text: await runCommand(command, prompt, { ...place, setting: 'llm.command', signal }),
    };
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
