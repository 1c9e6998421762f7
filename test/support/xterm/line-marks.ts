import type { Terminal } from '@xterm/headless';
import { parameter } from '../../../src/pty/requests/parameters.js';
import type { XtermBuffer, XtermCore, XtermLine } from './internals.js';

/** Marks of lines, as bits of `ROW`. */
export class LineMarks {
  readonly #core: XtermCore;
  /** By line; one that scrolls, is trimmed or wrapped anew stays the same object. */
  readonly #flags = new WeakMap<XtermLine, number>();
  #isUsed = false;
  #watched: XtermBuffer['lines'] | undefined;

  /** To be made after the handlers that repair erasing. */
  constructor(terminal: Terminal, core: XtermCore) {
    this.#core = core;
    terminal.parser.registerCsiHandler({ final: 'J' }, (params) => {
      if (this.#isUsed) this.#erase(parameter(params, 0));
      return false;
    });
  }

  /** Marks of a line of the active screen. */
  flags(line: XtermLine): number {
    return this.#isUsed ? (this.#flags.get(line) ?? 0) : 0;
  }

  /** Adds to the marks of the cursor's line. */
  mark(flag: number): void {
    const { buffer } = this.#core._bufferService;
    const line = buffer.lines.get(buffer.ybase + buffer.y);
    if (!line) return;
    this.#isUsed = true;
    this.#watch(buffer.lines);
    this.#flags.set(line, (this.#flags.get(line) ?? 0) | flag);
  }

  /** The line object at the end of a full buffer is the oldest one, used again. */
  #watch(lines: XtermBuffer['lines']): void {
    if (lines === this.#watched) return;
    this.#watched = lines;
    const recycle = lines.recycle.bind(lines);
    lines.recycle = () => {
      const line = recycle();
      this.#flags.delete(line);
      return line;
    };
  }

  /** ED takes the marks of the lines that it empties. */
  #erase(what: number): void {
    const { buffer } = this.#core._bufferService;
    const cursor = buffer.ybase + buffer.y;
    const last = buffer.lines.length - 1;
    if (what === 0) this.#forget(buffer.x === 0 ? cursor : cursor + 1, last);
    if (what === 1) this.#forget(buffer.ybase, cursor - 1);
    if (what === 2) this.#forget(buffer.ybase, last);
  }

  #forget(from: number, to: number): void {
    const { lines } = this.#core._bufferService.buffer;
    for (let index = from; index <= to; index++) {
      const line = lines.get(index);
      if (line) this.#flags.delete(line);
    }
  }
}
