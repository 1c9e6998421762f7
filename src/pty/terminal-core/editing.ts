import { packCode } from '../../core/frame.js';
import type { Params } from './params.js';
import type { TerminalState } from './terminal-state.js';

const LETTER_E = packCode(0x45, 1);

/** ICH */
export function insertCharacters(terminal: TerminalState, { count }: Params): void {
  terminal.restrictCursor();
  const { buffer, pen } = terminal;
  buffer.row.insertCells(buffer.x, count, pen.eraseStyle);
}

/** DCH */
export function deleteCharacters(terminal: TerminalState, { count }: Params): void {
  terminal.restrictCursor();
  const { buffer, pen } = terminal;
  buffer.row.deleteCells(buffer.x, count, pen.eraseStyle);
}

/** ECH */
export function eraseCharacters(terminal: TerminalState, { count }: Params): void {
  terminal.restrictCursor();
  const { buffer, pen } = terminal;
  buffer.row.erase(buffer.x, buffer.x + count, pen.eraseStyle);
}

/** IL */
export function insertLines(terminal: TerminalState, { count }: Params): void {
  moveLines(terminal, count, (style) => {
    const { buffer } = terminal;
    buffer.scrollDown(buffer.y, buffer.bottom, style);
  });
}

/** DL */
export function deleteLines(terminal: TerminalState, { count }: Params): void {
  moveLines(terminal, count, (style) => {
    const { buffer } = terminal;
    buffer.scrollUp(buffer.y, buffer.bottom, style);
  });
}

/** Moves the lines from the cursor's on, within the margins; more of them than there are is nothing. */
function moveLines(terminal: TerminalState, count: number, step: (style: number) => void): void {
  terminal.restrictCursor();
  const { buffer, pen } = terminal;
  if (buffer.y > buffer.bottom || buffer.y < buffer.top) return;
  const style = pen.eraseStyle;
  for (let left = Math.min(count, buffer.bottom - buffer.y + 1); left > 0; left--) step(style);
  buffer.x = 0;
}

/** SU; what leaves the top of the screen is history. */
export function scrollUp(terminal: TerminalState, { count }: Params): void {
  const { buffer, pen } = terminal;
  const { top, bottom } = buffer;
  const style = pen.eraseStyle;
  for (let left = Math.min(count, bottom - top + 1); left > 0; left--) {
    if (top > 0) buffer.scrollUp(top, bottom, style);
    else buffer.scroll(style, false);
  }
}

/** SD; with five parameters it is about the highlighting of a mouse. */
export function scrollDown(terminal: TerminalState, params: Params): void {
  if (params.length === 1) scrollDownBy(terminal, params.count);
}

/** SD with the final of ECMA-48. */
export function scrollDownEcma(terminal: TerminalState, { count }: Params): void {
  scrollDownBy(terminal, count);
}

function scrollDownBy({ buffer, pen }: TerminalState, count: number): void {
  const { top, bottom } = buffer;
  const style = pen.eraseStyle;
  for (let left = Math.min(count, bottom - top + 1); left > 0; left--) {
    buffer.scrollDown(top, bottom, style);
  }
}

/** SL */
export function scrollLeft(terminal: TerminalState, { count }: Params): void {
  moveColumns(terminal, (row, style) => row.deleteCells(0, count, style));
}

/** SR */
export function scrollRight(terminal: TerminalState, { count }: Params): void {
  moveColumns(terminal, (row, style) => row.insertCells(0, count, style));
}

/** DECIC */
export function insertColumns(terminal: TerminalState, { count }: Params): void {
  const { x } = terminal.buffer;
  moveColumns(terminal, (row, style) => row.insertCells(x, count, style));
}

/** DECDC */
export function deleteColumns(terminal: TerminalState, { count }: Params): void {
  const { x } = terminal.buffer;
  moveColumns(terminal, (row, style) => row.deleteCells(x, count, style));
}

type Row = TerminalState['buffer']['row'];

