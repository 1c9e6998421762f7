import {
  type CellRow,
  NO_COLORS,
  type PaneColors,
  STYLE_BOLD,
  STYLE_ITALIC,
  STYLE_STRIKE,
  type Style,
  UNDERLINE_MASK,
} from '../../core/frame.js';
import { cellTexts, type RowSource } from '../model/cell-row.js';
import type { Line } from './draw.js';
import { withPaneColors } from './pane-colors.js';
import { StyleList } from './style-list.js';
import { type StyleTable, WIDE_ATTRIBUTE } from './style-table.js';
import { setCell } from './write-text.js';

export interface PaintArea {
  lines: readonly Line[];
  styles: StyleTable;
  /** 0-based cell of the screen. */
  x: number;
  y: number;
  cols: number;
  rows: number;
  /** Later ones lie over earlier ones. */
  highlights: readonly Highlight[];
}

/** Cells of one row that are shown in another way than the program wants; 0-based cells. */
export interface Highlight {
  readonly y: number;
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
  /** Its colours replace those of the cells, and its flags all but what distinguishes text. */
  readonly style: Style;
}

/** One row: a text per cell (empty for the right half of a wide one) and its style's index. */
interface ContentRow {
  readonly texts: readonly string[];
  readonly styles: Uint32Array;
  readonly cells: CellRow;
  readonly clusters: readonly string[];
}

function emptyCells(y: number): CellRow {
  return { y, codes: new Uint32Array(0), styles: new Uint32Array(0), flags: 0 };
}

const EMPTY_ROW: ContentRow = {
  texts: [],
  styles: new Uint32Array(0),
  cells: emptyCells(0),
  clusters: [],
};

/** The first cell in which two rows differ, the left half of a wide one. */
function firstDifference(before: ContentRow, next: ContentRow): number {
  const { texts, styles } = next;
  let x = 0;
  while (x < texts.length && before.texts[x] === texts[x] && before.styles[x] === styles[x]) x++;
  return x > 0 && texts[x] === '' ? x - 1 : x;
}

/** No attribute word: to take one out of an array would make its other ones slow to find. */
const UNKNOWN = 0;

/** Flags of a cell that stay where it is highlighted. */
const KEPT_FLAGS = STYLE_BOLD | STYLE_ITALIC | STYLE_STRIKE | UNDERLINE_MASK;

function highlighted(style: Style, over: Style): Style {
  return { ...over, flags: over.flags | (style.flags & KEPT_FLAGS), link: style.link };
}

/** The style over each cell of a row; wide characters are highlighted whole. */
function overlayOf(highlights: readonly Highlight[], y: number, texts: readonly string[]): Style[] {
  const overlay: Style[] = [];
  for (const { y: row, start, end, style } of highlights) {
    if (row !== y || start >= end) continue;
    const from = texts[start] === '' ? start - 1 : start;
    const to = texts[end] === '' ? end + 1 : end;
    for (let x = Math.max(0, from); x < to; x++) overlay[x] = style;
  }
  return overlay;
}

/** Rows of cells with their style table: a pane's screen, or a part of its scrollback. */
export class PaneContent {
  #rows: ContentRow[] = [];
  #cols = Number.POSITIVE_INFINITY;
  readonly #styles = new StyleList();
  #colors: PaneColors = NO_COLORS;
  /** Attribute words by style index, of one generation of the terminal's table. */
  #attributes: number[] = [];
  #generation = -1;
  /**
   * The first cell of each row that is not as it was painted; beside these rows everything may be so.
   */
  #changed = new Map<number, number>();
  #isAllChanged = true;

  /** Forgets everything, styles included. */
  clear(): void {
    this.#rows = [];
    this.#styles.clear();
    this.#isAllChanged = true;
    this.#forgetAttributes();
  }

