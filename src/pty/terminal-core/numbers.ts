/** Numbers that are kept before those that no cell has any more are looked for. */
const SWEEP_AT = 8_192;

/**
 * Numbers for what cells share: styles and clusters. Those that no cell of a screen has any more are
 * given again.
 */
export class Numbers {
  /** By number, whether it is taken; those behind its end are free. */
  #isTaken = new Uint8Array(0);
  /** Behind the one that was taken last; free ones are before it only if they were there all along. */
  #next: number;
  /** How many are taken, and at how many those that are free again are looked for. */
  #count: number;
  #sweepAt = SWEEP_AT;
  readonly #first: number;

  /** Numbers from `first` on. */
  constructor(first: number) {
    this.#first = first;
    this.#next = first;
    this.#count = 0;
  }

  /** Enough were taken for a sweep to be worth its time, which is less than 0.1 ms. */
  get isSweepDue(): boolean {
    return this.#count >= this.#sweepAt;
  }

  /** Behind the highest one. */
  get end(): number {
    return Math.max(this.#next, this.#isTaken.length);
  }

  take(): number {
    const isTaken = this.#isTaken;
    while (this.#next < isTaken.length && isTaken[this.#next] === 1) this.#next++;
    this.#count++;
    return this.#next++;
  }

  /** Gives all numbers back but those that `mark` sets. */
  sweep(mark: (isUsed: Uint8Array) => void): void {
    const isUsed = new Uint8Array(this.end);
    mark(isUsed);
    this.#count = 0;
    for (let number = this.#first; number < isUsed.length; number++) {
      this.#count += isUsed[number] as number;
    }
    this.#isTaken = isUsed.subarray(0, isUsed.lastIndexOf(1) + 1);
    this.#next = this.#first;
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#count);
  }
}
