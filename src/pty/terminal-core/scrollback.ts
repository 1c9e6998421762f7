import {
  CLUSTER_FLAG,
  CODE_MASK,
  packCode,
  ROW,
  UNWRITTEN,
  WIDTH_SHIFT,
} from '../../core/frame.js';
import { ByteReader, putNumber } from './bytes.js';
import type { CellTables } from './cell-tables.js';
import type { Row } from './row.js';
import { MAX_PACKED_STYLE } from './styles.js';

/** Bytes of a page; rows that need more get one of their own. */
const PAGE_BYTES = 64 * 1024;

/** First byte of a row: bits of `ROW`, whether all cells are ASCII of one column, and have a style. */
const ASCII_ONLY = 1 << 7;
const STYLED = 1 << 6;
/** A cell has a link. */
const LINKED = 1 << 5;
const ROW_FLAGS = ROW.wrapped | ROW.prompt | ROW.output;

/** In place of a width: the cell is a cluster, whose own width and code points follow. */
const IS_CLUSTER = 3;

const NARROW = packCode(0, 1);

/** Most bytes of a row without cells, of a cell, and of one with a style of its own. */
const MAX_HEAD = 8;
const MAX_CELL = 5;
const MAX_STYLED_CELL = MAX_CELL + 3 + MAX_PACKED_STYLE;

/** Numbers of the links that cells have. */
interface LinkHolder {
  links: Set<number> | undefined;
}

interface Page extends LinkHolder {
  bytes: Uint8Array;
  used: number;
}

/** A row that has no room where it would be written, until it is clear how long it is. */
let scratch = new Uint8Array(PAGE_BYTES);

/**
 * Rows above the screen as bytes, oldest first: cells up to the last one in use, then runs of styles.
 * A row of text takes about a byte a cell. Rows do not change any more, and have no numbers that
 * could come to mean something else.
 */
export class Scrollback {
  readonly limit: number;
  readonly #tables: CellTables;
  /** Pages in order; the number of the first one grows as pages are dropped. */
  #pages: Page[] = [];
  #last: Page | undefined;
  #firstPage = 0;
  /** A ring of places, by the number of a page and the offset in it. */
  #pageOf = new Uint32Array(64);
  #offsetOf = new Uint32Array(64);
  #start = 0;
  #length = 0;
  /** A page that was dropped, to be used again. */
  #spare: Page | undefined;
  /** The row that was written last has a link. */
  #isLinked = false;

  /** `limit`: rows that are kept. */
  constructor(limit: number, tables: CellTables) {
    this.limit = limit;
    this.#tables = tables;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a row; true when the oldest one was dropped for it. */
  push(row: Row): boolean {
    const isFull = this.#length === this.limit;
    if (isFull) this.dropOldest(1);
    const room =
      MAX_HEAD +
      row.end * (row.isStyled ? MAX_STYLED_CELL : MAX_CELL) +
      (row.hasClusters ? this.#clusterBytes(row) : 0);
    const page = this.#last;
    if (page !== undefined && page.bytes.length - page.used >= room) {
      this.#place(page, this.#write(page, page.bytes, page.used, row));
      return isFull;
    }
    if (scratch.length < room) scratch = new Uint8Array(room);
    const noted: LinkHolder = { links: undefined };
    const length = this.#write(noted, scratch, 0, row);
    this.#append(scratch.subarray(0, length), noted.links);
    return isFull;
  }

  #clusterBytes(row: Row): number {
    const { clusters } = this.#tables;
    let length = 0;
    for (let column = 0; column < row.end; column++) {
      const code = row.codes[column] as number;
      if (code >= CLUSTER_FLAG) length += 1 + clusters.packedOf(code & CODE_MASK).length;
    }
    return length;
  }

  /** Appends a row as it is stored. */
  #append(stored: Uint8Array, links?: Iterable<number>): void {
    const page = this.#pageFor(stored.length);
    page.bytes.set(stored, page.used);
    for (const link of links ?? []) {
      page.links ??= new Set();
      page.links.add(link);
    }
    this.#place(page, page.used + stored.length);
  }

