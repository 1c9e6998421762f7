import { CLUSTER_FLAG, CODE_MASK, packCode, UNWRITTEN, WIDTH_SHIFT } from '../../core/frame.js';
import type { Clusters } from './clusters.js';
import { PROTECTED, type Styles } from './styles.js';

const WIDTH_BITS = 3 << WIDTH_SHIFT;
const HAS_CONTENT = (CLUSTER_FLAG | CODE_MASK) >>> 0;

const NARROW = packCode(0, 1);

/** Code word of the right half of a wide character. */
export const RIGHT_HALF = 0;

/** Cells that are blanked one by one, as a call would take longer. */
const FEW = 16;

/** Gives every row that has changed since it was asked a number of its own. */
let clock = 0;

/**
 * A row of the screen. A cell is a code word as in core/frame.ts, but with the number of a cluster,
 * and the number of a style, both of the terminal; style 0 is the default one.
 */
export class Row {
  codes: Uint32Array;
  styles: Uint32Array;
  isWrapped = false;
  /** Bits of `ROW` that shells have set. */
  marks = 0;
  /** Behind it all cells are unwritten and of the default style. */
  end = 0;
  /** Without it all cells have the default style. */
  isStyled = false;
  /** Without it no cell is a cluster. */
  hasClusters = false;
  #isTouched = true;
  #revision = 0;

  constructor(cols: number) {
    this.codes = new Uint32Array(cols).fill(UNWRITTEN);
    this.styles = new Uint32Array(cols);
  }

  get length(): number {
    return this.codes.length;
  }

  /** A row is a line that needs no unpacking (reflow.ts). */
  unpacked(): this {
    return this;
  }

  /** To be called whenever anything of the row has changed. */
  touch(): void {
    this.#isTouched = true;
  }

  /** Differs whenever anything of the row does, and from that of every other row. */
  revision(): number {
    if (this.#isTouched) {
      this.#isTouched = false;
      this.#revision = ++clock;
    }
    return this.#revision;
  }

  widthAt(column: number): number {
    return ((this.codes[column] as number) >>> WIDTH_SHIFT) & 3;
  }

  hasContent(column: number): boolean {
    return ((this.codes[column] as number) & HAS_CONTENT) !== 0;
  }

  /** An unwritten cell that is no half of a wide character, or what is left of one. */
  isOrphan(column: number): boolean {
    return this.codes[column] === RIGHT_HALF;
  }

  text(column: number, clusters: Clusters): string {
    const code = this.codes[column] ?? 0;
    const value = code & CODE_MASK;
    if (code >= CLUSTER_FLAG) return clusters.textOf(value);
    return value === 0 ? '' : String.fromCodePoint(value);
  }

  set(column: number, code: number, style: number): void {
    this.codes[column] = code;
    this.styles[column] = style;
    if (style !== 0) this.isStyled = true;
    if (column >= this.end) this.end = column + 1;
  }

