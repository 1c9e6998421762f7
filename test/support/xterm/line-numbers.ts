import type { LineNumbers } from '../../../src/core/frame.js';
import type { XtermBuffer, XtermCore } from './internals.js';

/** Numbers the lines of xterm's buffers, which know only where a line is at the moment. */
export class LineNumbering {
  #numbering = 0;
  #buffer: XtermBuffer;
  /** Lines that have fallen out of the buffer since the numbering began. */
  #dropped = 0;
  #unsubscribe = () => {};

  /** `current` answers which buffer it is that is numbered at the moment. */
  constructor(buffers: XtermCore['_bufferService']['buffers'], current: () => XtermBuffer) {
    this.#buffer = current();
    this.#follow(this.#buffer);
    buffers.onBufferActivate(() => {
      if (current() !== this.#buffer) this.#follow(current());
    });
  }

  /** A reflow has moved lines. */
  renumber(): void {
    this.#numbering++;
  }

  get current(): LineNumbers {
    return {
      numbering: this.#numbering,
      firstLine: this.#dropped,
      historyLength: this.#buffer.ybase,
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
