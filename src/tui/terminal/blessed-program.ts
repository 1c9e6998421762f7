import { EventEmitter } from 'node:events';
import type { Size } from '../model/geometry.js';

/**
 * Stands for the terminal that blessed's screen believes to write to. blessed's own compiles some
 * four hundred entries of terminfo into functions first, which takes longer than all else of its
 * start, for sequences that nobody would ever see.
 */
export class DetachedProgram extends EventEmitter {
  cols: number;
  rows: number;
  isAlt = false;
  readonly options = {};
  /** What the screen asks of terminfo: all of Unicode, and the colours that it may name. */
  readonly tput = { unicode: true, features: {}, numbers: {}, strings: {}, bools: {}, colors: 256 };
  readonly put = { keypad_xmit() {}, keypad_local() {} };

  constructor({ cols, rows }: Size) {
    super();
    this.cols = cols;
    this.rows = rows;
  }

  /** Has the screen lay out and render for another size. */
  resize({ cols, rows }: Size): void {
    this.cols = cols;
    this.rows = rows;
    this.emit('resize');
  }

  alternateBuffer(): void {
    this.isAlt = true;
  }

  normalBuffer(): void {
    this.isAlt = false;
  }

  setupTput(): void {}
  clear(): void {}
  csr(): void {}
  cup(): void {}
  showCursor(): void {}
  hideCursor(): void {}
  enableMouse(): void {}
  disableMouse(): void {}
  setMouse(): void {}
  flush(): void {}
  destroy(): void {}
}
