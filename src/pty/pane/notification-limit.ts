/** Notifications of one pane that reach a person in a second; more would only hide the others. */
const LIMIT = 5;
const INTERVAL = 1_000;

/** Drops notifications that come too fast, and tells how many there were. */
export class NotificationLimit {
  readonly #dropped: (count: number) => void;
  #intervalEnd = 0;
  #passed = 0;
  #tooMany = 0;

  /** `dropped` is told of each second in which there were too many, when it is over. */
  constructor(dropped: (count: number) => void) {
    this.#dropped = dropped;
  }

  /** True for one that may pass at `now` (ms, monotonic). */
  passes(now: number): boolean {
    if (now >= this.#intervalEnd) {
      this.end();
      this.#intervalEnd = now + INTERVAL;
    }
    if (this.#passed === LIMIT) {
      this.#tooMany++;
      return false;
    }
    this.#passed++;
    return true;
  }

  /** No more will come. */
  end(): void {
    if (this.#tooMany > 0) this.#dropped(this.#tooMany);
    this.#passed = 0;
    this.#tooMany = 0;
  }
}