function moveColumns(
  { buffer, pen }: TerminalState,
  change: (row: Row, style: number) => void,
): void {
  if (buffer.y > buffer.bottom || buffer.y < buffer.top) return;
  const style = pen.eraseStyle;
  for (let y = buffer.top; y <= buffer.bottom; y++) {
    const row = buffer.rows.at(y);
    change(row, style);
    row.isWrapped = false;
  }
}

/** ED as programs ask for it: the lines that it empties lose their marks. */
export function eraseInDisplay(terminal: TerminalState, params: Params): void {
  const { buffer, rows } = terminal;
  const what = params.at(0);
  if (what === 0) unmark(terminal, buffer.x === 0 ? buffer.y : buffer.y + 1, rows);
  if (what === 1) unmark(terminal, 0, buffer.y);
  if (what === 2) unmark(terminal, 0, rows);
  eraseDisplay(terminal, what, false);
}

/** DECSED */
export function eraseInDisplaySelectively(terminal: TerminalState, params: Params): void {
  eraseDisplay(terminal, params.at(0), true);
}

function unmark({ buffer }: TerminalState, from: number, to: number): void {
  for (let y = from; y < to; y++) buffer.rows.at(y).marks = 0;
}

/** 0 erases from the cursor on, 1 up to it, 2 the screen, 3 what is above. */
export function eraseDisplay(terminal: TerminalState, what: number, isSelective: boolean): void {
  const { buffer, cols, rows } = terminal;
  terminal.restrictCursor(cols);
  const { x, y } = buffer;
  if (what === 0) {
    eraseCells(terminal, x, cols, isSelective);
    if (x === 0) buffer.row.isWrapped = false;
    eraseRows(terminal, y + 1, rows, isSelective);
  } else if (what === 1) {
    eraseCells(terminal, 0, x + 1, isSelective);
    buffer.row.isWrapped = false;
    if (x + 1 >= cols && y + 1 < rows) {
      const below = buffer.rows.at(y + 1);
      below.isWrapped = false;
      below.touch();
    }
    eraseRows(terminal, 0, y, isSelective);
  } else if (what === 2) eraseRows(terminal, 0, rows, isSelective);
  else if (what === 3) buffer.clearScrollback();
}

function eraseRows(
  { buffer, pen, styles }: TerminalState,
  from: number,
  to: number,
  isSelective: boolean,
): void {
  const style = pen.eraseStyle;
  for (let y = from; y < to; y++) {
    const row = buffer.rows.at(y);
    if (isSelective) row.fillUnprotected(style, styles);
    else row.fill(style);
    row.isWrapped = false;
  }
}

/** EL */
export function eraseInLine(terminal: TerminalState, params: Params): void {
  eraseLine(terminal, params.at(0), false);
}

/** DECSEL */
export function eraseInLineSelectively(terminal: TerminalState, params: Params): void {
  eraseLine(terminal, params.at(0), true);
}

function eraseLine(terminal: TerminalState, what: number, isSelective: boolean): void {
  const { buffer, cols } = terminal;
  terminal.restrictCursor(cols);
  const { x } = buffer;
  if (what === 0) {
    eraseCells(terminal, x, cols, isSelective);
    if (x === 0) buffer.row.isWrapped = false;
  } else if (what === 1) {
    eraseCells(terminal, 0, x + 1, isSelective);
  } else if (what === 2) {
    eraseCells(terminal, 0, cols, isSelective);
    buffer.row.isWrapped = false;
  }
}

/** Cells of the cursor's row. */
function eraseCells(
  { buffer, pen, styles }: TerminalState,
  start: number,
  end: number,
  isSelective: boolean,
): void {
  if (isSelective) buffer.row.eraseUnprotected(start, end, pen.eraseStyle, styles);
  else buffer.row.erase(start, end, pen.eraseStyle);
}

/** DECALN: margins and origin mode are taken back, and the screen is drawn in the default style. */
export function alignmentPattern(terminal: TerminalState): void {
  const { buffer, modes, rows } = terminal;
  buffer.top = 0;
  buffer.bottom = rows - 1;
  modes.origin = false;
  for (const row of buffer.rows.all()) {
    row.fill(0);
    row.codes.fill(LETTER_E);
    row.end = row.length;
    row.isWrapped = false;
  }
  terminal.setCursor(0, 0);
}
