import {
  type CellRow,
  DEFAULT_STYLE,
  type HistoryRange,
  packCluster,
  packCode,
  ROW,
} from '../../../src/core/frame.js';
import { PaneDocument } from '../../../src/tui/model/copy-mode/document.js';
import { splitGraphemes } from '../../../src/tui/model/text-editor.js';
import { clusterWidth } from '../../../src/tui/terminal/text-width.js';

/** A character of a program's line and the cell it stands in. */
export interface PlacedCharacter {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly width: number;
}

/** Lines of a program as a terminal of so many columns lays them out, from line number `first` on. */
export function layOut(lines: readonly string[], cols: number, first: number) {
  const placed: PlacedCharacter[][] = [];
  const rows: PlacedCharacter[][] = [];
  const wrapped: boolean[] = [];
  for (const text of lines) {
    const characters: PlacedCharacter[] = [];
    let row: PlacedCharacter[] = [];
    let column = 0;
    wrapped.push(false);
    for (const grapheme of splitGraphemes(text)) {
      const width = clusterWidth(grapheme);
      if (column + width > cols) {
        rows.push(row);
        wrapped.push(true);
        row = [];
        column = 0;
      }
      const placedAt = { line: first + rows.length, column, text: grapheme, width };
      row.push(placedAt);
      characters.push(placedAt);
      column += width;
    }
    rows.push(row);
    placed.push(characters);
  }
  return { rows, wrapped, placed };
}

interface DocumentOptions {
  cols?: number;
  /** Number of the first line. */
  first?: number;
  /** Rows of the pane's screen; the others are scrollback. */
  screenRows?: number;
  /** Rows of scrollback in one piece; all of them by default. */
  chunk?: number;
  /** Rows of scrollback that are left to be loaded. */
  unloaded?: number;
  /** Bits of `ROW` by the row's index. */
  flags?: Readonly<Record<number, number>>;
}

const NUMBERING = 7;

/** The lines as a document, as the host's frames and ranges would make it. */
export function documentOf(lines: readonly string[], options: DocumentOptions = {}) {
  const { cols = 40, first = 0, flags = {}, chunk = 1_000_000, unloaded = 0 } = options;
  const { rows, wrapped } = layOut(lines, cols, first);
  const screenRows = Math.min(options.screenRows ?? rows.length, rows.length);
  const clusters: string[] = [];
  const cells = rows.map((row, y) =>
    cellRow(row, y, cols, clusters, (wrapped[y] ? ROW.wrapped : 0) | (flags[y] ?? 0)),
  );
  const history = rows.length - screenRows;
  const styles = [DEFAULT_STYLE];
  const numbers = { numbering: NUMBERING, firstLine: first, historyLength: history };
  let document = PaneDocument.ofScreen({
    ...numbers,
    cols,
    isAlternate: false,
    rows: cells.slice(history).map((row) => ({ cells: row, styles, clusters })),
  });
  const ranges: HistoryRange[] = [];
  for (let end = history; end > 0; end -= chunk) {
    const from = Math.max(0, end - chunk);
    const range = {
      ...numbers,
      from: first + from,
      styles,
      clusters,
      rows: cells.slice(from, end),
    };
    ranges.push(range);
  }
  const loaded = ranges.filter(({ from }) => from - first >= unloaded);
  for (const range of loaded) document = document.withOlder(range);
  return { document, ranges: ranges.slice(loaded.length) };
}

function cellRow(
  row: readonly PlacedCharacter[],
  y: number,
  cols: number,
  clusters: string[],
  flags: number,
): CellRow {
  const codes: number[] = [];
  for (const { text, width } of row) {
    const isCluster = [...text].length > 1;
    if (isCluster) clusters.push(text);
    const cellWidth = width as 1 | 2;
    codes.push(
      isCluster
        ? packCluster(clusters.length - 1, cellWidth)
        : packCode(text.codePointAt(0) ?? 0, cellWidth),
    );
    if (width === 2) codes.push(packCode(0, 0));
  }
  // A host sends no blanks at the end of a row, unless the last cell is a space.
  while (codes.length < cols && codes.at(-1) === packCode(0x20, 1)) codes.pop();
  return { y, codes: Uint32Array.from(codes), styles: new Uint32Array(codes.length), flags };
}
