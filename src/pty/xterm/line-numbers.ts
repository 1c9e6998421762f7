import type { LineNumbers } from '../../core/frame.js';
import type { XtermBuffer, XtermCore } from './internals.js';

/** Numbers the lines of xterm's buffers, which know only where a line is at the moment. */
export class LineNumbering {
  readonly #core: XtermCore;
  #numbering = 0;
  #buffer: XtermBuffer;
  /** Lines that have fallen out of the main buffer since the numbering began. */
  #dropped = 0;
  #unsubscribe = () => {};

  constructor(core: XtermCore) {
    this.#core = core;
    this.#buffer = core._bufferService.buffer;
    this.#follow(this.#buffer);
  }

  /** A reflow has moved lines. */
  renumber(): void {
    this.#numbering++;
  }

  get current(): LineNumbers {
    const { buffer } = this.#core._bufferService;
    // A reset makes new buffers, and nothing tells of it.
    if (buffer !== this.#buffer) this.#follow(buffer);
    return {
      numbering: this.#numbering,
      firstLine: this.#dropped,
      historyLength: buffer.ybase,
    };
  }

  #follow(buffer: XtermBuffer): void {
    this.#unsubscribe();
    this.#buffer = buffer;
    this.#numbering++;
    this.#dropped = 0;
    const subscription = buffer.lines.onTrim((count) => {
      this.#dropped += count;
    });
    this.#unsubscribe = () => subscription.dispose();
  }
}
