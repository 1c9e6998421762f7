import type { Disposable } from '../../core/lifecycle.js';
import { type Deadlines, monotonicNow } from '../deadlines.js';

/** Work is followed by this many times its own duration without more of it. */
const REST = 4;

/** Leaves most of the time to others: work that is asked for too soon is asked for again later. */
export class Pacer implements Disposable {
  readonly #deadlines: Deadlines;
  readonly #again: () => void;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(deadlines: Deadlines, again: () => void) {
    this.#deadlines = deadlines;
    this.#again = again;
  }

  /** True when the work was done; else `again` is called when it may be. */
  run(work: () => void): boolean {
    const start = monotonicNow();
    if (start < this.#nextAt) {
      this.#deadlines.set(this.#again, this.#nextAt);
      return false;
    }
    work();
    const end = monotonicNow();
    this.#nextAt = end + REST * (end - start);
    return true;
  }

  dispose(): void {
    this.#deadlines.clear(this.#again);
  }
}
