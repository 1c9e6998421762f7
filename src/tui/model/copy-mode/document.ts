/** The frozen lines of a pane that copy mode moves in. */
import { type HistoryRange, type LineNumbers, ROW, UNWRITTEN } from '../../../core/frame.js';
import { cellTexts, type RowSource } from '../cell-row.js';

/** A row as texts: one for each cell up to the last that is not blank. */
export interface TextRow {
  /** Empty for the right half of a wide character. */
  readonly texts: readonly string[];
  /** Cells up to the last that was written, be it a space; at least as many as there are texts. */
  readonly written: number;
}

/** Rows by line numbers, oldest first; the pane's width cuts a program's long line into several. */
export interface Lines {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
  /** Cells of the pane's width. */
  readonly cols: number;
  /** The row of a line; an empty one outside. */
  row(line: number): TextRow;
  /** The row's bits of `ROW` alone, for looking through many. */
  flags(line: number): number;
}

/** What a pane's screen shows, as this client knows it. */
export interface ScreenSnapshot extends LineNumbers {
  readonly cols: number;
  readonly isAlternate: boolean;
  /** From the top of the screen down. */
  readonly rows: readonly RowSource[];
}

interface Chunk {
  readonly from: number;
  readonly rows: readonly RowSource[];
}

export const EMPTY_ROW: TextRow = { texts: [], written: 0 };

/** Rows whose texts are kept; a whole screen and a search through its surroundings. */
const MAX_TEXTS = 4096;

/** Cells up to the last that shows a character. */
function withoutTrailingBlanks(texts: readonly string[]): readonly string[] {
  let length = texts.length;
  while (length > 0 && texts[length - 1] === ' ') length -= 1;
  return length === texts.length ? texts : texts.slice(0, length);
}

/** Of the code words of a row and the clusters that they refer to. */
export function textRow(codes: Uint32Array, clusters: readonly string[]): TextRow {
  let written = codes.length;
  while (written > 0 && codes[written - 1] === UNWRITTEN) written -= 1;
  return { texts: withoutTrailingBlanks(cellTexts(codes, clusters)), written };
}

/**
 * The lines of a pane as they were at one moment: its screen, and as much of the scrollback above
 * as has been loaded. A value: loading more makes another one.
 */
export class PaneDocument implements Lines {
  readonly numbering: number;
  readonly cols: number;
  readonly isAlternate: boolean;
  /** Number of the oldest line there was, loaded or not. */
  readonly oldest: number;
  /** Number of the first line of the screen. */
  readonly screenLine: number;
  readonly end: number;
  /** Nothing more can be loaded. */
  readonly isComplete: boolean;
  /** Oldest first, without gaps. */
  readonly #chunks: readonly Chunk[];
  /** Shared with the documents that this one grows into: what a line says does not change. */
  readonly #texts: Map<number, TextRow>;

  private constructor(
    fixed: Pick<
      PaneDocument,
      'numbering' | 'cols' | 'isAlternate' | 'screenLine' | 'end' | 'oldest'
    >,
    chunks: readonly Chunk[],
    isComplete: boolean,
    texts: Map<number, TextRow>,
  ) {
    this.numbering = fixed.numbering;
    this.cols = fixed.cols;
    this.isAlternate = fixed.isAlternate;
    this.screenLine = fixed.screenLine;
    this.end = fixed.end;
    this.#chunks = chunks;
    this.#texts = texts;
    const first = chunks[0]?.from ?? fixed.screenLine;
    this.isComplete = isComplete || first <= fixed.oldest;
    this.oldest = this.isComplete ? first : fixed.oldest;
  }

  static ofScreen(screen: ScreenSnapshot): PaneDocument {
    const from = screen.firstLine + screen.historyLength;
    const { rows } = screen;
    const fixed = {
      numbering: screen.numbering,
      cols: screen.cols,
      isAlternate: screen.isAlternate,
      oldest: screen.firstLine,
      screenLine: from,
      end: from + rows.length,
    };
    return new PaneDocument(fixed, [{ from, rows }], false, new Map());
  }

  /** Number of the oldest line that is loaded. */
  get first(): number {
    return this.#chunks[0]?.from ?? this.screenLine;
  }

  /**
   * With older lines in front, as the host sent them for those just above the first one. Lines
   * that do not belong to it, or none, complete it: there is nothing more to be had.
   */
  withOlder(range: HistoryRange): PaneDocument {
    const { first } = this;
    const rows = range.rows.slice(0, Math.max(0, first - range.from));
    const belongs =
      range.numbering === this.numbering && rows.length > 0 && range.from + rows.length === first;
    if (!belongs) return this.completed();
    const chunk = {
      from: range.from,
      rows: rows.map((cells) => ({ cells, styles: range.styles, clusters: range.clusters })),
    };
    const isTop = range.from <= range.firstLine;
    return new PaneDocument(this, [chunk, ...this.#chunks], isTop, this.#texts);
  }

  /** The same without hope for older lines. */
  completed(): PaneDocument {
    return this.isComplete ? this : new PaneDocument(this, this.#chunks, true, this.#texts);
  }

  /** Whether it is the other one, or that with older lines in front. */
  isGrownFrom(other: PaneDocument): boolean {
    return this.#texts === other.#texts;
  }

  source(line: number): RowSource | undefined {
    const chunk = this.#chunks.findLast(({ from }) => from <= line);
    return chunk?.rows[line - chunk.from];
  }

  flags(line: number): number {
    return this.source(line)?.cells.flags ?? 0;
  }

  row(line: number): TextRow {
    const known = this.#texts.get(line);
    if (known) return known;
    const source = this.source(line);
    if (!source) return EMPTY_ROW;
    const row = textRow(source.cells.codes, source.clusters);
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
    this.#texts.set(line, row);
    return row;
  }
}

/** Whether the line goes on where the one above it ends. */
export function isContinuation(lines: Lines, line: number): boolean {
  return line > lines.first && line < lines.end && (lines.flags(line) & ROW.wrapped) !== 0;
}

/** First row of the program's line that this row is a part of. */
export function firstRowOf(lines: Lines, line: number): number {
  let first = line;
  while (isContinuation(lines, first)) first -= 1;
  return first;
}

/** Last row of the program's line that this row is a part of. */
export function lastRowOf(lines: Lines, line: number): number {
  let last = line;
  while (isContinuation(lines, last + 1)) last += 1;
  return last;
}

/**
 * Cells of the row that belong to the program's line: up to the pane's width where it goes on
 * below, but not the cell left over when a wide character did not fit.
 */
export function filledCells(lines: Lines, line: number): number {
  const { texts, written } = lines.row(line);
  if (!isContinuation(lines, line + 1)) return texts.length;
  const isCutShort = written < lines.cols && lines.row(line + 1).texts[1] === '';
  return isCutShort ? Math.max(texts.length, lines.cols - 1) : Math.max(texts.length, lines.cols);
}
