import type { MouseButton, MouseEvent } from '../../input/events.js';

/** ms between two presses that belong together; what desktops have by default. */
const MULTIPLE_CLICK_TIME = 500;

/** 1 for a press on its own, 2 for the second of a double click, 3 for the third of a triple one. */
export type ClickCount = 1 | 2 | 3;

/** Counts presses of one button on one cell that follow each other quickly; a fourth begins anew. */
export class ClickCounter {
  #last: { button: MouseButton; x: number; y: number; at: number; count: ClickCount } | undefined;

  /** To be told of every press. */
  press({ button, x, y }: MouseEvent): ClickCount {
    const at = performance.now();
    const last = this.#last;
    const isRepeated =
      last?.button === button &&
      last.x === x &&
      last.y === y &&
      at - last.at <= MULTIPLE_CLICK_TIME;
    const count = isRepeated && last.count < 3 ? ((last.count + 1) as ClickCount) : 1;
    this.#last = { button, x, y, at, count };
    return count;
  }
}
