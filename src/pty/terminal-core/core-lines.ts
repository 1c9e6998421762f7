import type { RowReader } from '../emulator.js';
import type { CoreLines } from '../requests/core.js';
import type { ClusterTable, StyleTable } from '../tables.js';
import type { Row } from './row.js';
import { CoreRowReader } from './row-reader.js';
import type { ScreenBuffer } from './screen-buffer.js';
import type { TerminalState } from './terminal-state.js';

/** The lines of one of the buffers, or of the one that is shown. */
export class TerminalLines implements CoreLines {
  readonly #terminal: TerminalState;
  readonly #current: () => ScreenBuffer;
  readonly #isReversed: () => boolean;
  #buffer: ScreenBuffer;
  #resets = 0;
  #numbering = 1;
  /** Lines that the buffer had dropped when the numbering began. */
  #droppedBefore = 0;

  constructor(
    terminal: TerminalState,
    current: () => ScreenBuffer,
    isReversed: () => boolean = () => false,
  ) {
    this.#terminal = terminal;
    this.#current = current;
    this.#isReversed = isReversed;
    this.#buffer = current();
    terminal.onSwitch(() => this.#follow());
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get numbering(): number {
    return this.#numbering;
  }

  get firstLine(): number {
    return this.#buffer.dropped - this.#droppedBefore;
  }

  get historyLength(): number {
    return this.#buffer.scrollback.length;
  }

  renumber(): void {
    this.#numbering++;
  }

  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader {
    const shown = {
      styles: this.#terminal.styles,
      clusters: this.#terminal.clusters,
      line: (index: number) => this.#line(index),
      isReversed: this.#isReversed,
    };
    return new CoreRowReader(shown, styles, clusters);
  }

  lineFlags(line: number): number {
    return this.#buffer.flagsOf(line);
  }

  lineRevision(line: number): number {
    const buffer = this.#buffer;
    const y = line - buffer.scrollback.length;
    if (y < 0 || y >= buffer.rows.length) return Number.NaN;
    const row = buffer.rows.at(y);
    const revision = row.revision();
    return this.#isReversed() ? -revision : revision;
  }

  lineText(line: number): string {
    return this.#line(line)?.lineText(this.#terminal.clusters) ?? '';
  }

  #line(index: number): Row | undefined {
    // Lines of the scrollback take numbers as they are read.
    this.#terminal.tidy();
    return this.#buffer.line(index);
  }

  #follow(): void {
    const buffer = this.#current();
    if (buffer === this.#buffer && buffer.resets === this.#resets) return;
    this.#buffer = buffer;
    this.#resets = buffer.resets;
    this.#numbering++;
    this.#droppedBefore = buffer.dropped;
  }
}
