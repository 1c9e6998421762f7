/** A commit message that a model suggests: it never takes the place of what a person has typed. */
import { printable } from '../../../core/text.js';
import { type Line, shorten, span, wrapped } from '../../views/line.js';

const KEY = 'ctrl-y';
const KEY_WORDS = 'Ctrl-y';

type State =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'offered'; message: string }
  | { kind: 'failed'; words: string };

export interface SuggestionSettings {
  /** Asks the model for a message of these files. */
  ask: (paths: readonly string[]) => Promise<string>;
  /** Why it did not come, as a sentence. */
  failure: (thrown: unknown) => string;
  /** Asked for at once, without a key. */
  isUnasked: boolean;
}

export class MessageSuggestion {
  readonly #settings: SuggestionSettings;
  readonly #parts: { isUntouched: () => boolean; put: (message: string) => void };
  #state: State = { kind: 'idle' };
  onChange: () => void = () => undefined;

  /** `put` writes the message; that is done unasked only as long as `isUntouched`. */
  constructor(
    settings: SuggestionSettings,
    parts: { isUntouched: () => boolean; put: (message: string) => void },
  ) {
    this.#settings = settings;
    this.#parts = parts;
  }

  get isUnasked(): boolean {
    return this.#settings.isUnasked;
  }

  /** True for its key: takes what is offered, else asks. */
  key(name: string, paths: readonly string[]): boolean {
    if (name !== KEY) return false;
    if (this.#state.kind === 'offered') {
      this.#parts.put(this.#state.message);
      this.#state = { kind: 'idle' };
    } else this.begin(paths);
    return true;
  }

  begin(paths: readonly string[]): void {
    if (this.#state.kind === 'asking' || paths.length === 0) return;
    this.#state = { kind: 'asking' };
    void this.#settings
      .ask(paths)
      .then(
        (message) => this.#arrived(message),
        (thrown: unknown) => {
          this.#state = { kind: 'failed', words: this.#settings.failure(thrown) };
        },
      )
      .finally(() => this.onChange());
  }

  #arrived(message: string): void {
    if (this.#parts.isUntouched()) {
      this.#parts.put(message);
      this.#state = { kind: 'idle' };
    } else this.#state = { kind: 'offered', message };
  }

  lines(width: number, unicode: boolean): Line[] {
    const state = this.#state;
    switch (state.kind) {
      case 'asking':
        return [[span('Asking the model for a message; type on meanwhile.', 'busy')]];
      case 'offered': {
        const [first = ''] = state.message.split('\n', 1);
        const offered = `Suggested (${KEY_WORDS} takes it): ${printable(first)}`;
        return [[span(shorten(offered, width, unicode), 'accent')]];
      }
      case 'failed':
        return wrapped(printable(state.words), width, 'warning');
      default:
        return wrapped(`${KEY_WORDS} asks the model for a message.`, width, 'muted');
    }
  }
}
