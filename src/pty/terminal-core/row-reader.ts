import { CLUSTER_FLAG, CODE_MASK, packCode, STYLE_INVERSE, UNWRITTEN } from '../../core/frame.js';
import type { RowReader } from '../emulator.js';
import type { ClusterTable, StyleTable } from '../tables.js';
import type { CellTables } from './cell-tables.js';
import type { Row } from './row.js';

const SPACE = packCode(32, 1);

/** The lines that a reader reads. */
export interface ShownLines extends CellTables {
  line(index: number): Row | undefined;
  /** Cells are shown in the inverse of their rendition. */
  isReversed(): boolean;
}

/** Reads rows with the numbers that a view has for styles and clusters. */
export class CoreRowReader implements RowReader {
  readonly #shown: ShownLines;
  readonly #styles: StyleTable;
  readonly #clusters: ClusterTable;
  /** The view's number of a style and one more, by the terminal's; 0 is not known yet. */
  #indexes = new Uint32Array(64);
  #generation = 0;
  /** Style index by the same without and with inverse. */
  readonly #inverse = new Map<number, number>();

  constructor(shown: ShownLines, styles: StyleTable, clusters: ClusterTable) {
    this.#shown = shown;
    this.#styles = styles;
    this.#clusters = clusters;
  }

  read(line: number, codes: Uint32Array, styles: Uint32Array): number {
    const row = this.#shown.line(line);
    if (!row) return 0;
    this.#followGeneration();
    const cols = Math.min(row.length, codes.length);
    const used = Math.min(row.end, cols);
    codes.fill(UNWRITTEN, used, cols);
    styles.fill(0, used, cols);
    let length = this.#readCells(row, used, codes, styles);
    // A space there is part of a line that goes on below; without one a wide character had no room.
    if (cols > 0 && codes[cols - 1] === SPACE) length = cols;
    if (!this.#shown.isReversed()) return length;
    for (let column = 0; column < cols; column++) {
      styles[column] = this.#inverseOf(styles[column] as number);
    }
    return cols;
  }

  #readCells(row: Row, end: number, codes: Uint32Array, styles: Uint32Array): number {
    const { codes: rowCodes, styles: rowStyles } = row;
    let length = 0;
    let lastStyle = 0;
    let lastIndex = 0;
    for (let column = 0; column < end; column++) {
      let code = rowCodes[column] as number;
      const style = rowStyles[column] as number;
      if (style !== lastStyle) {
        lastStyle = style;
        lastIndex = style === 0 ? 0 : this.#indexOf(style);
      }
      if (code >= CLUSTER_FLAG) {
        code =
          ((code & ~CODE_MASK) | this.#clusters.intern(row.text(column, this.#shown.clusters))) >>>
          0;
      }
      codes[column] = code;
      styles[column] = lastIndex;
      if (lastIndex !== 0 || (code !== UNWRITTEN && code !== SPACE)) length = column + 1;
    }
    return length;
  }

  /** Numbers of styles may have come to mean other ones. */
  #followGeneration(): void {
    const { generation } = this.#shown.styles;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#indexes.fill(0);
  }

  #indexOf(style: number): number {
    const known = this.#indexes[style] ?? 0;
    if (known !== 0) return known - 1;
    const index = this.#styles.intern(this.#shown.styles.styleOf(style));
    if (style >= this.#indexes.length) {
      const larger = new Uint32Array(2 ** Math.ceil(Math.log2(style + 1)));
      larger.set(this.#indexes);
      this.#indexes = larger;
    }
    this.#indexes[style] = index + 1;
    return index;
  }

  #inverseOf(index: number): number {
    let inverse = this.#inverse.get(index);
    if (inverse === undefined) {
      const style = this.#styles.at(index);
      inverse = this.#styles.intern({ ...style, flags: style.flags ^ STYLE_INVERSE });
      this.#inverse.set(index, inverse);
    }
    return inverse;
  }
}
