import {
  CLUSTER_FLAG,
  CODE_MASK,
  packCode,
  ROW,
  UNWRITTEN,
  WIDTH_SHIFT,
} from '../../core/frame.js';
import type { Row } from './row.js';
import type { MarkStyle } from './styles.js';

/** Bytes of a page; rows that need more get one of their own. */
const PAGE_BYTES = 64 * 1024;

/** First byte of a row: bits of `ROW`, whether all cells are ASCII of one column, and have a style. */
const ASCII_ONLY = 1 << 7;
const STYLED = 1 << 6;
/** A cell is a cluster, whose text the page has. */
const CLUSTERED = 1 << 5;
const ROW_FLAGS = ROW.wrapped | ROW.prompt | ROW.output;

/** In place of a width: the cell is a cluster, whose own width follows its index. */
const IS_CLUSTER = 3;

const NARROW = packCode(0, 1);

/** Most bytes of a row without cells, and of a cell with a style of its own. */
const MAX_HEAD = 8;
const MAX_CELL = 14;

interface Page {
  bytes: Uint8Array;
  used: number;
  clusters: string[];
  clusterIndexes: Map<string, number>;
}

/**
 * Rows above the screen as bytes, oldest first: cells up to the last one in use, then runs of styles.
 * A row of text takes about a byte a cell. Rows do not change any more.
 */
export class Scrollback {
  readonly limit: number;
  /** Pages in order; the number of the first one grows as pages are dropped. */
  #pages: Page[] = [];
  #firstPage = 0;
  /** A ring of places, by the number of a page and the offset in it. */
  #pageOf = new Uint32Array(64);
  #offsetOf = new Uint32Array(64);
  #start = 0;
  #length = 0;
  /** A page that was dropped, to be used again. */
  #spare: Page | undefined;
  /** Place of the next byte to be written or read. */
  #at = 0;

