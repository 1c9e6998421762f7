/** Cells of a document, and what stands at them. */
import { filledCells, isContinuation, type Lines, type TextRow } from './document.js';

export interface Position {
  /** Number of the line. */
  readonly line: number;
  /** 0-based cell. */
  readonly column: number;
}

/** Negative when `a` comes first. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** First cell of the character that this cell is a part of. */
export function leftHalf({ texts }: TextRow, column: number): number {
  return column > 0 && texts[column] === '' ? column - 1 : column;
}

/** Last cell of the character that this cell is a part of. */
export function rightHalf({ texts }: TextRow, column: number): number {
  return texts[column + 1] === '' ? column + 1 : column;
}

/** Cell of the row's last character; 0 in an empty row. */
export function lastColumn(lines: Lines, line: number): number {
  return leftHalf(lines.row(line), Math.max(0, filledCells(lines, line) - 1));
}

/**
 * The nearest position the cursor can stand at. With `isFree` it may stand behind the end of a
 * line, as a block needs it.
 */
export function clampPosition(lines: Lines, { line, column }: Position, isFree = false): Position {
  const inside = Math.max(lines.first, Math.min(lines.end - 1, line));
  const last = isFree ? lines.cols - 1 : lastColumn(lines, inside);
  const clamped = Math.max(0, Math.min(last, column));
  return { line: inside, column: leftHalf(lines.row(inside), clamped) };
}

/** The next character of the same line of the program; undefined at its end. */
export function nextInLine(lines: Lines, { line, column }: Position): Position | undefined {
  const next = rightHalf(lines.row(line), column) + 1;
  if (next < filledCells(lines, line)) return { line, column: next };
  return isContinuation(lines, line + 1) ? { line: line + 1, column: 0 } : undefined;
}

/** The character before in the same line of the program; undefined at its beginning. */
export function previousInLine(lines: Lines, { line, column }: Position): Position | undefined {
  if (column > 0) return { line, column: leftHalf(lines.row(line), column - 1) };
  if (!isContinuation(lines, line)) return undefined;
  return { line: line - 1, column: lastColumn(lines, line - 1) };
}

/** The character at a position; a space where there is none. */
export function characterAt(lines: Lines, { line, column }: Position): string {
  const row = lines.row(line);
  return row.texts[leftHalf(row, column)] ?? ' ';
}
