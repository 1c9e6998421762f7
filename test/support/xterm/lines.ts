import type { Terminal } from '@xterm/headless';
import { ROW } from '../../../src/core/frame.js';
import type { RowReader } from '../../../src/pty/emulator.js';
import type { CoreLines } from '../../../src/pty/requests/core.js';
import type { ClusterTable, StyleTable } from '../../../src/pty/tables.js';
import { type ShownBuffer, XtermRowReader } from './cells.js';
import type { XtermCore } from './internals.js';
import type { LineMarks } from './line-marks.js';
import { LineNumbering } from './line-numbers.js';

/** The lines of one of xterm's buffers. */
export class XtermLines implements CoreLines {
  readonly #terminal: Terminal;
  readonly #core: XtermCore;
  readonly #marks: LineMarks;
  readonly #shown: ShownBuffer;
  readonly #numbers: LineNumbering;

  constructor(terminal: Terminal, core: XtermCore, marks: LineMarks, shown: ShownBuffer) {
    this.#terminal = terminal;
    this.#core = core;
    this.#marks = marks;
    this.#shown = shown;
    this.#numbers = new LineNumbering(core._bufferService.buffers, () => shown.buffer());
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get numbering(): number {
    return this.#numbers.current.numbering;
  }

  get firstLine(): number {
    return this.#numbers.current.firstLine;
  }

  get historyLength(): number {
    return this.#shown.buffer().ybase;
  }

  renumber(): void {
    this.#numbers.renumber();
  }

  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader {
    return new XtermRowReader(this.#core, this.#shown, styles, clusters);
  }

  lineFlags(line: number): number {
    const source = this.#shown.buffer().lines.get(line);
    if (!source) return 0;
    return (source.isWrapped ? ROW.wrapped : 0) | this.#marks.flags(source);
  }

  lineRevision(): number {
    return Number.NaN;
  }

  lineText(line: number): string {
    return this.#shown.buffer().lines.get(line)?.translateToString(true).trimEnd() ?? '';
  }
}
