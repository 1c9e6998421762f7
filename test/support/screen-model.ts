import {
  CLUSTER_FLAG,
  CODE_MASK,
  codeWidth,
  DEFAULT_STYLE,
  type PaneFrame,
  type Style,
} from '../../src/core/frame.js';

export interface ModelCell {
  text: string;
  width: number;
  style: Style;
}

const BLANK: ModelCell = { text: ' ', width: 1, style: DEFAULT_STYLE };

/** What a client knows of a pane after the frames it was sent, in the plainest possible way. */
export class ScreenModel {
  cells: ModelCell[][] = [];
  last: PaneFrame | undefined;
  #styles: Style[] = [];

  apply(frame: PaneFrame): void {
    if (frame.full) {
      this.#styles = [];
      this.cells = Array.from({ length: frame.rows }, () => Array(frame.cols).fill(BLANK));
    }
    for (const { index, style } of frame.newStyles) this.#styles[index] = style;
    for (const { y, codes, styles } of frame.changedRows) {
      const row: ModelCell[] = Array(frame.cols).fill(BLANK);
      for (let x = 0; x < codes.length; x++) {
        const style = this.#styles[styles[x]!];
        if (!style) throw new Error(`Frame refers to style ${styles[x]}, which was never sent`);
        row[x] = { text: textOf(codes[x]!, frame.clusters), width: codeWidth(codes[x]!), style };
      }
      this.cells[y] = row;
    }
    this.last = frame;
  }

  row(y: number): string {
    return (this.cells[y] ?? [])
      .map((cell) => cell.text)
      .join('')
      .trimEnd();
  }

  text(): string {
    return this.cells
      .map((_, y) => this.row(y))
      .join('\n')
      .trimEnd();
  }
}

function textOf(code: number, clusters: readonly string[]): string {
  if (codeWidth(code) === 0) return '';
  const value = code & CODE_MASK;
  if (code >= CLUSTER_FLAG) {
    const cluster = clusters[value];
    if (cluster === undefined) throw new Error('Frame refers to a cluster it does not carry');
    return cluster;
  }
  return value === 0 ? ' ' : String.fromCodePoint(value);
}
