/** What a command prints, its last lines in sight; it scrolls by itself. */
import { printable } from '../../../core/text.js';
import type { KeyEvent } from '../../input/events.js';
import { shorten, span } from '../../views/line.js';
import { listStep } from '../list-steps.js';
import type { Widget, WidgetContext, WidgetView } from '../widget.js';

/** Lines that are kept to scroll through. */
const KEPT_LINES = 5000;
/** Lines of the screen's that are left to all else of the dialog. */
const LEFT_ROWS = 10;
const LEAST_ROWS = 3;
const MOST_ROWS = 16;

export class OutputLog implements Widget {
  #lines: string[] = [];
  /** Lines kept back from the end; 0 follows what comes. */
  #back = 0;
  #rows = 1;

  get isFocusable(): boolean {
    return this.#lines.length > this.#rows;
  }

  add(line: string): void {
    this.#lines.push(printable(line));
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    if (this.#back > 0) this.#scroll(1);
  }

  clear(): void {
    this.#lines = [];
    this.#back = 0;
  }

  #scroll(lines: number): boolean {
    const most = Math.max(0, this.#lines.length - this.#rows);
    const before = this.#back;
    this.#back = Math.max(0, Math.min(most, this.#back + lines));
    return this.#back !== before;
  }

  key(event: KeyEvent): boolean {
    const step = listStep(event, {
      page: this.#rows - 1,
      ends: { prefix: '', length: this.#lines.length },
    });
    return step !== undefined && this.#scroll(-step);
  }

  wheel(lines: number): void {
    this.#scroll(-lines);
  }

  view({ height, width, unicode }: WidgetContext): WidgetView {
    this.#rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, height - LEFT_ROWS));
    this.#scroll(0);
    const end = this.#lines.length - this.#back;
    const first = Math.max(0, end - this.#rows);
    const shown = this.#lines.slice(first, end);
    return {
      lines: shown.map((line) => [span(shorten(line, width, unicode), 'muted')]),
      isCutAbove: first > 0,
      isCutBelow: this.#back > 0,
    };
  }
}
