import type { Row } from './row.js';

/**
 * The rows of a screen from the top. To scroll, the rows of a window go round, of which none is
 * moved: most programs scroll the same window again and again.
 */
export class Rows {
  #rows: Row[];
  /** The window's first row, and the one behind its last. */
  #from = 0;
  #to = 0;
  /** How many rows the window has gone up. */
  #turn = 0;

  constructor(rows: Row[] = []) {
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  at(y: number): Row {
    let place = y;
    if (y >= this.#from && y < this.#to) {
      place += this.#turn;
      if (place >= this.#to) place += this.#from - this.#to;
    }
    return this.#rows[place] as Row;
  }

  /** All of them in order, to be changed as long as nothing scrolls. */
  all(): Row[] {
    if (this.#turn !== 0) {
      const window = this.#rows.slice(this.#from, this.#to);
      for (let index = 0; index < window.length; index++) {
        this.#rows[this.#from + index] = window[(index + this.#turn) % window.length] as Row;
      }
      this.#turn = 0;
    }
    this.#from = 0;
    this.#to = 0;
    return this.#rows;
  }

  /** Rows `top` to `bottom` go up by one; returns the one that comes last, which was the first. */
  up(top: number, bottom: number): Row {
    this.#choose(top, bottom);
    this.#turn = this.#turn + 1 === bottom + 1 - top ? 0 : this.#turn + 1;
    return this.at(bottom);
  }

  /** Rows `top` to `bottom` go down by one; returns the one that comes first, which was the last. */
  down(top: number, bottom: number): Row {
    this.#choose(top, bottom);
    this.#turn = (this.#turn === 0 ? bottom + 1 - top : this.#turn) - 1;
    return this.at(top);
  }

  #choose(top: number, bottom: number): void {
    if (this.#from === top && this.#to === bottom + 1) return;
    this.all();
    this.#from = top;
    this.#to = bottom + 1;
  }
}
