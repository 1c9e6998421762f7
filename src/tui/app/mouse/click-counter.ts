import type { MouseEvent } from '../../input/events.js';

/** ms between two presses that belong together; what desktops have by default. */
const MULTIPLE_CLICK_TIME = 500;

/** 1 for a press on its own, 2 for the second of a double click, 3 for the third of a triple one. */
export type ClickCount = 1 | 2 | 3;

/** The same button with the same keys held, on the same cell. */
function isSamePress(a: MouseEvent, b: MouseEvent): boolean {
  const keys = ['button', 'x', 'y', 'ctrl', 'alt', 'shift'] as const;
  return keys.every((key) => a[key] === b[key]);
}

/** Counts presses that follow each other quickly in one place; a fourth begins anew. */
export class ClickCounter {
  #last: { press: MouseEvent; at: number; count: ClickCount } | undefined;

  /** To be told of every press. */
  press(press: MouseEvent): ClickCount {
    const at = performance.now();
    const last = this.#last;
    const isRepeated =
      last && isSamePress(last.press, press) && at - last.at <= MULTIPLE_CLICK_TIME;
    const count = isRepeated && last.count < 3 ? ((last.count + 1) as ClickCount) : 1;
    this.#last = { press, at, count };
    return count;
  }

  /** The pointer moved with the button down: what follows is another click. */
  reset(): void {
    this.#last = undefined;
  }
}
