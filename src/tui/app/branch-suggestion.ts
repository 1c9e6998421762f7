import { type Disposable, toDisposable } from '../../core/lifecycle.js';
import type { NewSessionDialog } from '../dialogs/new-session.js';
import type { NewSessionValues } from '../dialogs/new-session-values.js';
import type { App } from './app.js';
import { errorWords } from './creation.js';

/** ms without a key after which the branch's name is asked for: git is asked whether it is free. */
const TYPING_PAUSE = 150;

/** Keeps the dialog's line about the branch in step with what is typed. */
export class BranchSuggester implements Disposable {
  readonly #app: App;
  readonly #directory: string;
  #turn = 0;
  #planned: Disposable | undefined;

  constructor(app: App, directory: string) {
    this.#app = app;
    this.#directory = directory;
  }

  /** What was shown stays until the new name is known. */
  follow(dialog: () => NewSessionDialog, values: NewSessionValues): void {
    this.#planned?.dispose();
    this.#turn += 1;
    const turn = this.#turn;
    const timer = setTimeout(() => {
      void this.#ask(values).then((suggestion) => {
        if (turn === this.#turn) dialog().suggest(suggestion);
      });
    }, TYPING_PAUSE);
    this.#planned = toDisposable(() => clearTimeout(timer));
  }

  async #ask({ message, name, type }: NewSessionValues) {
    const directory = this.#directory;
    try {
      return await this.#app.sessions.suggestBranch({ directory, message, name, type });
    } catch (thrown) {
      return errorWords(thrown, 'find a branch name');
    }
  }

  dispose(): void {
    this.#turn += 1;
    this.#planned?.dispose();
  }
}
