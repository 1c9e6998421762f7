import type { Params } from './params.js';
import type { TerminalState } from './terminal-state.js';

function move(terminal: TerminalState, columns: number, rows: number): void {
  terminal.restrictCursor();
  terminal.buffer.x += columns;
  terminal.buffer.y += rows;
  terminal.restrictCursor();
}

/** CUU: stops at the margin when it begins within. */
export function cursorUp(terminal: TerminalState, { count }: Params): void {
  const { y, top } = terminal.buffer;
  // Subtracted: the negative of 0 is no small integer, upon which optimised code is thrown away.
  move(terminal, 0, 0 - (y >= top ? Math.min(y - top, count) : count));
}

/** CUD */
export function cursorDown(terminal: TerminalState, { count }: Params): void {
  const { y, bottom } = terminal.buffer;
  move(terminal, 0, y <= bottom ? Math.min(bottom - y, count) : count);
}

/** CUF and HPR */
export function cursorForward(terminal: TerminalState, { count }: Params): void {
  move(terminal, count, 0);
}

/** CUB; with reverse wraparound it goes on at the end of the row above. */
export function cursorBackward(terminal: TerminalState, { count }: Params): void {
  if (!terminal.modes.reverseWraparound) {
    move(terminal, -count, 0);
    return;
  }
  const most = Math.min(count, terminal.rows * terminal.cols);
  for (let left = most; left > 0; left--) backspace(terminal);
}

/** BS */
export function backspace(terminal: TerminalState): void {
  const { buffer, modes, cols } = terminal;
  if (!modes.reverseWraparound) {
    terminal.restrictCursor();
    if (buffer.x > 0) buffer.x--;
    return;
  }
  terminal.restrictCursor(cols);
  if (buffer.x > 0) buffer.x--;
  else if (buffer.y > buffer.top && buffer.y <= buffer.bottom && buffer.row.isWrapped) {
    buffer.row.isWrapped = false;
    buffer.row.touch();
    buffer.y--;
    buffer.x = cols - 1;
    // A wide character that had no room left the last cell unwritten.
    if (buffer.row.widthAt(buffer.x) > 0 && !buffer.row.hasContent(buffer.x)) buffer.x--;
  }
  terminal.restrictCursor();
}

/** CNL */
export function nextLine(terminal: TerminalState, params: Params): void {
  cursorDown(terminal, params);
  terminal.buffer.x = 0;
}

/** CPL */
export function precedingLine(terminal: TerminalState, params: Params): void {
  cursorUp(terminal, params);
  terminal.buffer.x = 0;
}

/** CHA and HPA */
export function toColumn(terminal: TerminalState, { count }: Params): void {
  terminal.buffer.x = count - 1;
  terminal.restrictCursor();
}

/** CUP and HVP */
export function toPosition(terminal: TerminalState, params: Params): void {
  terminal.setCursor((params.at(1) || 1) - 1, params.count - 1);
}

/** VPA */
export function toRow(terminal: TerminalState, { count }: Params): void {
  terminal.setCursor(terminal.buffer.x, count - 1);
}

/** VPR */
export function rowsDown(terminal: TerminalState, { count }: Params): void {
  move(terminal, 0, count);
}

/** CHT */
export function forwardTabs(terminal: TerminalState, { count }: Params): void {
  const { buffer, tabs, cols } = terminal;
  if (buffer.x >= cols) return;
  for (let left = Math.min(count, cols); left > 0; left--) buffer.x = tabs.next(buffer.x, cols);
}

/** CBT */
export function backwardTabs(terminal: TerminalState, { count }: Params): void {
  const { buffer, tabs, cols } = terminal;
  buffer.x = Math.min(buffer.x, cols - 1);
  for (let left = Math.min(count, cols); left > 0; left--) buffer.x = tabs.previous(buffer.x, cols);
}

/** TBC */
export function clearTabs({ tabs, buffer }: TerminalState, params: Params): void {
  if (params.at(0) === 0) tabs.clear(buffer.x);
  if (params.at(0) === 3) tabs.clearAll();
}

/** DECST8C */
export function resetTabs({ tabs, cols }: TerminalState, params: Params): void {
  if (params.at(0) === 5) tabs.reset(cols);
}

/** DECSTBM */
export function setMargins(terminal: TerminalState, params: Params): void {
  const { buffer, rows } = terminal;
  const last = params.at(1);
  const bottom = last === 0 || last > rows ? rows : last;
  if (bottom <= params.count) return;
  buffer.top = params.count - 1;
  buffer.bottom = bottom - 1;
  terminal.setCursor(0, 0);
}

/** IND; LF goes without touching the column. */
export function index(terminal: TerminalState): void {
  const { buffer } = terminal;
  terminal.restrictCursor();
  if (buffer.y === buffer.bottom) buffer.scroll(terminal.pen.eraseStyle, false);
  else if (buffer.y < terminal.rows - 1) buffer.y++;
  terminal.restrictCursor();
}

/** RI */
export function reverseIndex(terminal: TerminalState): void {
  const { buffer } = terminal;
  terminal.restrictCursor();
  if (buffer.y === buffer.top) {
    buffer.scrollDown(buffer.top, buffer.bottom, terminal.pen.eraseStyle);
    return;
  }
  buffer.y--;
  terminal.restrictCursor();
}

/** LF, VT and FF */
export function lineFeed(terminal: TerminalState): void {
  const { buffer, cols } = terminal;
  if (terminal.modes.newLine) buffer.x = 0;
  if (buffer.y === buffer.bottom) {
    buffer.scroll(terminal.pen.eraseStyle, false);
  } else if (buffer.y < terminal.rows - 1) {
    buffer.y++;
    const { row } = buffer;
    if (row.isWrapped) {
      row.isWrapped = false;
      row.touch();
    }
  }
  if (buffer.x >= cols) buffer.x--;
}

/** HT; while a wrap is pending it stays so. */
export function tab({ buffer, tabs, cols }: TerminalState): void {
  if (buffer.x < cols) buffer.x = tabs.next(buffer.x, cols);
}
