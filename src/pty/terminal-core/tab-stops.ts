const INTERVAL = 8;

/** Columns that a tab goes to, of both screens. */
export class TabStops {
  #stops = new Uint8Array(0);

  constructor(cols: number) {
    this.reset(cols);
  }

  /** One in every eighth column. */
  reset(cols: number): void {
    if (this.#stops.length === cols + 1) this.#stops.fill(0);
    else this.#stops = new Uint8Array(cols + 1);
    for (let column = 0; column < cols; column += INTERVAL) this.#stops[column] = 1;
  }

  set(column: number): void {
    if (column >= this.#stops.length) {
      const longer = new Uint8Array(column + 1);
      longer.set(this.#stops);
      this.#stops = longer;
    }
    this.#stops[column] = 1;
  }

  clear(column: number): void {
    if (column < this.#stops.length) this.#stops[column] = 0;
  }

  clearAll(): void {
    this.#stops = new Uint8Array(0);
  }

  /** Goes on with stops behind the last one there is, up to a new width. */
  resize(cols: number): void {
    const first = this.#stops[cols] === 1 ? cols : this.previous(cols, cols);
    for (let column = first; column < cols; column += INTERVAL) this.set(column);
  }

  next(from: number, cols: number): number {
    let column = from + 1;
    while (column < cols && this.#stops[column] !== 1) column++;
    return Math.min(column, cols - 1);
  }

  previous(from: number, cols: number): number {
    let column = from - 1;
    while (column > 0 && this.#stops[column] !== 1) column--;
    return Math.max(0, Math.min(column, cols - 1));
  }
}
