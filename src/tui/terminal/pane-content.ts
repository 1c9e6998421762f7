import {
  type CellRow,
  CLUSTER_FLAG,
  CODE_MASK,
  codeWidth,
  DEFAULT_STYLE,
  STYLE_DIM,
  type Style,
} from '../../core/frame.js';
import type { Line } from './draw.js';
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
  dimmed: boolean;
}

/** One row: a text per cell (empty for the right half of a wide one) and its style's index. */
interface ContentRow {
  texts: string[];
  styles: Uint32Array;
}

const EMPTY_ROW: ContentRow = { texts: [], styles: new Uint32Array(0) };

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) =>
  String.fromCharCode(code),
);

function textOf(word: number, clusters: readonly string[]): string {
  const value = word & CODE_MASK;
  if ((word & CLUSTER_FLAG) !== 0) return clusters[value] ?? ' ';
  if (value === 0) return ' ';
  return ASCII[value] ?? String.fromCodePoint(value);
}

/** The row with every half of a wide character that lacks the other one blanked. */
function toContentRow(row: CellRow, clusters: readonly string[]): ContentRow {
  const { codes } = row;
  const texts: string[] = new Array(codes.length);
  for (let x = 0; x < codes.length; x++) {
    const word = codes[x] ?? 0;
    const width = codeWidth(word);
    const next = codes[x + 1];
    if (width === 2 && next !== undefined && codeWidth(next) === 0 && isRightHalf(next)) {
      texts[x] = textOf(word, clusters);
      texts[++x] = '';
    } else {
      texts[x] = width === 1 || isBlank(word) ? textOf(word, clusters) : ' ';
    }
  }
  return { texts, styles: row.styles };
}

function isBlank(word: number): boolean {
  return (word & CODE_MASK) === 0 && (word & CLUSTER_FLAG) === 0;
}

function isRightHalf(word: number): boolean {
  return codeWidth(word) === 0 && isBlank(word);
}

/** Rows of cells with their style table: a pane's screen, or a part of its scrollback. */
export class PaneContent {
  #rows: ContentRow[] = [];
  #cols = Number.POSITIVE_INFINITY;
  #styles: Style[] = [DEFAULT_STYLE];
  /** Attribute words by style index, plain and dimmed, of one generation of the terminal's table. */
  #attributes: { plain: number[]; dimmed: number[] } = { plain: [], dimmed: [] };
  #generation = -1;

  /** Forgets everything, styles included. */
  clear(): void {
    this.#rows = [];
    this.#styles = [DEFAULT_STYLE];
    this.#forgetAttributes();
  }

  setStyle(index: number, style: Style): void {
    this.#styles[index] = style;
    delete this.#attributes.plain[index];
    delete this.#attributes.dimmed[index];
  }

  setRow(row: CellRow, clusters: readonly string[]): void {
    this.#rows[row.y] = toContentRow(row, clusters);
  }

  /** Forgets rows from `rows` on and shows no cells from `cols` on. */
  setSize(cols: number, rows: number): void {
    this.#cols = cols;
    if (this.#rows.length > rows) this.#rows.length = rows;
  }

  /** Text of a row without trailing blanks. */
  rowText(y: number): string {
    return (this.#rows[y]?.texts.join('') ?? '').trimEnd();
  }

  /** Writes the upper left part that fits; what the rows do not fill is blank. */
  paint(area: PaintArea): void {
    if (this.#generation !== area.styles.generation) {
      this.#forgetAttributes();
      this.#generation = area.styles.generation;
    }
    for (let y = 0; y < area.rows; y++) {
      const line = area.lines[area.y + y];
      if (line !== undefined) this.#paintRow(line, this.#rows[y] ?? EMPTY_ROW, area);
    }
  }

  #forgetAttributes(): void {
    this.#attributes = { plain: [], dimmed: [] };
  }

  #paintRow(line: Line, row: ContentRow, area: PaintArea): void {
    const cols = Math.min(area.cols, this.#cols);
    for (let x = cols; x < area.cols; x++) {
      setCell(line, area.x + x, this.#attributeOf(0, area), ' ');
    }
    for (let x = 0; x < cols; x++) {
      const attribute = this.#attributeOf(row.styles[x] ?? 0, area);
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

  #attributeOf(index: number, area: PaintArea): number {
    const attributes = area.dimmed ? this.#attributes.dimmed : this.#attributes.plain;
    const known = attributes[index];
    if (known !== undefined) return known;
    const style = this.#styles[index] ?? DEFAULT_STYLE;
    const shown = area.dimmed ? { ...style, flags: style.flags | STYLE_DIM } : style;
    const attribute = area.styles.attributeOf(shown);
    attributes[index] = attribute;
    return attribute;
  }
}
