/** The lines that are searched, as far as they have been sent. */
import { ROW } from '../../core/frame.js';
import { EMPTY_ROW, type Lines, type TextRow } from '../model/copy-mode/document.js';
import { type PackedRows, type UnpackedRow, unpackRows } from './packed-rows.js';
import { type WholeLine, wholeLines } from './whole-lines.js';

const NO_ROW: UnpackedRow = { row: EMPTY_ROW, flags: 0 };

class Rows implements Lines {
  readonly first: number;
  readonly end: number;
  readonly cols: number;
  readonly #rows: readonly UnpackedRow[];

  constructor(first: number, rows: readonly UnpackedRow[], cols: number) {
    this.first = first;
    this.end = first + rows.length;
    this.cols = cols;
    this.#rows = rows;
  }

  row(line: number): TextRow {
    return (this.#rows[line - this.first] ?? NO_ROW).row;
  }

  flags(line: number): number {
    return (this.#rows[line - this.first] ?? NO_ROW).flags;
  }
}

/** Grows at its older end, line by line of the program. */
export class SearchedText {
  #lines: readonly WholeLine[] = [];
  /** Rows in front of the lines whose own line begins in rows that have not come yet. */
  #headless: readonly UnpackedRow[] = [];
  #isComplete = false;

  /** Oldest first. */
  get lines(): readonly WholeLine[] {
    return this.#lines;
  }

  /** There are no older ones. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Takes rows that stand right in front of the ones before. */
  prepend(packed: PackedRows, cols: number, isComplete: boolean): void {
    const rows = [...unpackRows(packed), ...this.#headless];
    const lines = new Rows(packed.from, rows, cols);
    let from = lines.first;
    while (!isComplete && from < lines.end && (lines.flags(from) & ROW.wrapped) !== 0) from += 1;
    this.#lines = wholeLines(lines, from, lines.end).concat(this.#lines);
    this.#headless = rows.slice(0, from - lines.first);
    this.#isComplete = isComplete;
  }
}
