import type { Disposable } from '../../core/lifecycle.js';
import { Emitter, type Event } from '../../core/lifecycle.js';
import type { Dialog } from './dialog.js';

/** The part of a dialog that does not depend on its answer. */
export type AnyDialog = Pick<
  Dialog<unknown>,
  'key' | 'paste' | 'click' | 'menu' | 'wheel' | 'view' | 'isFinished' | 'finish'
>;

/** The open dialogs, each over the one that opened it; the last has the keys. */
export class DialogStack implements Disposable {
  #dialogs: AnyDialog[] = [];
  readonly #changed = new Emitter<void>();
  readonly onChange: Event<void> = this.#changed.event;

  get dialogs(): readonly AnyDialog[] {
    return this.#dialogs;
  }

  get top(): AnyDialog | undefined {
    return this.#dialogs.at(-1);
  }

  /** Resolves when no dialog is open. */
  closed(): Promise<void> {
    if (!this.top) return Promise.resolve();
    return new Promise((resolve) => {
      const following = this.onChange(() => {
        if (this.top) return;
        following.dispose();
        resolve();
      });
    });
  }

  /** Shows a dialog until it has its answer; undefined means it was cancelled. */
  open<Answer>(dialog: Dialog<Answer>): Promise<Answer | undefined> {
    const entry = dialog as AnyDialog;
    dialog.onChange = () => this.#changed.fire();
    dialog.onFinish = () => {
      this.#dialogs = this.#dialogs.filter((each) => each !== entry);
      this.#changed.fire();
    };
    this.#dialogs = [...this.#dialogs, entry];
    this.#changed.fire();
    return dialog.answer;
  }

  /** Cancels every dialog, the topmost first. */
  dispose(): void {
    for (const dialog of [...this.#dialogs].reverse()) dialog.finish(undefined);
    this.#changed.dispose();
  }
}
