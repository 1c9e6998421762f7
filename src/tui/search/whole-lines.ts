/** The lines of a program as texts to search in, whatever rows the pane's width cut them into. */
import { filledCells, isContinuation, type Lines, lastRowOf } from '../model/copy-mode/document.js';
import type { Position } from '../model/copy-mode/position.js';

export interface WholeLine {
  /** Number of its first row. */
  readonly first: number;
  readonly rows: number;
  readonly text: string;
  /** UTF-16 index in the text at which each row begins. */
  readonly starts: readonly number[];
  /** Cell of its row for each UTF-16 index; absent where every cell is one unit. */
  readonly columns?: Uint16Array;
}

/** Texts of the rows' filled cells, blanks as spaces; without those at the end of the line. */
function cellsOf(lines: Lines, line: number): readonly string[] {
  const { texts } = lines.row(line);
  const filled = filledCells(lines, line);
  if (texts.length >= filled) return texts;
  return [...texts, ...new Array<string>(filled - texts.length).fill(' ')];
}

function wholeLine(lines: Lines, first: number): WholeLine {
  const last = lastRowOf(lines, first);
  const starts: number[] = [];
  let text = '';
  let isSimple = true;
  const columns: number[] = [];
  for (let line = first; line <= last; line++) {
    starts.push(text.length);
    const cells = cellsOf(lines, line);
    text += cells.join('');
    if (isSimple && cells.every((cell) => cell.length === 1)) continue;
    if (isSimple) simpleColumns(starts, columns);
    isSimple = false;
    cells.forEach((cell, column) => {
      for (let unit = 0; unit < cell.length; unit++) columns.push(column);
    });
  }
  return {
    first,
    rows: last - first + 1,
    text,
    starts,
    ...(!isSimple && { columns: Uint16Array.from(columns) }),
  };
}

/** The columns of the rows so far, each of whose cells is one unit. */
function simpleColumns(starts: readonly number[], columns: number[]): void {
  starts.slice(1).forEach((end, row) => {
    const length = end - (starts[row] ?? 0);
    for (let column = 0; column < length; column++) columns.push(column);
  });
}

/** The lines that begin at `from` or behind it and before `end`. */
export function wholeLines(lines: Lines, from: number, end: number): WholeLine[] {
  const whole: WholeLine[] = [];
  for (let line = from; line < end; ) {
    if (isContinuation(lines, line)) {
      line += 1;
      continue;
    }
    const next = wholeLine(lines, line);
    whole.push(next);
    line += next.rows;
  }
  return whole;
}

/** The cell of the character at a UTF-16 index of the line's text. */
export function positionIn({ first, starts, columns }: WholeLine, index: number): Position {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return { line: first + low, column: columns?.[index] ?? index - (starts[low] ?? 0) };
}
