import type { Disposable } from '../../core/lifecycle.js';

/** Shortest time between two frames unless a person just did something, in milliseconds. */
const MIN_INTERVAL = 8;
/** A frame this soon after input is what the person waits for, in milliseconds. */
const INPUT_WINDOW = 50;

/** Joins the requests of one turn into one frame and keeps frames from following too closely. */
export class RenderClock implements Disposable {
  readonly #render: () => void;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastFrame = Number.NEGATIVE_INFINITY;
  #lastInput = Number.NEGATIVE_INFINITY;

  constructor(render: () => void) {
    this.#render = render;
  }

  noteInput(): void {
    this.#lastInput = performance.now();
  }

  /** Whether the person did something so lately that they wait for what comes of it. */
  get isAwaited(): boolean {
    return performance.now() - this.#lastInput < INPUT_WINDOW;
  }

  request(): void {
    if (this.#immediate !== undefined) return;
    const now = performance.now();
    const wait = now - this.#lastInput < INPUT_WINDOW ? 0 : this.#lastFrame + MIN_INTERVAL - now;
    if (wait > 0) {
      this.#timer ??= setTimeout(() => this.#run(), wait);
      return;
    }
    this.#immediate = setImmediate(() => this.#run());
  }

  #run(): void {
    this.#cancel();
    this.#lastFrame = performance.now();
    this.#render();
  }

  #cancel(): void {
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#immediate = undefined;
    this.#timer = undefined;
  }

  dispose(): void {
    this.#cancel();
  }
}
