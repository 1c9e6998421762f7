import type { Widgets } from 'blessed';
import { type LineNumbers, NO_COLORS, type PaneColors, type PaneFrame } from '../../core/frame.js';
import type { RowSource } from '../model/cell-row.js';
import type { ScreenSnapshot } from '../model/copy-mode/document.js';
import {
  BlessedBox,
  type ElementInternals,
  type Position,
  screenInternals,
} from './blessed-internals.js';
import { styleTableOf } from './blessed-screen.js';
import { insideOf } from './cell-box.js';
import { type Highlight, type PaintArea, PaneContent } from './pane-content.js';

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
    const area = this.#area();
    if (area !== undefined) this.#content.paint(area);
    return position;
  }

  /**
   * Writes the rows that frames have changed over those of the last render, which costs a small part
   * of another one. False, with nothing written, where something lies over the box or it was not
   * rendered yet: then all has to be rendered.
   */
  renderChanges(): boolean {
    if (!this.visible) return true;
    const area = this.#area();
    if (area === undefined || this.#isCovered(this.lpos as Position)) return false;
    this.#content.paintChanges(area);
    return true;
  }

  get #content(): PaneContent {
    return this.#frozen ?? this.#screenContent;
  }

  #area(): PaintArea | undefined {
    const inside = insideOf(this, this.lpos);
    if (inside === undefined) return undefined;
    const { lines } = screenInternals(this.screen);
    const styles = styleTableOf(this.screen);
    return { lines, styles, ...inside, highlights: this.#highlights };
  }

  #isCovered({ xi, xl, yi, yl }: Position): boolean {
    const { children } = this.screen;
    for (let index = children.indexOf(this) + 1; index < children.length; index++) {
      const over = children[index] as unknown as ElementInternals & { hidden: boolean };
      if (over.hidden || over.lpos === undefined) continue;
      const isBeside = over.lpos.xl <= xi || over.lpos.xi >= xl;
      if (!isBeside && over.lpos.yl > yi && over.lpos.yi < yl) return true;
    }
    return false;
  }
}
