import type { Widgets } from 'blessed';
import { type LineNumbers, NO_COLORS, type PaneColors, type PaneFrame } from '../../core/frame.js';
import type { RowSource } from '../model/cell-row.js';
import type { ScreenSnapshot } from '../model/copy-mode/document.js';
import { BlessedBox, screenInternals } from './blessed-internals.js';
import { styleTableOf } from './blessed-screen.js';
import { insideOf } from './cell-box.js';
import { type Highlight, PaneContent } from './pane-content.js';

/**
 * The box of one live pane. It shows the upper left part of the pane's screen that fits, and blanks
 * where the pane is smaller than the box. It takes no children but a label on its border.
 */
export class PaneBox extends BlessedBox {
  readonly #screenContent = new PaneContent();
  /** What is shown in place of the screen. */
  #frozen: PaneContent | null = null;
  #highlights: readonly Highlight[] = [];
  #isAlternate = false;
  #colors: PaneColors = NO_COLORS;
  #size = { cols: 0, rows: 0 };
  #numbers: LineNumbers = { numbering: 0, firstLine: 0, historyLength: 0 };

  constructor(options: Widgets.BoxOptions) {
    super({ ...options, tags: false });
    this._noFill = true;
  }

  /** The pane's screen as it is; undefined before the first frame. */
  snapshot(): ScreenSnapshot | undefined {
    const { cols, rows } = this.#size;
    if (cols === 0 || rows === 0) return undefined;
    return {
      ...this.#numbers,
      cols,
      isAlternate: this.#isAlternate,
      rows: this.#screenContent.sources(rows),
    };
  }

  /** Takes what changed; shown with the next render. */
  applyFrame(frame: PaneFrame): void {
    const content = this.#screenContent;
    if (frame.full) content.clear();
    for (const { index, style } of frame.newStyles) content.setStyle(index, style);
    for (const row of frame.changedRows) content.setRow(row, frame.clusters);
    content.setSize(frame.cols, frame.rows);
    this.#setColors(frame.colors ?? this.#colors);
    this.#isAlternate = frame.modes.alternateScreen;
    this.#size = { cols: frame.cols, rows: frame.rows };
    const { numbering, firstLine, historyLength } = frame;
    this.#numbers = { numbering, firstLine, historyLength };
  }

  /**
   * Shows these rows, from the top down, in place of the screen, until null; frames are still taken.
   * Highlights are cells of what is shown.
   */
  showRows(rows: readonly RowSource[] | null, highlights: readonly Highlight[] = []): void {
    this.#highlights = highlights;
    this.#frozen = rows === null ? null : (this.#frozen ?? new PaneContent());
    this.#frozen?.setRows(rows ?? []);
    this.#setColors(this.#colors);
  }

  #setColors(colors: PaneColors): void {
    this.#colors = colors;
    this.#screenContent.setColors(colors);
    this.#frozen?.setColors(colors);
  }

  override render(): Widgets.Coords {
    const position = super.render();
    const inside = insideOf(this, this.lpos);
    if (inside === undefined) return position;
    (this.#frozen ?? this.#screenContent).paint({
      lines: screenInternals(this.screen).lines,
      styles: styleTableOf(this.screen),
      ...inside,
      highlights: this.#highlights,
    });
    return position;
  }
}
