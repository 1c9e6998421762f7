import { type Disposable, Emitter, type Event, toDisposable } from '../../core/lifecycle.js';
import type { Dialog } from './dialog.js';

/** The part of a dialog that does not depend on its answer. */
export type AnyDialog = Pick<
  Dialog<unknown>,
  'key' | 'paste' | 'click' | 'menu' | 'wheel' | 'view' | 'isFinished' | 'finish'
>;

/** The open dialogs, each over the one that opened it; the last has the keys. */
export class DialogStack implements Disposable {
  #dialogs: AnyDialog[] = [];
  /** Open, but out of sight. */
  #aside: AnyDialog[] = [];
  #sequences = 0;
  readonly #changed = new Emitter<void>();
  readonly onChange: Event<void> = this.#changed.event;

  get dialogs(): readonly AnyDialog[] {
    return this.#dialogs;
  }

  get top(): AnyDialog | undefined {
    return this.#dialogs.at(-1);
  }

  /** One dialog of a sequence is closed and the next not open yet: what is typed reaches no program. */
  get isBetween(): boolean {
    return this.#sequences > 0 && this.top === undefined && this.#aside.length === 0;
  }

  /** Begins a sequence of dialogs; it ends when this is disposed of. */
  beginSequence(): Disposable {
    this.#sequences += 1;
    return toDisposable(() => {
      this.#sequences -= 1;
    });
  }

  /** Resolves when no dialog is open. */
  closed(): Promise<void> {
    const isOpen = () => this.top !== undefined || this.#aside.length > 0;
    if (!isOpen()) return Promise.resolve();
    return new Promise((resolve) => {
      const following = this.onChange(() => {
        if (isOpen()) return;
        following.dispose();
        resolve();
      });
    });
  }

  /** Takes the open dialogs out of sight until this is disposed of; others may open meanwhile. */
  putAside(): Disposable {
    const aside = this.#dialogs;
    this.#aside.push(...aside);
    this.#dialogs = [];
    this.#changed.fire();
    return toDisposable(() => {
      this.#aside = this.#aside.filter((each) => !aside.includes(each));
      this.#dialogs = [...aside.filter(({ isFinished }) => !isFinished), ...this.#dialogs];
      this.#changed.fire();
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
    for (const dialog of [...this.#aside, ...this.#dialogs].reverse()) dialog.finish(undefined);
    this.#changed.dispose();
  }
}
