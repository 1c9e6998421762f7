/** Which part of a long list is on the screen. */

/** What must be seen, by places in the list. */
export interface Wanted {
  readonly at: number;
  /** `at`, or the heading right above it. */
  readonly from: number;
  /** Lines that are drawn below `at` and are in no place of the list. */
  readonly below: number;
  readonly length: number;
}

/** Moves no further than needed for what is wanted. */
export class ListWindow {
  #first = 0;
  #isCutBelow = false;

  /** Place of the first line. */
  get first(): number {
    return this.#first;
  }

  get isCutAbove(): boolean {
    return this.#first > 0;
  }

  get isCutBelow(): boolean {
    return this.#isCutBelow;
  }

  toTop(): void {
    this.#first = 0;
  }

  /** The list has grown by `lines` above what is looked at. */
  shift(lines: number): void {
    this.#first = Math.max(0, this.#first + lines);
  }

  show({ at, from, below, length }: Wanted, rows: number): void {
    const end = at + below;
    const highest = Math.max(0, length + below - rows);
    this.#first = Math.min(this.#first, from, highest);
    // What is chosen counts more than its heading.
    this.#first = Math.max(this.#first, end - rows + 1, 0);
    this.#isCutBelow = this.#first + rows < length + below;
  }
}
