import { CLUSTER_FLAG, CODE_MASK, ROW } from '../../core/frame.js';
import type { CellTables } from './cell-tables.js';
import { type Charset, NO_CHARSETS } from './charsets.js';
import { type Layout, type Line, reflow } from './reflow.js';
import { Row } from './row.js';
import { Rows } from './rows.js';
import { Scrollback } from './scrollback.js';

/** What DECSC saves. */
export interface SavedCursor {
  x: number;
  y: number;
  isWrapPending: boolean;
  foreground: number;
  background: number;
  underline: number;
  flags: number;
  charsets: readonly (Charset | undefined)[];
  charsetLevel: number;
  isOrigin: boolean;
}

/** Of a screen whose cursor was never saved. */
export const HOME: Readonly<SavedCursor> = {
  x: 0,
  y: 0,
  isWrapPending: false,
  foreground: 0,
  background: 0,
  underline: 0,
  flags: 0,
  charsets: NO_CHARSETS,
  charsetLevel: 0,
  isOrigin: false,
};

/** The rows of the main or the alternate screen, the cursor, and the rows above. */
export class ScreenBuffer {
  scrollback: Scrollback;
  /** From the top; none while the alternate screen is not in use. */
  rows = new Rows();
  x = 0;
  y = 0;
  /** 0-based rows of the scroll region, both inside of it. */
  top = 0;
  bottom: number;
  saved: SavedCursor | undefined;
  /** Rows that have fallen out since the buffer was made. */
  dropped = 0;
  /** How often it was made as new. */
  resets = 0;
  readonly #tables: CellTables;
  readonly #isReflowed: boolean;
  #cols: number;
  #rowCount: number;
  readonly #scratch: Row;

  /** With a `scrollback` of 0 rows nothing is kept above, and lines are not wrapped anew. */
  constructor(cols: number, rows: number, scrollback: number, tables: CellTables) {
    this.#tables = tables;
    this.scrollback = new Scrollback(scrollback, tables);
    this.#isReflowed = scrollback > 0;
    this.#cols = cols;
    this.#rowCount = rows;
    this.bottom = rows - 1;
    this.#scratch = new Row(cols);
  }

