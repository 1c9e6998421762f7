import { ROW } from '../../core/frame.js';
import type { EmulatorContext } from './context.js';
import {
  isAlternateScreen,
  type XtermBuffer,
  type XtermCore,
  type XtermLine,
} from './internals.js';
import { parameter } from './parameters.js';
import { onOsc } from './payload.js';

/** A prompt that goes on (PS2) or stands at the right is not where a command begins. */
const NOT_PRIMARY = /(?:^|;)k=[^i]/;

/**
 * Marks of shells: where a prompt (A) and a command's output (C) begin, by OSC 133 or 633.
 * https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
 */
export class LineMarks {
  readonly #core: XtermCore;
  /** Bits of `ROW` by line; a line that scrolls, is trimmed or wrapped anew stays the same object. */
  readonly #flags = new WeakMap<XtermLine, number>();
  #isUsed = false;
  #watched: XtermBuffer['lines'] | undefined;

  /** To be made after the handlers that repair erasing. */
  constructor({ core, terminal }: EmulatorContext) {
    this.#core = core;
    for (const code of [133, 633]) onOsc(core, code, 4_096, (data) => this.#mark(data));
    terminal.parser.registerCsiHandler({ final: 'J' }, (params) => {
      if (this.#isUsed) this.#erase(parameter(params, 0));
      return false;
    });
  }

  /** Marks of a line of the active screen. */
  flags(line: XtermLine): number {
    return this.#isUsed ? (this.#flags.get(line) ?? 0) : 0;
  }

  #mark(data: string): void {
    const flag = { A: ROW.prompt, C: ROW.output }[data.charAt(0)];
    if (flag === undefined || !/^.(?:;|$)/.test(data) || NOT_PRIMARY.test(data)) return;
    if (isAlternateScreen(this.#core)) return;
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