  /** `limit`: rows that are kept. */
  constructor(limit: number) {
    this.limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a row; true when the oldest one was dropped for it. */
  push(row: Row): boolean {
    const isFull = this.#length === this.limit;
    this.#write(this.#append(MAX_HEAD + row.end * MAX_CELL), row);
    return isFull;
  }

  /** Makes a place for a row; the page has room for so many bytes. */
  #append(room: number): Page {
    if (this.#length === this.limit) this.dropOldest(1);
    else if (this.#length === this.#pageOf.length) this.#growIndex();
    const page = this.#pageFor(room);
    const slot = (this.#start + this.#length) & (this.#pageOf.length - 1);
    this.#pageOf[slot] = this.#firstPage + this.#pages.length - 1;
    this.#offsetOf[slot] = page.used;
    this.#length++;
    return page;
  }

  dropOldest(count: number): void {
    this.#start = (this.#start + count) & (this.#pageOf.length - 1);
    this.#length -= count;
    const first =
      this.#length === 0
        ? this.#firstPage + this.#pages.length
        : (this.#pageOf[this.#start] as number);
    while (this.#firstPage < first) {
      this.#spare = this.#pages.shift();
      this.#firstPage++;
    }
  }

  clear(): void {
    this.dropOldest(this.#length);
    this.#spare = undefined;
  }

  /** Takes the newest row away, into `row`. */
  pop(row: Row): void {
    const newest = this.#length - 1;
    this.read(newest, row);
    const slot = this.#slotOf(newest);
    const last = this.#pages.at(-1) as Page;
    last.used = this.#offsetOf[slot] as number;
    if (last.used === 0) this.#pages.pop();
    this.#length--;
  }

  /** Bits of `ROW`. */
  flagsOf(index: number): number {
    const slot = this.#slotOf(index);
    const { bytes } = this.#pageAt(slot);
    return (bytes[this.#offsetOf[slot] as number] as number) & ROW_FLAGS;
  }

  /** Reads a row into another, which is at least as long. */
  read(index: number, row: Row): void {
    const slot = this.#slotOf(index);
    const { bytes, clusters } = this.#pageAt(slot);
    this.#at = this.#offsetOf[slot] as number;
    const head = bytes[this.#at++] as number;
    row.blank(0);
    row.isWrapped = (head & ROW.wrapped) !== 0;
    row.marks = head & ROW_FLAGS & ~ROW.wrapped;
    const count = this.#number(bytes);
    if ((head & ASCII_ONLY) !== 0) {
      const { codes } = row;
      for (let column = 0; column < count; column++) {
        codes[column] = (bytes[this.#at++] as number) | NARROW;
      }
    } else {
      for (let column = 0; column < count; column++) this.#readCell(bytes, clusters, row, column);
    }
    for (let column = 0; (head & STYLED) !== 0 && column < count; ) {
      const style = this.#number(bytes);
      const end = column + this.#number(bytes);
      if (style !== 0) {
        row.styles.fill(style, column, end);
        row.isStyled = true;
      }
      column = end;
    }
    row.end = count;
  }

  /** Cells of a row that are stored. */
  cellsOf(index: number): number {
    const slot = this.#slotOf(index);
    this.#at = (this.#offsetOf[slot] as number) + 1;
    return this.#number(this.#pageAt(slot).bytes);
  }

  /** Appends a row of another scrollback as it is stored, by way of `scratch` where it cannot. */
  pushFrom(source: Scrollback, index: number, scratch: Row): void {
    const stored = source.#storedBytes(index);
    if (((stored[0] as number) & CLUSTERED) !== 0) {
      source.read(index, scratch);
      this.push(scratch);
      return;
    }
    const page = this.#append(stored.length);
    page.bytes.set(stored, page.used);
    page.used += stored.length;
  }

  #storedBytes(index: number): Uint8Array {
    const slot = this.#slotOf(index);
    const next = this.#slotOf(index + 1);
    const page = this.#pageAt(slot);
    const isLast = index + 1 === this.#length || this.#pageOf[next] !== this.#pageOf[slot];
    const end = isLast ? page.used : (this.#offsetOf[next] as number);
    return page.bytes.subarray(this.#offsetOf[slot], end);
  }

  /** Marks every style that a cell has. */
  markStyles(mark: MarkStyle): void {
    for (let index = 0; index < this.#length; index++) {
      const slot = this.#slotOf(index);
      const { bytes } = this.#pageAt(slot);
      this.#at = this.#offsetOf[slot] as number;
      const head = bytes[this.#at++] as number;
      if ((head & STYLED) === 0) continue;
      const count = this.#number(bytes);
      if ((head & ASCII_ONLY) !== 0) this.#at += count;
      else for (let column = 0; column < count; column++) this.#skipCell(bytes);
      for (let column = 0; column < count; ) {
        mark(this.#number(bytes));
        column += this.#number(bytes);
      }
    }
  }

  #slotOf(index: number): number {
    return (this.#start + index) & (this.#pageOf.length - 1);
  }

  #pageAt(slot: number): Page {
    return this.#pages[(this.#pageOf[slot] as number) - this.#firstPage] as Page;
  }

  #growIndex(): void {
    const { length } = this.#pageOf;
    const pageOf = new Uint32Array(length * 2);
    const offsetOf = new Uint32Array(length * 2);
    for (let index = 0; index < this.#length; index++) {
      const slot = this.#slotOf(index);
      pageOf[index] = this.#pageOf[slot] as number;
      offsetOf[index] = this.#offsetOf[slot] as number;
    }
    this.#pageOf = pageOf;
    this.#offsetOf = offsetOf;
    this.#start = 0;
  }

  /** The last page, or a new one when it has no room for so many bytes. */
  #pageFor(room: number): Page {
    const last = this.#pages.at(-1);
    if (last && last.bytes.length - last.used >= room) return last;
    const spare = this.#spare;
    this.#spare = undefined;
    const page: Page =
      spare && spare.bytes.length >= room
        ? { ...spare, used: 0, clusters: [], clusterIndexes: new Map() }
        : {
            bytes: new Uint8Array(Math.max(PAGE_BYTES, room)),
            used: 0,
            clusters: [],
            clusterIndexes: new Map(),
          };
    this.#pages.push(page);
    return page;
  }

  #write(page: Page, row: Row): void {
    const { bytes } = page;
    const { codes, styles } = row;
    let count = row.end;
    while (count > 0 && codes[count - 1] === UNWRITTEN && styles[count - 1] === 0) count--;
    const head = page.used;
    this.#at = head + 1;
    this.#putNumber(bytes, count);
    const isAscii = this.#writeAscii(bytes, codes, count);
    if (!isAscii) {
      for (let column = 0; column < count; column++) this.#writeCell(page, row, column);
    }
    bytes[head] =
      (row.isWrapped ? ROW.wrapped : 0) |
      row.marks |
      (isAscii ? ASCII_ONLY : 0) |
      (row.clusters ? CLUSTERED : 0) |
      (row.isStyled && this.#writeStyles(bytes, styles, count) ? STYLED : 0);
    page.used = this.#at;
  }

  /** False, and nothing is written, where all cells have the default style. */
  #writeStyles(bytes: Uint8Array, styles: Uint32Array, count: number): boolean {
    let any = 0;
    for (let column = 0; column < count; column++) any |= styles[column] as number;
    if (any === 0) return false;
    for (let column = 0; column < count; ) {
      const style = styles[column] as number;
      let end = column + 1;
      while (end < count && styles[end] === style) end++;
      this.#putNumber(bytes, style);
      this.#putNumber(bytes, end - column);
      column = end;
    }
    return true;
  }

  /** False, and nothing is written, where a cell is anything else. */
  #writeAscii(bytes: Uint8Array, codes: Uint32Array, count: number): boolean {
    const at = this.#at;
    let any = 0;
    for (let column = 0; column < count; column++) {
      const value = (codes[column] as number) ^ NARROW;
      any |= value;
      bytes[at + column] = value;
    }
    if (any >>> 7 !== 0) return false;
    this.#at = at + count;
    return true;
  }

  #writeCell(page: Page, row: Row, column: number): void {
    const code = row.codes[column] as number;
    const width = (code >>> WIDTH_SHIFT) & 3;
    if (code < CLUSTER_FLAG) {
      this.#putNumber(page.bytes, ((code & CODE_MASK) << 2) | width);
      return;
    }
    const text = row.text(column);
    let index = page.clusterIndexes.get(text);
    if (index === undefined) {
      index = page.clusters.push(text) - 1;
      page.clusterIndexes.set(text, index);
    }
    this.#putNumber(page.bytes, (index << 2) | IS_CLUSTER);
    page.bytes[this.#at++] = width;
  }

  #readCell(bytes: Uint8Array, clusters: readonly string[], row: Row, column: number): void {
    const value = this.#number(bytes);
    const width = value & 3;
    if (width === IS_CLUSTER) {
      row.setCluster(column, clusters[value >>> 2] as string, bytes[this.#at++] as number, 0);
    } else {
      row.codes[column] = ((value >>> 2) | (width << WIDTH_SHIFT)) >>> 0;
    }
  }

  #skipCell(bytes: Uint8Array): void {
    if ((this.#number(bytes) & 3) === IS_CLUSTER) this.#at++;
  }

  /** Seven bits a byte, the lower ones first. */
  #putNumber(bytes: Uint8Array, value: number): void {
    let left = value;
    if (left > 0x7f && left < 0x20_0000) {
      bytes[this.#at++] = (left & 0x7f) | 0x80;
      left >>>= 7;
      if (left > 0x7f) {
        bytes[this.#at++] = (left & 0x7f) | 0x80;
        left >>>= 7;
      }
      bytes[this.#at++] = left;
      return;
    }
    while (left > 0x7f) {
      bytes[this.#at++] = (left & 0x7f) | 0x80;
      left >>>= 7;
    }
    bytes[this.#at++] = left;
  }

  #number(bytes: Uint8Array): number {
    let byte = bytes[this.#at++] as number;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; ; shift += 7) {
      byte = bytes[this.#at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