  setStyle(index: number, style: Style): void {
    if (index < this.#styles.length) this.#isAllChanged = true;
    this.#styles.set(index, style);
    if (index < this.#attributes.length) this.#attributes[index] = UNKNOWN;
  }

  /** Colours in place of the terminal's own, for every cell, blank ones too. */
  setColors(colors: PaneColors): void {
    if (this.#colors === colors) return;
    this.#colors = colors;
    this.#isAllChanged = true;
    this.#forgetAttributes();
  }

  setRow(row: CellRow, clusters: readonly string[]): void {
    const { y, styles } = row;
    const next = { texts: cellTexts(row.codes, clusters), styles, cells: row, clusters };
    const start = firstDifference(this.#rows[y] ?? EMPTY_ROW, next);
    this.#rows[y] = next;
    this.#changed.set(y, Math.min(start, this.#changed.get(y) ?? start));
  }

  /** Shows these rows, from the top down, in place of everything; each has styles of its own. */
  setRows(rows: readonly RowSource[]): void {
    this.clear();
    const bases = new Map<readonly Style[], number>();
    this.#rows = rows.map(({ cells, styles, clusters }) => {
      let base = bases.get(styles);
      if (base === undefined) {
        base = this.#styles.length;
        for (const [index, style] of styles.entries()) this.#styles.set(base + index, style);
        bases.set(styles, base);
      }
      const offset = base;
      const texts = cellTexts(cells.codes, clusters);
      return { texts, styles: cells.styles.map((index) => index + offset), cells, clusters };
    });
  }

  /** The first rows as they came; blank where there is none. */
  sources(rows: number): RowSource[] {
    const styles = this.#styles.toArray();
    return Array.from({ length: rows }, (_, y) => {
      const { cells, clusters } = this.#rows[y] ?? { cells: emptyCells(y), clusters: [] };
      return { cells, clusters, styles };
    });
  }

  /** Forgets rows from `rows` on and shows no cells from `cols` on. */
  setSize(cols: number, rows: number): void {
    if (this.#cols !== cols || this.#rows.length > rows) this.#isAllChanged = true;
    this.#cols = cols;
    if (this.#rows.length > rows) this.#rows.length = rows;
  }

  /** Writes the upper left part that fits; what the rows do not fill is blank. */
  paint(area: PaintArea): void {
    this.#isAllChanged = true;
    this.paintChanges(area);
  }

  /** The same where what was painted last still stands there. */
  paintChanges(area: PaintArea): void {
    if (this.#generation !== area.styles.generation) {
      this.#forgetAttributes();
      this.#generation = area.styles.generation;
      this.#isAllChanged = true;
    }
    if (this.#isAllChanged) {
      for (let y = 0; y < area.rows; y++) this.#paintRowAt(y, area, 0);
    } else {
      for (const [y, start] of this.#changed) if (y < area.rows) this.#paintRowAt(y, area, start);
    }
    this.#isAllChanged = false;
    this.#changed.clear();
  }

  #paintRowAt(y: number, area: PaintArea, start: number): void {
    const line = area.lines[area.y + y];
    if (line === undefined) return;
    const row = this.#rows[y] ?? EMPTY_ROW;
    this.#paintRow(line, row, area, overlayOf(area.highlights, y, row.texts), start);
  }

  #forgetAttributes(): void {
    this.#attributes = [];
  }

  #paintRow(
    line: Line,
    row: ContentRow,
    area: PaintArea,
    overlay: readonly Style[],
    start: number,
  ): void {
    const cols = Math.min(area.cols, this.#cols);
    for (let x = cols; x < area.cols; x++) {
      setCell(line, area.x + x, this.#attributeOf(0, area), ' ');
    }
    for (let x = start; x < cols; x++) {
      const attribute = this.#attributeAt(row.styles[x] ?? 0, overlay[x], area);
      const text = row.texts[x] ?? ' ';
      const isWide = row.texts[x + 1] === '';
      if (isWide && x + 1 < cols) {
        setCell(line, area.x + x, attribute | WIDE_ATTRIBUTE, text);
        setCell(line, area.x + ++x, attribute, '');
      } else {
        setCell(line, area.x + x, attribute, isWide ? ' ' : text);
      }
    }
  }

  #styleOf(index: number): Style {
    return withPaneColors(this.#styles.at(index), this.#colors);
  }

  #attributeAt(index: number, over: Style | undefined, area: PaintArea): number {
    if (over === undefined) return this.#attributeOf(index, area);
    return area.styles.attributeOf(highlighted(this.#styleOf(index), over));
  }

  #attributeOf(index: number, area: PaintArea): number {
    const known = this.#attributes[index];
    if (known !== undefined && known !== UNKNOWN) return known;
    const attribute = area.styles.attributeOf(this.#styleOf(index));
    this.#attributes[index] = attribute;
    return attribute;
  }
}
