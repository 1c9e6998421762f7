/** How the branches of sessions get their names. */
import type { Cancellable } from '../cancellable.js';
import type { Warning } from '../errors.js';
import type { SessionMetadata, SessionType } from '../session.js';

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

/** What a model makes of a first message: words for a branch, or that it tells nothing. */
export type NameSuggestion = { kind: 'words'; words: string } | { kind: 'generic' };

/** What became of a model's suggestion; what failed is a warning. */
export interface Naming {
  /** The session under its new name; absent where it keeps the one it has. */
  session?: SessionMetadata;
  warnings: Warning[];
}

/** The branch that a new session would get as things are. */
export interface BranchSuggestion {
  branch: string;
  /** What was wanted first and cannot be had, as it or a branch like it exists. */
  taken?: string;
  /** What a model suggests, as a person would have to give it as the name. */
  suggestedName?: string;
}

/** What a name is made of. */
export interface NamedRequest extends NameQuestion {
  /** Directory the person is in. */
  directory: string;
  /** Given by the person. */
  name?: string;
  suggestion?: NameSuggestion;
}

export interface NamingService {
  /**
   * What `create` would call the branch; undefined where it would have none, or random words.
   * Reads only. Throws `invalid-name`.
   */
  suggestBranch(request: NamedRequest): Promise<BranchSuggestion | undefined>;
  /**
   * Asks the model of the settings what to call a session; undefined where they name none. Throws
   * `llm-unavailable`.
   */
  suggestName(question: NameQuestion, options?: Cancellable): Promise<NameSuggestion | undefined>;
}
