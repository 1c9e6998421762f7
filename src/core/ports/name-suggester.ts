import type { Cancellable } from '../cancellable.js';
import type { SessionType } from '../session.js';

/** All that is told of a session to whoever names it. */
export interface NameQuestion {
  message: string;
  type: SessionType;
}

/** A model that names branches. */
export interface NameSuggester {
  /**
   * What the model answers, as it is; undefined where the settings ask none. Throws
   * `llm-unavailable`, at the latest when the time for it is up.
   */
  suggest(question: NameQuestion, options?: Cancellable): Promise<string | undefined>;
}