  /** The last page has a row more, up to `end`. */
  #place(page: Page, end: number): void {
    if (this.#length === this.#pageOf.length) this.#growIndex();
    const slot = (this.#start + this.#length) & (this.#pageOf.length - 1);
    this.#pageOf[slot] = this.#firstPage + this.#pages.length - 1;
    this.#offsetOf[slot] = page.used;
    page.used = end;
    this.#length++;
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
    if (this.#pages.length === 0) this.#last = undefined;
  }

  clear(): void {
    this.dropOldest(this.#length);
  }

  /** Takes the newest row away, into `row`. */
  pop(row: Row): void {
    const newest = this.#length - 1;
    this.read(newest, row);
    const slot = this.#slotOf(newest);
    const last = this.#last as Page;
    last.used = this.#offsetOf[slot] as number;
    if (last.used === 0) {
      this.#pages.pop();
      this.#last = this.#pages.at(-1);
    }
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
    const reader = this.#readerOf(index);
    const head = reader.byte();
    row.blank(0);
    row.isWrapped = (head & ROW.wrapped) !== 0;
    row.marks = head & ROW_FLAGS & ~ROW.wrapped;
    const count = reader.number();
    const { codes, styles } = row;
    if ((head & ASCII_ONLY) !== 0) {
      for (let column = 0; column < count; column++) codes[column] = reader.byte() | NARROW;
    } else {
      for (let column = 0; column < count; column++) this.#readCell(reader, row, column);
    }
    for (let column = 0; (head & STYLED) !== 0 && column < count; ) {
      const end = column + reader.number();
      const style = this.#tables.styles.unpack(reader);
      if (style !== 0) {
        styles.fill(style, column, end);
        row.isStyled = true;
      }
      column = end;
    }
    row.end = count;
  }

  /** Cells of a row that are stored. */
  cellsOf(index: number): number {
    const reader = this.#readerOf(index);
    reader.byte();
    return reader.number();
  }

  #readerOf(index: number): ByteReader {
    const slot = this.#slotOf(index);
    return new ByteReader(this.#pageAt(slot).bytes, this.#offsetOf[slot] as number);
  }

  /** Appends a row of another scrollback as it is stored, by way of `row` where it cannot. */
  pushFrom(source: Scrollback, index: number, row: Row): void {
    const stored = source.#storedBytes(index);
    if (((stored[0] as number) & LINKED) !== 0) {
      source.read(index, row);
      this.push(row);
      return;
    }
    if (this.#length === this.limit) this.dropOldest(1);
    this.#append(stored);
  }

  #storedBytes(index: number): Uint8Array {
    const slot = this.#slotOf(index);
    const next = this.#slotOf(index + 1);
    const { bytes, used } = this.#pageAt(slot);
    const isLast = index + 1 === this.#length || this.#pageOf[next] !== this.#pageOf[slot];
    return bytes.subarray(this.#offsetOf[slot], isLast ? used : this.#offsetOf[next]);
  }

  /** Adds the links that cells have, and perhaps some that they had. */
  addLinks(links: Set<number>): void {
    for (const page of this.#pages) for (const link of page.links ?? []) links.add(link);
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
    if (this.#last && this.#last.bytes.length - this.#last.used >= room) return this.#last;
    const spare = this.#spare?.bytes;
    this.#spare = undefined;
    const isEnough = spare !== undefined && spare.length >= room;
    const bytes = isEnough ? spare : new Uint8Array(Math.max(PAGE_BYTES, room));
    const page: Page = { bytes, used: 0, links: undefined };
    this.#pages.push(page);
    this.#last = page;
    return page;
  }

  /** Writes a row to `bytes` from `head` on; returns where it ends. Its links are added to `page`'s. */
  #write(page: LinkHolder, bytes: Uint8Array, head: number, row: Row): number {
    const { codes } = row;
    let count = row.end;
    while (count > 0 && codes[count - 1] === UNWRITTEN && row.styles[count - 1] === 0) count--;
    const start = putNumber(bytes, head + 1, count);
    let end = writeAscii(bytes, start, codes, count);
    const isAscii = end !== NOT_ASCII;
    if (!isAscii) end = this.#writeCells(bytes, start, codes, count);
    this.#isLinked = false;
    const unstyled = end;
    if (row.isStyled) end = this.#writeStyles(page, bytes, end, row.styles, count);
    bytes[head] =
      (row.isWrapped ? ROW.wrapped : 0) |
      row.marks |
      (isAscii ? ASCII_ONLY : 0) |
      (this.#isLinked ? LINKED : 0) |
      (end > unstyled ? STYLED : 0);
    return end;
  }

  /** Nothing is written where all cells have the default style. */
  #writeStyles(
    page: LinkHolder,
    bytes: Uint8Array,
    from: number,
    styles: Uint32Array,
    count: number,
  ): number {
    const table = this.#tables.styles;
    let at = from;
    let isPlain = true;
    for (let column = 0; column < count; ) {
      const style = styles[column] as number;
      const first = column++;
      while (column < count && styles[column] === style) column++;
      at = putNumber(bytes, at, column - first);
      at = table.pack(style, bytes, at);
      if (style === 0) continue;
      isPlain = false;
      const link = table.linkOf(style);
      if (link === 0) continue;
      page.links ??= new Set();
      page.links.add(link);
      this.#isLinked = true;
    }
    return isPlain ? from : at;
  }

  #writeCells(bytes: Uint8Array, from: number, codes: Uint32Array, count: number): number {
    let at = from;
    for (let column = 0; column < count; column++) {
      const code = codes[column] as number;
      if (code >= CLUSTER_FLAG) {
        at = this.#writeCluster(bytes, at, code);
        continue;
      }
      const value = ((code & CODE_MASK) << 2) | (code >>> WIDTH_SHIFT);
      if (value < 0x80) {
        bytes[at++] = value;
      } else if (value < 0x4000) {
        bytes[at++] = (value & 0x7f) | 0x80;
        bytes[at++] = value >>> 7;
      } else {
        bytes[at++] = (value & 0x7f) | 0x80;
        bytes[at++] = ((value >>> 7) & 0x7f) | 0x80;
        at = putNumber(bytes, at, value >>> 14);
      }
    }
    return at;
  }

  #writeCluster(bytes: Uint8Array, from: number, code: number): number {
    const packed = this.#tables.clusters.packedOf(code & CODE_MASK);
    let at = putNumber(bytes, from, (packed.length << 2) | IS_CLUSTER);
    bytes[at++] = (code >>> WIDTH_SHIFT) & 3;
    for (let index = 0; index < packed.length; index++) bytes[at++] = packed[index] as number;
    return at;
  }

  #readCell(reader: ByteReader, row: Row, column: number): void {
    const value = reader.number();
    let width = value & 3;
    let content = value >>> 2;
    if (width === IS_CLUSTER) {
      width = reader.byte();
      const end = reader.at + content;
      content = reader.number();
      while (reader.at < end) content = this.#tables.clusters.join(content, reader.number());
      row.hasClusters = true;
    }
    row.codes[column] = (content | (width << WIDTH_SHIFT)) >>> 0;
  }
}

const NOT_ASCII = -1;

/** Returns where it ends, or `NOT_ASCII` where a cell is anything else. */
function writeAscii(bytes: Uint8Array, at: number, codes: Uint32Array, count: number): number {
  for (let column = 0; column < count; column++) {
    const value = (codes[column] as number) ^ NARROW;
    if (value >>> 7 !== 0) return NOT_ASCII;
    bytes[at + column] = value;
  }
  return at + count;
}
