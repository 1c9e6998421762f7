import { type Disposable, Emitter, type Event, toDisposable } from '../../core/lifecycle.js';
import type { Dialog } from './dialog.js';

/** ms without a key for a program, after which a dialog that nobody asked for may open. */
const PAUSE = 600;
/** ms in which such a dialog is seen before a key is for it: less than it takes to react. */
const IN_SIGHT = 300;

/** Whatever opens dialogs: the stack itself, or with care for who types something else. */
export type DialogOpener = Pick<DialogStack, 'open'>;

/** The part of a dialog that does not depend on its answer. */
export type AnyDialog = Pick<
  Dialog<unknown>,
  'key' | 'paste' | 'click' | 'menu' | 'wheel' | 'view' | 'isFinished' | 'isHeld' | 'finish'
>;

/** The open dialogs, each over the one that opened it; the last has the keys. */
export class DialogStack implements Disposable {
  #dialogs: AnyDialog[] = [];
  /** Open, but out of sight. */
  #aside: AnyDialog[] = [];
  #sequences = 0;
  #typedAt = Number.NEGATIVE_INFINITY;
  readonly #typed = new Emitter<void>();
  readonly #changed = new Emitter<void>();
  readonly onChange: Event<void> = this.#changed.event;

  get dialogs(): readonly AnyDialog[] {
    return this.#dialogs;
  }

  get top(): AnyDialog | undefined {
    return this.#dialogs.at(-1);
  }

  /** The dialog that gets what is typed: one that opened by itself has to be in sight first. */
  get keyed(): AnyDialog | undefined {
    return this.top?.isHeld ? undefined : this.top;
  }

  /**
   * For dialogs that nobody has asked for: they wait until no other is open and nothing is being
   * typed to a program, and take no key that was typed before they were in sight.
   */
  readonly unasked: DialogOpener = {
    open: async (dialog) => {
      // Of several that wait for the same, one is open by then.
      while (!this.#isQuiet) await this.quiet();
      return this.sudden.open(dialog);
    },
  };

  /** For dialogs that cannot wait: they open at once, and take no key before they were in sight. */
  readonly sudden: DialogOpener = {
    open: (dialog) => {
      if (dialog.isFinished) return dialog.answer;
      this.#holdBack(dialog);
      return this.open(dialog);
    },
  };

  /** Told of everything that is typed to a program. */
  typed(): void {
    this.#typedAt = performance.now();
    this.#typed.fire();
  }

  /** When something was last typed to a program, ms of `performance.now()`. */
  get typedAt(): number {
    return this.#typedAt;
  }

  /** Resolves when no dialog is open, and nothing was typed to a program for a while. */
  async quiet(): Promise<void> {
    while (!this.#isQuiet) {
      const wait = this.#typedAt + PAUSE - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      else await this.#change();
    }
  }

  get #isQuiet(): boolean {
    const isOpen = this.top !== undefined || this.#aside.length > 0 || this.#sequences > 0;
    return !isOpen && performance.now() - this.#typedAt >= PAUSE;
  }

  /** Resolves when a dialog has opened or closed, or a sequence has ended. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      const following = this.onChange(() => {
        following.dispose();
        resolve();
      });
    });
  }

  /** From when it is drawn it has to be in sight for a while in which nothing is typed. */
  #holdBack<Answer>(dialog: Dialog<Answer>): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waitOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => held.release(), IN_SIGHT);
    };
    const held = dialog.hold(waitOn);
    const following = this.#typed.event(() => {
      if (timer !== undefined) waitOn();
    });
    void dialog.answer.then(() => {
      clearTimeout(timer);
      following.dispose();
    });
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
      this.#changed.fire();
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
    this.#typed.dispose();
  }
}
