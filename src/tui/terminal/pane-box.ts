import type { Widgets } from 'blessed';
import {
  type Cursor,
  type CursorShape,
  DEFAULT_MODES,
  type LineNumbers,
  NO_COLORS,
  type PaneColors,
  type PaneFrame,
  type PaneModes,
} from '../../core/frame.js';
import type { RowSource } from '../model/cell-row.js';
import type { ScreenSnapshot } from '../model/copy-mode/document.js';
import { BlessedBox, screenInternals } from './blessed-internals.js';
import { styleTableOf } from './blessed-screen.js';
import { insideOf } from './cell-box.js';
import { type Highlight, PaneContent } from './pane-content.js';

const HIDDEN_CURSOR: Cursor = { x: 0, y: 0, visible: false, shape: 'default', blink: false };

/**
 * The box of one live pane. It shows the upper left part of the pane's screen that fits, and blanks
 * where the pane is smaller than the box. It takes no children but a label on its border.
 */
export class PaneBox extends BlessedBox {
  readonly #screenContent = new PaneContent();
  /** What is shown in place of the screen. */
  #frozen: PaneContent | null = null;
  #highlights: readonly Highlight[] = [];
  #cursor: Cursor = HIDDEN_CURSOR;
  #modes: PaneModes = DEFAULT_MODES;
  #colors: PaneColors = NO_COLORS;
  #size = { cols: 0, rows: 0 };
  #numbers: LineNumbers = { numbering: 0, firstLine: 0, historyLength: 0 };
  #dimmed = false;

  constructor(options: Widgets.BoxOptions) {
    super({ ...options, tags: false });
    this._noFill = true;
  }

  /** What the program in the pane asked of its terminal, by the last frame. */
  get modes(): PaneModes {
    return this.#modes;
  }

  /** Size of the pane's own screen in cells; 0×0 before the first frame. */
  get paneSize(): { cols: number; rows: number } {
    return this.#size;
  }

  /** Lines of scrollback above the pane's screen. */
  get historyLength(): number {
    return this.#numbers.historyLength;
  }

  /** The pane's screen as it is; undefined before the first frame. */
  snapshot(): ScreenSnapshot | undefined {
    const { cols, rows } = this.#size;
    if (cols === 0 || rows === 0) return undefined;
    return {
      ...this.#numbers,
      cols,
      isAlternate: this.#modes.alternateScreen,
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
    this.#cursor = frame.cursor;
    this.#modes = frame.modes;
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

  /** Shows everything dimmed, as a pane without the focus. */
  setDimmed(dimmed: boolean): void {
    this.#dimmed = dimmed;
  }

  override render(): Widgets.Coords {
    const position = super.render();
    const inside = insideOf(this, this.lpos);
    if (inside === undefined) return position;
    (this.#frozen ?? this.#screenContent).paint({
      lines: screenInternals(this.screen).lines,
      styles: styleTableOf(this.screen),
      ...inside,
      dimmed: this.#dimmed,
      highlights: this.#highlights,
    });
    return position;
  }

  /** Size of the inside in cells as last rendered: what the pane's program may be given. */
  insideSize(): { cols: number; rows: number } {
    const inside = insideOf(this, this.lpos);
    return { cols: inside?.cols ?? 0, rows: inside?.rows ?? 0 };
  }

  /** Cell of the pane under a 0-based cell of the outer terminal; may lie outside the pane. */
  toLocal(x: number, y: number): { x: number; y: number } {
    const inside = insideOf(this, this.lpos);
    return { x: x - (inside?.x ?? 0), y: y - (inside?.y ?? 0) };
  }

  /** Where the program's cursor stands on the outer terminal; null when it is not to be seen. */
  outerCursor(): { x: number; y: number; shape: CursorShape; blink: boolean } | null {
    const inside = insideOf(this, this.lpos);
    if (inside === undefined || !this.#cursor.visible || this.#frozen !== null) return null;
    // While a wrap is pending the cursor stands on the last cell.
    const x = Math.min(this.#cursor.x, this.#size.cols - 1);
    const y = this.#cursor.y;
    if (x < 0 || x >= inside.cols || y < 0 || y >= inside.rows) return null;
    return {
      x: inside.x + x,
      y: inside.y + y,
      shape: this.#cursor.shape,
      blink: this.#cursor.blink,
    };
  }

  /** What is shown, as lines without trailing blanks. */
  text(): string {
    const content = this.#frozen ?? this.#screenContent;
    const rows = this.#frozen === null ? this.#size.rows : this.insideSize().rows;
    const lines = Array.from({ length: rows }, (_, y) => content.rowText(y));
    return lines.join('\n').trimEnd();
  }
}
