import type { CellRow, HistoryRange, LineNumbers } from '../../core/frame.js';
import { MAX_HISTORY_LINES } from '../../core/ports/host.js';
import type { Emulator } from '../emulator.js';
import { ClusterTable, StyleTable } from '../tables.js';
import { AnsiRow } from './ansi-row.js';
import { type LineWalk, MAX_WALKS, walkUpwards } from './line-walk.js';

/** The numbers alone, as they are now. */
export function lineNumbersOf({ numbering, firstLine, historyLength }: LineNumbers): LineNumbers {
  return { numbering, firstLine, historyLength };
}

/**
 * Cells and styles at which an answer is long enough: some ms of work, encoding included. A picture
 * has a style for each cell, a log a few for all.
 */
const ANSWER_CELLS = 64 * 1024;
const ANSWER_STYLES = 8 * 1024;

/**
 * Lines `from` to `from + count` of scrollback and screen by their numbers, those that are there.
 * Of more than can be read at once, the last ones.
 */
export function readHistory(emulator: Emulator, from: number, count: number): HistoryRange {
  const styles = new StyleTable();
  const clusters = new ClusterTable();
  const { cols, firstLine } = emulator;
  const reader = emulator.createRowReader(styles, clusters);
  const codes = new Uint32Array(cols);
  const styleIndexes = new Uint32Array(cols);
  const lineCount = emulator.historyLength + emulator.rows;
  const within = (line: number) => Math.max(0, Math.min(line - firstLine, lineCount));
  const end = within(from + count);
  const most = Math.min(MAX_HISTORY_LINES, Math.max(1, Math.floor(ANSWER_CELLS / cols)));
  const least = Math.max(within(from), end - most);
  const rows: Omit<CellRow, 'y'>[] = [];
  for (let line = end - 1; line >= least && styles.size < ANSWER_STYLES; line--) {
    const length = reader.read(line, codes, styleIndexes);
    rows.push({
      codes: codes.slice(0, length),
      styles: styleIndexes.slice(0, length),
      flags: emulator.lineFlags(line),
    });
  }
  return {
    from: firstLine + end - rows.length,
    ...lineNumbersOf(emulator),
    styles: styles.from(0),
    clusters: [...clusters.clusters],
    rows: rows.reverse().map((row, y) => ({ y, ...row })),
  };
}

/**
 * Screen and up to `history` lines above it as text, one line each, without the blank lines at
 * the end; with `ansi`, colours, attributes and links as escape sequences. In pieces of whole lines,
 * read in slices, so that other panes go on; lines that fall out meanwhile are left out.
 */
export async function captureText(
  emulator: Emulator,
  options: { history: number; ansi: boolean },
): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    const pieces = await captureOnce(emulator, options, attempt === MAX_WALKS);
    if (pieces) return pieces;
  }
}

/** Undefined when lines were moved; with `atOnce` nothing can move them. */
async function captureOnce(
  emulator: Emulator,
  { history, ansi }: { history: number; ansi: boolean },
  atOnce: boolean,
): Promise<string[] | undefined> {
  const lineOf = ansi ? ansiReader(emulator) : (line: number) => emulator.lineText(line);
  const pieces: string[] = [];
  let lines: string[] = [];
  let isEmpty = true;
  const walk: LineWalk = {
    oldest: emulator.firstLine + Math.max(0, emulator.historyLength - history),
    take(line) {
      const text = lineOf(line);
      if (isEmpty && text === '') return;
      isEmpty = false;
      lines.push(`${text}\n`);
    },
    sliceEnds() {
      pieces.push(lines.reverse().join(''));
      lines = [];
      return true;
    },
  };
  return (await walkUpwards(emulator, walk, { atOnce })) ? pieces.reverse() : undefined;
}

function ansiReader(emulator: Emulator): (line: number) => string {
  const row = new AnsiRow(emulator);
  return (line) => {
    row.read(line);
    return row.text();
  };
}
