import { toQtuiError } from '../../../core/errors.js';
import { type Disposable, toDisposable } from '../../../core/lifecycle.js';
import type { NameSuggestion } from '../../../core/ports/naming.js';
import { skillWish } from '../../../core/skill.js';
import type { NewSessionDialog } from '../../dialogs/new-session.js';
import type { NewSessionValues } from '../../dialogs/new-session-values.js';
import type { App } from '../app.js';
import { errorWords } from './open-pane.js';

/** ms without a key after which the branch's name is asked for: git is asked whether it is free. */
const TYPING_PAUSE = 150;
/** ms after which a model is asked, where one is set: every question costs. */
const THINKING_PAUSE = 1000;

/** Keeps the dialog's line about the branch in step with what is typed. */
export class BranchSuggester implements Disposable {
  readonly #app: App;
  readonly #directory: string;
  #turn = 0;
  #planned: Disposable | undefined;
  /** What a model has said, and of which message. */
  #suggested: { message: string; type: string; suggestion: NameSuggestion } | undefined;

  constructor(app: App, directory: string) {
    this.#app = app;
    this.#directory = directory;
  }

  /** What was shown stays until the new name is known. */
  follow(dialog: () => NewSessionDialog, values: NewSessionValues): void {
    this.#planned?.dispose();
    this.#turn += 1;
    const turn = this.#turn;
    const show = async () => {
      const branch = await this.#ask(values);
      if (turn === this.#turn) dialog().suggest(branch);
    };
    const soon = setTimeout(() => void show(), TYPING_PAUSE);
    const later = setTimeout(() => {
      void this.#askModel(values).then(async (isKnown) => {
        if (isKnown && turn === this.#turn) await show();
      });
    }, THINKING_PAUSE);
    this.#planned = toDisposable(() => {
      clearTimeout(soon);
      clearTimeout(later);
    });
  }

  /** What a model has suggested for what was typed, if it has by now. */
  suggestionFor({ message, name, type }: NewSessionValues): NameSuggestion | undefined {
    const known = this.#suggested;
    const isOfThis = known?.message === message.trim() && known.type === type;
    return isOfThis && name.trim() === '' ? known.suggestion : undefined;
  }

  async #ask(values: NewSessionValues) {
    const { message, type } = values;
    const { name = values.name } = skillWish(values.skill, values);
    const suggestion = this.suggestionFor(values);
    const request = { directory: this.#directory, message, name, type };
    try {
      return await this.#app.sessions.suggestBranch({
        ...request,
        ...(suggestion && { suggestion }),
      });
    } catch (thrown) {
      return errorWords(thrown, 'find a branch name');
    }
  }

  /** Whether there is something new to show. A failure is told by the creation, which asks again. */
  async #askModel(values: NewSessionValues): Promise<boolean> {
    const { name, type, worktree } = values;
    const message = values.message.trim();
    const isDerived = name.trim() === '' && (worktree === 'new' || worktree === 'temporary');
    if (!isDerived || !/\s/.test(message) || this.suggestionFor(values)) return false;
    try {
      const suggestion = await this.#app.sessions.suggestName({ message, type });
      if (suggestion) this.#suggested = { message, type, suggestion };
      return suggestion !== undefined;
    } catch (thrown) {
      const { code } = toQtuiError(thrown, 'ask for a name');
      this.#app.log.log('warn', 'tui.no-name', { code });
      return false;
    }
  }

  dispose(): void {
    this.#turn += 1;
    this.#planned?.dispose();
  }
}
