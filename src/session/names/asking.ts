import type { Cancellable } from '../../core/cancellable.js';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { llmUnavailable } from '../../core/llm.js';
import type { NameQuestion, NameSuggestion } from '../../core/ports/naming.js';
import type { NewSessionRequest } from '../../core/ports/sessions.js';
import type { SessionDependencies } from '../dependencies.js';
import { slugifyPath } from './naming.js';
import { readSuggestion } from './suggestion.js';

/** What the model of the settings suggests; see `SessionService.suggestName`. */
export async function suggestName(
  deps: Pick<SessionDependencies, 'names'>,
  { message, type }: NameQuestion,
  options: Cancellable = {},
): Promise<NameSuggestion | undefined> {
  const text = message.trim();
  if (text === '') return undefined;
  const answer = await deps.names.suggest({ message: text, type }, options);
  if (answer === undefined) return undefined;
  const suggestion = readSuggestion(answer);
  if (suggestion) return suggestion;
  throw llmUnavailable('unreadable', 'The model suggested something that is no name.');
}

/** What came of asking: nothing where no model is set, or it failed. */
export interface Suggested {
  suggestion?: NameSuggestion;
  warnings: Warning[];
}

/** A question to a model that goes on beside the making of a session. */
export class Asking {
  /** Never rejects. */
  readonly answer: Promise<Suggested>;
  /** The answer once it is there. */
  settled: Suggested | undefined;
  readonly #abort = new AbortController();

  constructor(deps: SessionDependencies, request: NewSessionRequest) {
    this.answer = this.#ask(deps, request);
  }

  async #ask(deps: SessionDependencies, request: NewSessionRequest): Promise<Suggested> {
    const settled = await suggestName(deps, request, { signal: this.#abort.signal }).then(
      (suggestion): Suggested => ({ ...(suggestion && { suggestion }), warnings: [] }),
      (thrown: unknown): Suggested => ({ warnings: this.#explain(deps, thrown) }),
    );
    this.settled = settled;
    return settled;
  }

  #explain(deps: SessionDependencies, thrown: unknown): Warning[] {
    if (this.#abort.signal.aborted) return [];
    const error = toQtuiError(thrown, 'ask for a name');
    deps.log.log('warn', 'no-name-suggested', { code: error.code, ...error.data });
    const words = `No name was suggested: ${error.message}`;
    return [asWarning(new QtuiError(error.code, words, error.hint ? { hint: error.hint } : {}))];
  }

  /** The session is not made after all. */
  cancel(): void {
    this.#abort.abort();
  }
}

/** Asks, where the branch is to be derived and nobody has suggested anything yet. */
export function askForName(
  deps: SessionDependencies,
  request: NewSessionRequest,
): Asking | undefined {
  const { worktree, name, suggestion } = request;
  const isDerived =
    worktree.kind === 'create' && worktree.branch === undefined && worktree.open === undefined;
  if (!isDerived || slugifyPath(name ?? '') || suggestion) return undefined;
  return new Asking(deps, request);
}