  /**
   * Writes a run of printable ASCII from `from` on, up to `stop` or another character; returns where it
   * has stopped. There must be room for it.
   */
  writeAscii(column: number, style: number, bytes: Uint8Array, from: number, stop: number): number {
    const { codes } = this;
    let at = from;
    for (let next = column; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte < 0x20 || byte >= 0x7f) break;
      codes[next++] = byte | NARROW;
    }
    const end = column + at - from;
    if (style !== 0 || this.isStyled) this.#style(column, end, style);
    if (end > this.end) this.end = end;
    return at;
  }

  /** To be called when `codes` have been written from `start` to `end`. */
  written(start: number, end: number, style: number): void {
    if (style !== 0 || this.isStyled) this.#style(start, end, style);
    if (end > this.end) this.end = end;
  }

  #style(start: number, end: number, style: number): void {
    this.isStyled = true;
    fill(this.styles, style, start, end);
  }

  /** Puts a code point behind what the cell has; with `width` 0 it keeps its own. */
  join(column: number, code: number, width: number, clusters: Clusters): void {
    const old = this.codes[column] as number;
    let word: number;
    if ((old & HAS_CONTENT) === 0) {
      word = code | (1 << WIDTH_SHIFT);
    } else {
      word = clusters.join(old, code) | (old & WIDTH_BITS);
      this.hasClusters = true;
    }
    if (width > 0) word = (word & ~WIDTH_BITS) | (width << WIDTH_SHIFT);
    this.codes[column] = word;
    if (column >= this.end) this.end = column + 1;
  }

  /** All cells unwritten, in a style; not wrapped and without marks. */
  blank(style: number): void {
    if (style === 0 && this.end === 0 && !this.isWrapped && this.marks === 0) return;
    this.fill(style);
    this.isWrapped = false;
    this.marks = 0;
  }

  fill(style: number): void {
    const upTo = style === 0 ? this.end : this.length;
    fill(this.codes, UNWRITTEN, 0, upTo);
    if (style !== 0 || this.isStyled) fill(this.styles, style, 0, upTo);
    this.end = style === 0 ? 0 : this.length;
    this.isStyled = style !== 0;
    this.hasClusters = false;
    this.touch();
  }

  /** As `fill`, but for cells that are protected. */
  fillUnprotected(style: number, styles: Styles): void {
    this.#fillCellsUnprotected(0, this.length, style, styles);
  }

  #fillCells(start: number, end: number, style: number): void {
    // Behind `this.end` nothing has to be done for the default style.
    const upTo = Math.min(end, style === 0 ? Math.max(start, this.end) : this.length);
    this.#blankCells(start, upTo, style);
    if (style !== 0) this.end = Math.max(this.end, upTo);
    else if (end >= this.end && start < this.end) this.end = start;
  }

  #fillCellsUnprotected(start: number, end: number, style: number, styles: Styles): void {
    for (let column = start; column < Math.min(end, this.length); column++) {
      if (!this.#isProtected(column, styles)) this.set(column, UNWRITTEN, style);
    }
    this.touch();
  }

  #isProtected(column: number, styles: Styles): boolean {
    return (styles.flagsOf(this.styles[column] as number) & PROTECTED) !== 0;
  }

  /** Empties the cells; the other halves of wide characters that are cut go too. */
  erase(start: number, end: number, style: number): void {
    if (start > 0 && this.widthAt(start - 1) === 2) this.set(start - 1, UNWRITTEN, style);
    if (end < this.length && this.widthAt(end - 1) === 2) this.set(end, UNWRITTEN, style);
    this.#fillCells(Math.min(start, this.length), end, style);
    this.touch();
  }

  eraseUnprotected(start: number, end: number, style: number, styles: Styles): void {
    if (start > 0 && this.widthAt(start - 1) === 2 && !this.#isProtected(start - 1, styles)) {
      this.set(start - 1, UNWRITTEN, style);
    }
    if (end < this.length && this.widthAt(end - 1) === 2 && !this.#isProtected(end, styles)) {
      this.set(end, UNWRITTEN, style);
    }
    this.#fillCellsUnprotected(start, end, style, styles);
  }

  /** Moves the cells from a column on to the right; what leaves the row is lost. */
  insertCells(column: number, count: number, style: number): void {
    const { length } = this;
    const at = column % length;
    if (at > 0 && this.widthAt(at - 1) === 2) this.set(at - 1, UNWRITTEN, style);
    if (count < length - at) {
      this.codes.copyWithin(at + count, at, length - count);
      this.styles.copyWithin(at + count, at, length - count);
      this.end = this.end > at ? Math.min(length, this.end + count) : this.end;
      if (count > 0) this.#fillInside(at, at + count, style);
    } else {
      this.#fillCells(at, length, style);
    }
    if (this.widthAt(length - 1) === 2) this.set(length - 1, UNWRITTEN, style);
    this.touch();
  }

  /** Cells that are not the last ones in use. */
  #fillInside(start: number, end: number, style: number): void {
    this.#blankCells(start, end, style);
    if (style !== 0 && this.end < end) this.end = end;
  }

  #blankCells(start: number, end: number, style: number): void {
    if (start >= end) return;
    fill(this.codes, UNWRITTEN, start, end);
    if (style !== 0) this.isStyled = true;
    if (this.isStyled) fill(this.styles, style, start, end);
  }

  /** Moves the cells behind so many to the left; the row's end is filled. */
  deleteCells(column: number, count: number, style: number): void {
    const { length } = this;
    const at = column % length;
    if (count < length - at) {
      this.codes.copyWithin(at, at + count, length);
      this.styles.copyWithin(at, at + count, length);
      if (this.end > at) this.end = Math.max(at, this.end - count);
      this.#fillInside(length - count, length, style);
    } else {
      this.#fillCells(at, length, style);
    }
    if (at > 0 && this.widthAt(at - 1) === 2) this.set(at - 1, UNWRITTEN, style);
    if (this.isOrphan(at)) this.set(at, UNWRITTEN, style);
    this.touch();
  }

  /** Copies cells of this or another row. */
  copyCells(source: Row, from: number, to: number, count: number): void {
    const end = from + count;
    if (source === this) {
      this.codes.copyWithin(to, from, end);
      this.styles.copyWithin(to, from, end);
    } else {
      this.codes.set(source.codes.subarray(from, end), to);
      this.styles.set(source.styles.subarray(from, end), to);
    }
    if (source.isStyled) this.isStyled = true;
    if (source.hasClusters) this.hasClusters = true;
    this.end = Math.max(this.end, to + count);
    this.touch();
  }

  /** Cells up to the last one with content; of a wide one that was cut, one. */
  trimmedLength(): number {
    for (let column = this.end - 1; column >= 0; column--) {
      if (!this.hasContent(column)) continue;
      return column + (this.widthAt(column) === 2 && this.codes[column + 1] === RIGHT_HALF ? 2 : 1);
    }
    return 0;
  }

  resize(cols: number): void {
    const { length } = this;
    if (cols === length) return;
    const codes = new Uint32Array(cols);
    const styles = new Uint32Array(cols);
    if (cols > length) {
      codes.set(this.codes);
      styles.set(this.styles);
      codes.fill(UNWRITTEN, length);
    } else {
      codes.set(this.codes.subarray(0, cols));
      styles.set(this.styles.subarray(0, cols));
      this.end = Math.min(this.end, cols);
    }
    this.codes = codes;
    this.styles = styles;
    this.touch();
  }

  /** Text up to the last cell with content, without blanks at the end. */
  lineText(clusters: Clusters): string {
    const end = this.trimmedLength();
    let text = '';
    for (let column = 0; column < end; column += this.widthAt(column) || 1) {
      text += this.text(column, clusters) || ' ';
    }
    return text.trimEnd();
  }
}

function fill(words: Uint32Array, value: number, start: number, end: number): void {
  if (end - start > FEW) {
    words.fill(value, start, end);
    return;
  }
  for (let at = start; at < end; at++) words[at] = value;
}