  /** Fills an empty buffer with blank rows. */
  fill(style: number): void {
    if (this.rows.length > 0) return;
    this.rows = new Rows(Array.from({ length: this.#rowCount }, () => this.#blankRow(style)));
  }

  /** As new, but for what was saved; without rows. */
  clear(): void {
    this.rows = new Rows();
    this.#home();
  }

  /** As new; rows that there are stay, and are blank. */
  reset(): void {
    this.#home();
    this.saved = undefined;
    this.clearScrollback();
    for (const row of this.rows.all()) this.#blanked(row, 0);
    this.resets++;
  }

  #home(): void {
    this.x = 0;
    this.y = 0;
    this.top = 0;
    this.bottom = this.#rowCount - 1;
  }

  /** The cursor's. */
  get row(): Row {
    return this.rows.at(this.y);
  }

  /** A row by its line, 0 being the oldest above the screen; valid until the next call. */
  line(index: number): Row | undefined {
    const above = this.scrollback.length;
    if (index >= above) return this.#shown(index - above);
    if (index < 0) return undefined;
    if (this.#scratch.length !== this.#cols) this.#scratch.resize(this.#cols);
    this.scrollback.read(index, this.#scratch);
    return this.#scratch;
  }

  /** Bits of `ROW`. */
  flagsOf(index: number): number {
    const above = this.scrollback.length;
    if (index < 0) return 0;
    if (index < above) return this.scrollback.flagsOf(index);
    const row = this.#shown(index - above);
    return row ? (row.isWrapped ? ROW.wrapped : 0) | row.marks : 0;
  }

  #shown(y: number): Row | undefined {
    return y < this.rows.length ? this.rows.at(y) : undefined;
  }

  /** Scrolls the region up by a row, into the scrollback where it begins at the top. */
  scroll(style: number, isWrapped: boolean): void {
    if (this.top === 0) {
      if (!this.#isReflowed || this.scrollback.push(this.rows.at(0))) this.dropped++;
    }
    this.#blanked(this.rows.up(this.top, this.bottom), style).isWrapped = isWrapped;
  }

  /** Rows `top` to `bottom` go up by one; the last one becomes blank. */
  scrollUp(top: number, bottom: number, style: number): void {
    this.#blanked(this.rows.up(top, bottom), style);
  }

  /** Rows `top` to `bottom` go down by one; the first one becomes blank. */
  scrollDown(top: number, bottom: number, style: number): void {
    this.#blanked(this.rows.down(top, bottom), style);
  }

  /** A row that is not needed any more, as a blank one. */
  #blanked(row: Row, style: number): Row {
    // Of the alternate screen one may be wider since the terminal was made narrower.
    if (row.length !== this.#cols) row.resize(this.#cols);
    row.blank(style);
    return row;
  }

  #blankRow(style: number): Row {
    const row = new Row(this.#cols);
    if (style !== 0) row.fill(style);
    return row;
  }

  clearScrollback(): void {
    this.dropped += this.scrollback.length;
    this.scrollback.clear();
  }

  /** Sets the styles that cells of the screen have. */
  markStyles(isUsed: Uint8Array): void {
    for (const { isStyled, styles } of this.rows.all()) {
      if (isStyled) for (const style of styles) isUsed[style] = 1;
    }
  }

  /** Sets the clusters that cells of the screen have. */
  markClusters(isUsed: Uint8Array): void {
    for (const { hasClusters, codes } of this.rows.all()) {
      if (!hasClusters) continue;
      for (const code of codes) if (code >= CLUSTER_FLAG) isUsed[code & CODE_MASK] = 1;
    }
  }

  resize(cols: number, rows: number): void {
    const oldCols = this.#cols;
    const oldRows = this.#rowCount;
    this.#cols = cols;
    this.#rowCount = rows;
    this.bottom = rows - 1;
    if (this.saved) this.saved.isWrapPending = false;
    if (this.rows.length === 0) return;
    let savedLine = this.scrollback.length + (this.saved?.y ?? 0);
    if (cols > oldCols) for (const row of this.rows.all()) row.resize(cols);
    if (rows > oldRows) {
      this.y += this.#grow(rows, Math.max(cols, oldCols));
    } else {
      savedLine = Math.max(0, savedLine - this.#shrink(rows));
      this.y = Math.min(this.y, rows - 1);
    }
    this.x = Math.min(this.x, cols - 1);
    this.top = 0;
    if (this.#isReflowed && cols !== oldCols) savedLine = this.#reflow(oldCols, cols, savedLine);
    if (this.saved) {
      this.saved.x = Math.min(this.saved.x, cols - 1);
      this.saved.y = Math.max(0, savedLine - this.scrollback.length);
    }
  }

  /**
   * Rows come back from above while the cursor is in the last one, else blank ones come below.
   * Returns how many came back.
   */
  #grow(to: number, cols: number): number {
    const rows = this.rows.all();
    let returned = 0;
    while (rows.length < to) {
      if (this.scrollback.length > 0 && rows.length <= this.y + returned + 1) {
        const row = new Row(cols);
        this.scrollback.pop(row);
        rows.unshift(row);
        returned++;
      } else {
        rows.push(this.#blankRow(0));
      }
    }
    return returned;
  }

  /**
   * Rows below the cursor go first, then those at the top, into the scrollback. Returns how many
   * fell out of it.
   */
  #shrink(to: number): number {
    const rows = this.rows.all();
    const before = this.dropped;
    while (rows.length > to) {
      if (rows.length > this.y + 1) {
        rows.pop();
        continue;
      }
      const row = rows.shift() as Row;
      if (!this.#isReflowed || this.scrollback.push(row)) this.dropped++;
    }
    return this.dropped - before;
  }

  /** Returns where the saved cursor's line has gone. */
  #reflow(oldCols: number, cols: number, savedLine: number): number {
    const packed = this.scrollback;
    const above = packed.length;
    const lines: Line[] = [];
    for (let index = 0; index < above; index++) {
      lines.push(new PackedLine(packed, index, Math.max(oldCols, cols)));
    }
    lines.push(...this.rows.all());
    const limit = this.#rowCount + packed.limit;
    const { length: count } = lines;
    const layout: Layout = { lines, count, limit, above, y: this.y, savedLine, dropped: 0 };
    reflow(layout, oldCols, cols, this.#rowCount);
    this.dropped += layout.dropped;
    this.y = layout.y;
    layout.lines.length = layout.count;
    const screen = layout.lines.splice(layout.above, this.#rowCount).map((line) => line.unpacked());
    layout.lines.length = layout.above;
    this.scrollback = this.#packAnew(layout.lines, cols);
    for (const row of screen) row.resize(cols);
    while (screen.length < this.#rowCount) screen.push(new Row(cols));
    this.rows = new Rows(screen);
    return layout.savedLine;
  }

  /** A scrollback of these lines, of which most are as they were in the old one. */
  #packAnew(lines: readonly Line[], cols: number): Scrollback {
    const old = this.scrollback;
    const scrollback = new Scrollback(old.limit, this.#tables);
    let scratch: Row | undefined;
    for (const line of lines) {
      if (line instanceof PackedLine && !line.isUnpacked && line.end <= cols) {
        scratch ??= new Row(cols);
        scrollback.pushFrom(old, line.index, scratch);
        continue;
      }
      const row = line.unpacked();
      row.end = Math.min(row.end, cols);
      scrollback.push(row);
    }
    return scrollback;
  }
}

/** A line of a scrollback, which is unpacked when its text is wrapped anew. */
class PackedLine implements Line {
  readonly index: number;
  readonly isWrapped: boolean;
  readonly #scrollback: Scrollback;
  readonly #cols: number;
  #row: Row | undefined;

  constructor(scrollback: Scrollback, index: number, cols: number) {
    this.#scrollback = scrollback;
    this.index = index;
    this.#cols = cols;
    this.isWrapped = (scrollback.flagsOf(index) & ROW.wrapped) !== 0;
  }

  get end(): number {
    return this.#row?.end ?? this.#scrollback.cellsOf(this.index);
  }

  get isUnpacked(): boolean {
    return this.#row !== undefined;
  }

  unpacked(): Row {
    if (!this.#row) {
      this.#row = new Row(this.#cols);
      this.#scrollback.read(this.index, this.#row);
    }
    return this.#row;
  }
}
