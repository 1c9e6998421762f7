import {
  type CellRow,
  CLUSTER_FLAG,
  CODE_MASK,
  type Cursor,
  type LineNumbers,
  type PaneColors,
  type PaneFrame,
  type PaneModes,
} from '../../core/frame.js';
import type { Emulator, RowReader } from '../emulator.js';
import { lineNumbersOf } from '../scrollback/history.js';
import { ClusterTable, StyleTable } from '../tables.js';

/** Entries at which the tables of a pane are made anew; a truecolor animation fills them for ever. */
const TABLE_LIMIT = 32_768;

/** A table that grew by this much since it was made is not worth sending whole. */
const STALE_STYLES = 1_024;

interface RowSnapshot {
  flags: number;
  codes: Uint32Array<ArrayBuffer>;
  styles: Uint32Array<ArrayBuffer>;
  length: number;
  /** The emulator's, when it was read. */
  revision: number;
  /** `Screen.#version` when the row last changed. */
  version: number;
}

/** What one client has been sent of a pane. */
export interface ViewMark {
  /** Screen version of the last frame; 0 asks for a full one. */
  version: number;
  /** Style table the client's indexes belong to. */
  styles: StyleTable | undefined;
  /** How many of them it knows. */
  knownStyles: number;
}

/** Of a client that has been sent nothing. */
export function newViewMark(): ViewMark {
  return { version: 0, styles: undefined, knownStyles: 0 };
}

/**
 * The last whole picture of an emulator's screen, with a version per row, from which frames for
 * any number of clients are cut. Only rows that the emulator may have changed are read, when it has
 * parsed something and somebody looks.
 */
