import { toQtuiError, type Warning } from '../../../core/errors.js';
import type { NewSessionDefaults, SessionService } from '../../../core/ports/sessions.js';
import { type Store, withReconciledLayout, withSessionList } from '../../model/state.js';

export interface SessionReaderParts {
  store: Store;
  sessions: SessionService;
  /** The list was read, or cannot be. */
  onRead: () => void;
  onWarnings: (warnings: readonly Warning[]) => void;
  onError: (thrown: unknown) => void;
}

/** Brings the registry's sessions and the defaults of a new one into the state. */
export class SessionReader {
  readonly #parts: SessionReaderParts;
  #isReading = false;
  /** Readings of the defaults so far; only the newest one counts. */
  #readings = 0;
  #isOutdated = false;
  #isWanted = false;
  /** Warnings are told when they change, not at every reading. */
  #told = '';

  constructor(parts: SessionReaderParts) {
    this.#parts = parts;
  }

  /** Reads again what a new session would start from. */
  async defaults(): Promise<NewSessionDefaults> {
    const { store, sessions } = this.#parts;
    this.#readings += 1;
    const reading = this.#readings;
    const defaults = await sessions.defaults(store.state.directory, { skills: true });
    if (reading === this.#readings) {
      this.#isOutdated = false;
      store.update((state) => ({ ...state, defaults }));
    }
    return defaults;
  }

  /** What was read last of what a new session would start from, unless it holds no more. */
  get knownDefaults(): NewSessionDefaults | undefined {
    return this.#isOutdated ? undefined : this.#parts.store.state.defaults;
  }

  /** As `defaults`, where it is known that what was read before holds no more. */
  renewDefaults(): Promise<NewSessionDefaults> {
    this.#isOutdated = true;
    return this.defaults();
  }

  /** Reads the list, once at a time; a wish meanwhile makes one more round. */
  refresh(): void {
    this.#isWanted = true;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        const { sessions, warnings } = await this.#parts.sessions.list();
        this.#parts.store.update((state) => withSessionList(state, sessions, warnings));
        this.#parts.onRead();
        this.#tell(warnings);
      }
    } catch (thrown) {
      this.#isWanted = false;
      // Panes must not wait for what nobody can tell.
      this.#parts.store.update(withReconciledLayout);
      this.#parts.onRead();
      this.#parts.onError(toQtuiError(thrown, 'read the sessions'));
    } finally {
      this.#isReading = false;
    }
  }

  #tell(warnings: readonly Warning[]): void {
    const text = JSON.stringify(warnings);
    if (text !== this.#told) this.#parts.onWarnings(warnings);
    this.#told = text;
  }
}
