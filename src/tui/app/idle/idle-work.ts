/** What is done while the person does nothing: one thing at a time, and only after something changed. */
import { toQtuiError } from '../../../core/errors.js';
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { App } from '../app.js';

/** ms without a key, a click or a dialog after which the person is taken to do nothing. */
const IDLE_TIME = 3000;
/** ms between two rounds at least. */
const SHORTEST_PAUSE = 15_000;

export interface IdleTask {
  /** For the log. */
  readonly name: string;
  /** Costs next to nothing: done at each change, whatever the person does. */
  look?(): Promise<void>;
  /** Whether there is something that a task after it gives way to. */
  isDue?(): boolean;
  /** Whether something has changed that no program and no landing has told of. */
  hasMore?(): boolean;
  /** Ends soon after the signal, which the person's next dialog gives. */
  run(signal: AbortSignal): Promise<void>;
}

export class IdleWork implements Disposable {
  readonly #app: App;
  readonly #tasks: readonly IdleTask[];
  readonly #owned = new DisposableStore();
  #timer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #abort: AbortController | undefined;
  #isDisposed = false;
  #isWanted = false;
  /** Index of the task that runs, or ran last. */
  #running = 0;
  #lastInput = Date.now();
  #lastRound = 0;

  constructor(app: App, tasks: readonly IdleTask[]) {
    this.#app = app;
    this.#tasks = tasks;
    const touched = () => {
      this.#lastInput = Date.now();
    };
    const changed = () => this.#want();
    this.#owned.add(app.terminal.onKey(touched));
    this.#owned.add(app.terminal.onPaste(touched));
    this.#owned.add(app.terminal.onMouse(touched));
    this.#owned.add(app.link.onFrame(changed));
    this.#owned.add(app.link.onPanesChanged(changed));
    this.#owned.add(app.repositoryChanged.event(changed));
    this.#owned.add(
      app.store.onChange(() => {
        if (!this.#isWanted && this.#tasks.some((task) => task.hasMore?.())) this.#want();
      }),
    );
    this.#owned.add(app.dialogs.onChange(() => this.#giveWay()));
    this.#want();
  }

  /** What the person does now comes first; what was begun is done later. */
  #giveWay(): void {
    if (!this.#app.dialogs.top) return;
    this.#lastInput = Date.now();
    if (!this.#abort) return;
    this.#abort.abort();
    this.#isWanted = true;
  }

  #want(): void {
    this.#isWanted = true;
    if (this.#abort) this.#lookLater();
    else if (!this.#timer) this.#planAt(Date.now() + IDLE_TIME);
  }

  /** What runs may take long, and what is shown must not stay wrong for as long. */
  #lookLater(): void {
    if (this.#lookTimer || this.#isDisposed) return;
    this.#lookTimer = setTimeout(async () => {
      await this.#look();
      this.#lookTimer = undefined;
      const tasks = this.#tasks.slice(0, this.#running);
      if (tasks.some((task) => task.isDue?.())) this.#abort?.abort();
    }, IDLE_TIME);
    this.#lookTimer.unref();
  }

  async #look(): Promise<void> {
    for (const task of this.#tasks) await this.#attempt(task.name, async () => task.look?.());
  }

  #planAt(time: number): void {
    if (this.#isDisposed) return;
    const due = Math.max(time, this.#lastRound + SHORTEST_PAUSE);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, due - Date.now()));
    this.#timer.unref();
  }

  get #isBusy(): boolean {
    const { dialogs, creations, store } = this.#app;
    const isTouched = Date.now() - this.#lastInput < IDLE_TIME;
    return (
      isTouched || dialogs.top !== undefined || creations.size > 0 || Boolean(store.state.tool)
    );
  }

  async #round(): Promise<void> {
    this.#timer = undefined;
    const abort = new AbortController();
    this.#abort = abort;
    await this.#look();
    const runs = !this.#isBusy && this.#app.link.connection !== undefined;
    if (runs) {
      this.#isWanted = false;
      for (const [index, task] of this.#tasks.entries()) {
        this.#running = index;
        if (!abort.signal.aborted) await this.#attempt(task.name, () => task.run(abort.signal));
      }
      this.#lastRound = Date.now();
    }
    this.#abort = undefined;
    if (this.#isWanted) this.#planAt(Date.now() + IDLE_TIME);
  }

  /** Nobody has asked for it: what fails is for the log. */
  async #attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const { code } = toQtuiError(thrown, `do what is done in idle time (${name})`);
      if (code !== 'aborted') this.#app.log.log('warn', 'tui.idle', { task: name, code });
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#lookTimer);
    this.#abort?.abort();
    this.#owned.dispose();
  }
}
