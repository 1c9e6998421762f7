/** Numbers that are kept before those that no cell has any more are looked for. */
const SWEEP_AT = 8_192;

/**
 * Numbers for what cells share: styles and clusters. Those that no cell of a screen has any more are
 * given again.
 */
export class Numbers {
  /** Behind the highest one. */
  #end: number;
  #free: number[] = [];
  #sweepAt = SWEEP_AT;
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
    this.#end = first;
  }

  /** Enough were taken for a sweep to be worth its time, which is less than 0.1 ms. */
  get isSweepDue(): boolean {
    return this.#end - this.#free.length >= this.#sweepAt;
  }

  /** Behind the highest one that was ever given since the last sweep. */
  get end(): number {
    return this.#end;
  }

  take(): number {
    return this.#free.pop() ?? this.#end++;
  }

  /** Gives all numbers back but those that `mark` sets. */
  sweep(mark: (isUsed: Uint8Array) => void): void {
    const isUsed = new Uint8Array(this.#end);
    mark(isUsed);
    let end = isUsed.lastIndexOf(1) + 1;
    if (end < this.#first) end = this.#first;
    this.#free = [];
    for (let number = end - 1; number >= this.#first; number--) {
      if (isUsed[number] === 0) this.#free.push(number);
    }
    this.#end = end;
    this.#sweepAt = Math.max(SWEEP_AT, 2 * (end - this.#free.length));
  }
}