export class Screen {
  readonly #emulator: Emulator;
  #styles = new StyleTable();
  #clusters = new ClusterTable();
  #reader: RowReader;
  /** Styles the screen needed when the tables were made; 0 until the next picture. */
  #rebuiltSize = 0;
  #rows: RowSnapshot[] = [];
  #scratchCodes = new Uint32Array(0);
  #scratchStyles = new Uint32Array(0);
  #cols = 0;
  #cursor: Cursor;
  #modes: PaneModes;
  #lines: LineNumbers = { numbering: 0, firstLine: 0, historyLength: 0 };
  #colors: PaneColors;
  /** Version at which the colours last changed. */
  #colorsVersion = 0;
  #version = 0;
  /** Version since when clients can be sent changes only. */
  #fullSince = 1;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#reader = emulator.createRowReader(this.#styles, this.#clusters);
    this.#cursor = emulator.cursor;
    this.#modes = emulator.modes;
    this.#colors = emulator.colors;
  }

  /** The client of `mark` must be sent everything. */
  needsFull(mark: ViewMark): boolean {
    return mark.version < this.#fullSince || mark.styles !== this.#styles;
  }

  /**
   * Takes the picture that the emulator shows now. Before a full frame `trim` forgets styles that
   * the screen no longer shows, if they are many.
   */
  capture(trim: boolean): void {
    const emulator = this.#emulator;
    const limit = trim ? this.#rebuiltSize + STALE_STYLES : TABLE_LIMIT;
    if (this.#styles.size > limit || this.#clusters.size > TABLE_LIMIT) this.#dropTables();
    if (this.#cols !== emulator.cols || this.#rows.length !== emulator.rows) this.#resize();
    const next = this.#version + 1;
    let changed = this.#captureHead(next);
    const top = emulator.historyLength;
    // Both loops run for every key: an iterator would make two objects for each row.
    for (let y = 0; y < this.#rows.length; y++) {
      if (this.#captureRow(this.#rows[y] as RowSnapshot, top + y, next)) changed = true;
    }
    if (changed) this.#version = next;
    this.#rebuiltSize ||= this.#styles.size;
  }

  /** True when the row shows something else than before. */
  #captureRow(row: RowSnapshot, line: number, next: number): boolean {
    const revision = this.#emulator.lineRevision(line);
    if (row.revision === revision) return false;
    row.revision = revision;
    const length = this.#reader.read(line, this.#scratchCodes, this.#scratchStyles);
    const flags = this.#emulator.lineFlags(line);
    if (row.flags === flags && this.#isSame(row, length)) return false;
    this.#store(row, length);
    row.flags = flags;
    row.version = next;
    return true;
  }

  /** True when `mark` is behind the picture. */
  isBehind(mark: ViewMark): boolean {
    return mark.version !== this.#version || mark.styles !== this.#styles;
  }

  /** What `mark`'s client lacks of the picture; moves the mark. */
  frameFor(paneId: string, mark: ViewMark): PaneFrame {
    const isFull = this.needsFull(mark);
    const knownStyles = isFull ? 0 : mark.knownStyles;
    const since = isFull ? -1 : mark.version;
    const clusters = new FrameClusters(this.#clusters);
    const changedRows: CellRow[] = [];
    for (let y = 0; y < this.#rows.length; y++) {
      const row = this.#rows[y] as RowSnapshot;
      if (row.version > since) changedRows.push(clusters.rowOf(y, row));
    }
    mark.version = this.#version;
    mark.styles = this.#styles;
    mark.knownStyles = this.#styles.size;
    return {
      paneId,
      full: isFull,
      cols: this.#cols,
      rows: this.#rows.length,
      cursor: this.#cursor,
      modes: this.#modes,
      ...this.#lines,
      ...(this.#colorsVersion > since ? { colors: this.#colors } : {}),
      newStyles: this.#styles
        .from(knownStyles)
        .map((style, offset) => ({ index: knownStyles + offset, style })),
      clusters: clusters.texts,
      changedRows,
    };
  }

  #dropTables(): void {
    this.#rebuiltSize = 0;
    this.#styles = new StyleTable();
    this.#clusters = new ClusterTable();
    this.#reader = this.#emulator.createRowReader(this.#styles, this.#clusters);
    this.#rows = [];
    this.#cols = 0;
  }

  #resize(): void {
    this.#cols = this.#emulator.cols;
    this.#scratchCodes = new Uint32Array(this.#cols);
    this.#scratchStyles = new Uint32Array(this.#cols);
    this.#rows = Array.from({ length: this.#emulator.rows }, () => ({
      codes: new Uint32Array(this.#cols),
      styles: new Uint32Array(this.#cols),
      length: 0,
      flags: 0,
      revision: Number.NaN,
      version: this.#version + 1,
    }));
    this.#version++;
    this.#fullSince = this.#version;
  }

  #captureHead(next: number): boolean {
    const { cursor, modes, colors } = this.#emulator;
    const lines = lineNumbersOf(this.#emulator);
    if (colors !== this.#colors) this.#colorsVersion = next;
    const changed =
      colors !== this.#colors ||
      !isSameRecord(lines, this.#lines) ||
      !isSameRecord(cursor, this.#cursor) ||
      !isSameRecord(modes, this.#modes);
    this.#cursor = cursor;
    this.#modes = modes;
    this.#colors = colors;
    this.#lines = lines;
    return changed;
  }

  #isSame(row: RowSnapshot, length: number): boolean {
    if (row.length !== length) return false;
    for (let column = 0; column < length; column++) {
      if (row.codes[column] !== this.#scratchCodes[column]) return false;
      if (row.styles[column] !== this.#scratchStyles[column]) return false;
    }
    return true;
  }

  /** Swaps the scratch arrays in, so that a changed row allocates nothing. */
  #store(row: RowSnapshot, length: number): void {
    const { codes, styles } = row;
    row.codes = this.#scratchCodes;
    row.styles = this.#scratchStyles;
    row.length = length;
    this.#scratchCodes = codes;
    this.#scratchStyles = styles;
  }
}

function isSameRecord<T extends object>(a: T, b: T): boolean {
  for (const key of Object.keys(a) as (keyof T)[]) if (a[key] !== b[key]) return false;
  return true;
}

/** Renumbers clusters so that a frame carries only those it shows. */
class FrameClusters {
  readonly texts: string[] = [];
  readonly #table: ClusterTable;
  readonly #indexes = new Map<number, number>();

  constructor(table: ClusterTable) {
    this.#table = table;
  }

  rowOf(y: number, row: RowSnapshot): CellRow {
    const codes = row.codes.slice(0, row.length);
    for (let column = 0; column < codes.length; column++) {
      const code = codes[column] as number;
      if (code >= CLUSTER_FLAG) codes[column] = this.#renumber(code);
    }
    return { y, codes, styles: row.styles.slice(0, row.length), flags: row.flags };
  }

  #renumber(code: number): number {
    const index = code & CODE_MASK;
    let own = this.#indexes.get(index);
    if (own === undefined) {
      own = this.texts.length;
      this.texts.push(this.#table.at(index));
      this.#indexes.set(index, own);
    }
    return ((code & ~CODE_MASK) | own) >>> 0;
  }
}
