import type { CellRow, HistoryRange, LineNumbers } from '../core/frame.js';
import { MAX_HISTORY_LINES } from '../core/ports/host.js';
import { AnsiRow } from './ansi-row.js';
import type { Emulator } from './emulator.js';
import { ClusterTable, StyleTable } from './tables.js';

/** The numbers alone, as they are now. */
export function lineNumbersOf({ numbering, firstLine, historyLength }: LineNumbers): LineNumbers {
  return { numbering, firstLine, historyLength };
}

/** Lines `from` to `from + count` of scrollback and screen by their numbers, those that are there. */
export function readHistory(emulator: Emulator, from: number, count: number): HistoryRange {
  const styles = new StyleTable();
  const clusters = new ClusterTable();
  const reader = emulator.createRowReader(styles, clusters);
  const codes = new Uint32Array(emulator.cols);
  const styleIndexes = new Uint32Array(emulator.cols);
  const { firstLine } = emulator;
  const lineCount = emulator.historyLength + emulator.rows;
  const start = Math.max(0, Math.min(from - firstLine, lineCount));
  const wanted = Math.min(from + Math.min(count, MAX_HISTORY_LINES) - firstLine, lineCount);
  const end = Math.max(start, wanted);
  const rows: CellRow[] = [];
  for (let line = start; line < end; line++) {
    const length = reader.read(line, codes, styleIndexes);
    rows.push({
      y: line - start,
      codes: codes.slice(0, length),
      styles: styleIndexes.slice(0, length),
      flags: emulator.lineFlags(line),
    });
  }
  return {
    from: firstLine + start,
    ...lineNumbersOf(emulator),
    styles: [...styles.styles],
    clusters: [...clusters.clusters],
    rows,
  };
}

/**
 * Screen and up to `history` lines above it as text, one line each, without the blank lines at
 * the end; with `ansi`, colours, attributes and links as escape sequences.
 */
export function captureText(
  emulator: Emulator,
  { history, ansi }: { history: number; ansi: boolean },
): string {
  const first = Math.max(0, emulator.historyLength - history);
  const end = emulator.historyLength + emulator.rows;
  const lineOf = ansi ? ansiReader(emulator) : (line: number) => emulator.lineText(line);
  const lines: string[] = [];
  for (let line = first; line < end; line++) lines.push(lineOf(line));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\n`).join('');
}

function ansiReader(emulator: Emulator): (line: number) => string {
  const row = new AnsiRow(emulator);
  return (line) => {
    row.read(line);
    return row.text();
  };
}
