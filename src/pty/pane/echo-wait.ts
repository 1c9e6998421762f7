import { monotonicNow } from '../deadlines.js';

/** Longest time that other panes wait for an echo, ms; most come within one. */
const LIMIT = 10;

/** Time for others after an echo that did not come, ms: a mouse that moves is input all the time. */
const REST = 50;

/** Time after input within which more of it is likely, ms. */
const TYPING = 2_000;

/**
 * Whether somebody has typed into a pane and has not been shown its answer yet. Until then the
 * frames of other panes wait, which host and client would be busy with when the echo comes.
 */
export class EchoWait {
  #pane: object | undefined;
  #until = Number.NEGATIVE_INFINITY;
  #inputAt = Number.NEGATIVE_INFINITY;

  begin(pane: object): void {
    const now = monotonicNow();
    this.#inputAt = now;
    if (this.#pane !== undefined && now < this.#until + REST) return;
    this.#pane = pane;
    this.#until = now + LIMIT;
  }

  /** The pane's answer was shown, or nobody looks at it any more. */
  end(pane: object): void {
    if (this.#pane === pane) this.#pane = undefined;
  }

  get isActive(): boolean {
    return this.#pane !== undefined && monotonicNow() < this.#until;
  }

  /** The next key may come at any moment. */
  get isTyping(): boolean {
    return monotonicNow() < this.#inputAt + TYPING;
  }

  /** When `pane` may be shown: ms of the monotonic clock, in the past where nothing is awaited. */
  turnOf(pane: object): number {
    const isOther = this.#pane !== undefined && this.#pane !== pane;
    return isOther ? this.#until : Number.NEGATIVE_INFINITY;
  }
}
