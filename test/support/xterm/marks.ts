import type { XtermCore } from './internals.js';

/** The first combining mark; nothing before it is without width. */
const FIRST_MARK = 0x300;

/** Marks in the first column have nothing to join, and xterm would give them a cell. */
export function dropLeadingMarks(core: XtermCore): void {
  const input = core._inputHandler;
  const print = input.print.bind(input);
  const isMark = (code: number) => code >= FIRST_MARK && core.unicodeService.wcwidth(code) === 0;
  input.print = (data, start, end) => {
    let first = start;
    if (core._bufferService.buffer.x === 0) {
      while (first < end && isMark(data[first] as number)) first++;
    }
    if (first < end) print(data, first, end);
  };
}
