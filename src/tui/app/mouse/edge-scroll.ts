/** ms between two steps. */
const STEP_TIME = 40;
/** Lines a second of a pointer one row beyond the edge; with the distance it grows by the square. */
const SPEED = 12;
const TOP_SPEED = 400;

/** Scrolls for as long as the pointer is beyond an edge, faster the farther it is. */
export class EdgeScroll {
  readonly #scroll: (lines: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #distance = 0;
  /** Parts of a line that the next step owes. */
  #due = 0;

  /** `scroll` is called with lines, negative for upwards. */
  constructor(scroll: (lines: number) => void) {
    this.#scroll = scroll;
  }

  /** Rows that the pointer is above (negative) or below; 0 stops. */
  setDistance(rows: number): void {
    this.#distance = rows;
    if (rows === 0) this.stop();
    else this.#timer ??= setInterval(() => this.#step(), STEP_TIME);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#due = 0;
  }

  #step(): void {
    const speed = Math.min(TOP_SPEED, SPEED * this.#distance ** 2);
    this.#due += (Math.sign(this.#distance) * speed * STEP_TIME) / 1000;
    const lines = Math.trunc(this.#due);
    this.#due -= lines;
    if (lines !== 0) this.#scroll(lines);
  }
}
