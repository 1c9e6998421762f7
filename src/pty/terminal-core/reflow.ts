import { UNWRITTEN } from '../../core/frame.js';
import { Row } from './row.js';

/** A line that may not be unpacked yet, because most are not touched. */
export interface Line {
  readonly isWrapped: boolean;
  /** Cells in use, or more. */
  readonly end: number;
  /** The same row each time, to be changed. */
  unpacked(): Row;
}

/** The lines of a screen and above it while they are wrapped anew. */
export interface Layout {
  /** All of them, oldest first; those beyond `count` are gone, but their text may be wrapped. */
  lines: Line[];
  count: number;
  /** Most lines that are kept. */
  readonly limit: number;
  /** How many of them are above the screen. */
  above: number;
  /** Cursor's row of the screen. */
  y: number;
  /** Line of the saved cursor. */
  savedLine: number;
  /** Lines that were dropped from the start. */
  dropped: number;
}

/**
 * Wraps lines anew after the width has changed, but for the line that the cursor is in, which its
 * program knows how to draw again. What moves where is what xterm.js 6 does (`Buffer._reflow`).
 */
export function reflow(layout: Layout, oldCols: number, cols: number, rows: number): void {
  if (cols > oldCols) reflowLarger(layout, oldCols, cols, rows);
  else reflowSmaller(layout, oldCols, cols, rows);
}

function reflowLarger(layout: Layout, oldCols: number, cols: number, rows: number): void {
  const { lines } = layout;
  const kept: Line[] = [];
  let removed = 0;
  const cursorLine = layout.above + layout.y;
  for (let y = 0; y < lines.length; ) {
    const end = wrappedEnd(lines, y);
    const holdsCursor = cursorLine >= y && cursorLine < end;
    let unused = 0;
    if (end > y + 1 && !holdsCursor) unused = unwrap(rowsOf(lines, y, end), oldCols, cols);
    for (; y < end - unused; y++) kept.push(lines[y] as Line);
    removed += unused;
    y = end;
  }
  if (removed === 0) return;
  layout.lines = kept;
  for (let left = removed; left > 0; left--) {
    if (layout.above > 0) {
      layout.above--;
      continue;
    }
    if (layout.y > 0) layout.y--;
    if (kept.length < rows) kept.push(new Row(cols));
  }
  layout.count = kept.length;
  layout.savedLine = Math.max(layout.savedLine - removed, 0);
}

/** Where the rows end that belong together with the one at `y`. */
function wrappedEnd(lines: readonly Line[], y: number): number {
  let end = y + 1;
  while (end < lines.length && (lines[end] as Line).isWrapped) end++;
  return end;
}

function rowsOf(lines: readonly Line[], from: number, end: number): Row[] {
  return lines.slice(from, end).map((line) => line.unpacked());
}

/** Fills the rows of a line up to the new width; returns how many of them are not needed any more. */
function unwrap(group: readonly Row[], oldCols: number, cols: number): number {
  let to = 0;
  let toColumn = cellsOf(group, 0, oldCols);
  let from = 1;
  let fromColumn = 0;
  while (from < group.length) {
    const length = cellsOf(group, from, oldCols);
    const count = Math.min(length - fromColumn, cols - toColumn);
    at(group, to).copyCells(at(group, from), fromColumn, toColumn, count);
    toColumn += count;
    if (toColumn === cols) {
      to++;
      toColumn = 0;
    }
    fromColumn += count;
    if (fromColumn === length) {
      from++;
      fromColumn = 0;
    }
    // A wide character that was cut goes to the next row.
    if (toColumn === 0 && to !== 0 && at(group, to - 1).widthAt(cols - 1) === 2) {
      const above = at(group, to - 1);
      at(group, to).copyCells(above, cols - 1, toColumn++, 1);
      above.set(cols - 1, UNWRITTEN, 0);
    }
  }
  at(group, to).erase(toColumn, cols, 0);
  let unused = 0;
  for (let index = group.length - 1; index > 0; index--) {
    if (index <= to && at(group, index).trimmedLength() > 0) break;
    unused++;
  }
  return unused;
}

function at(group: readonly Row[], index: number): Row {
  return group[index] as Row;
}

/** Cells of a row that belong to its line: all, but for the last one where a wide one did not fit. */
function cellsOf(group: readonly Row[], index: number, cols: number): number {
  const row = at(group, index);
  if (index === group.length - 1) return row.trimmedLength();
  const endsUnwritten = !row.hasContent(cols - 1) && row.widthAt(cols - 1) === 1;
  return endsUnwritten && at(group, index + 1).widthAt(0) === 2 ? cols - 1 : cols;
}

interface Insertion {
  /** Line before which the rows go. */
  start: number;
  rows: Row[];
}

function reflowSmaller(layout: Layout, oldCols: number, cols: number, rows: number): void {
  const insertions: Insertion[] = [];
  let inserted = 0;
  for (let y = layout.count - 1; y >= 0; y--) {
    const last = layout.lines[y];
    if (!last || (!last.isWrapped && !isLonger(last, cols))) continue;
    const end = y + 1;
    while (y > 0 && (layout.lines[y] as Line).isWrapped) y--;
    const group = rowsOf(layout.lines, y, end);
    const cursorLine = layout.above + layout.y;
    if (cursorLine >= y && cursorLine < y + group.length) continue;
    const start = y + group.length + inserted;
    const added = wrap(group, oldCols, cols);
    if (added > 0) {
      insertions.push({ start, rows: group.slice(-added) });
      inserted += added;
    }
    follow(layout, { added, inserted, rows });
  }
  if (insertions.length > 0) insert(layout, insertions, inserted);
}

function isLonger(line: Line, cols: number): boolean {
  return line.end > cols && line.unpacked().trimmedLength() > cols;
}

/** Moves screen and cursor with what was inserted above them. */
function follow(
  layout: Layout,
  { added, inserted, rows }: { added: number; inserted: number; rows: number },
): void {
  const { limit } = layout;
  const isCursorAbove = layout.above === 0 && layout.y !== layout.count - 1;
  const trimmed = Math.max(0, (isCursorAbove ? layout.y : layout.count) - limit + added);
  for (let left = added - trimmed; left > 0; left--) {
    if (layout.above > 0) {
      const most = Math.min(limit, layout.count + inserted) - rows;
      if (layout.above < most) layout.above++;
    } else if (layout.y < rows - 1) {
      layout.y++;
      layout.count--;
    } else {
      layout.above++;
    }
  }
  layout.savedLine = Math.min(layout.savedLine + added, layout.above + rows - 1);
}

/**
 * Cuts the rows of a line to the new width; rows that this needs more are appended. Returns how many
 * more; less than 0 where fewer would do, which stay nevertheless.
 */
function wrap(group: Row[], oldCols: number, cols: number): number {
  const lengths = newLengths(group, oldCols, cols);
  const old = group.length;
  const added = lengths.length - old;
  let fromColumn = at(group, old - 1).trimmedLength();
  for (let left = added; left > 0; left--) {
    const row = new Row(cols);
    row.isWrapped = true;
    group.push(row);
  }
  let to = lengths.length - 1;
  let toColumn = lengths[to] ?? Number.NaN;
  if (toColumn === 0) toColumn = lengths[--to] ?? Number.NaN;
  let from = old - 1;
  while (from >= 0 && group[to] !== undefined) {
    const count = Math.min(fromColumn, toColumn);
    at(group, to).copyCells(at(group, from), fromColumn - count, toColumn - count, count);
    toColumn -= count;
    if (toColumn === 0) toColumn = lengths[--to] ?? Number.NaN;
    fromColumn -= count;
    if (fromColumn === 0) {
      from--;
      fromColumn = cellsOf(group, Math.max(from, 0), oldCols);
    }
  }
  for (const [index, row] of group.entries()) {
    const length = lengths[index];
    if (length !== undefined && length < cols) row.set(length, UNWRITTEN, 0);
  }
  return added;
}

/** Cells of each row of the new width. A wide character that would be cut goes to the next one. */
function newLengths(group: readonly Row[], oldCols: number, cols: number): number[] {
  let needed = 0;
  for (let index = 0; index < group.length; index++) needed += cellsOf(group, index, oldCols);
  const lengths: number[] = [];
  let column = 0;
  let row = 0;
  for (let available = 0; available < needed; ) {
    if (needed - available < cols) {
      lengths.push(needed - available);
      break;
    }
    column += cols;
    const length = cellsOf(group, row, oldCols);
    if (column > length) {
      column -= length;
      row++;
    }
    const endsWide = group[row]?.widthAt(column - 1) === 2;
    if (endsWide) column--;
    lengths.push(endsWide ? cols - 1 : cols);
    available += endsWide ? cols - 1 : cols;
  }
  return lengths;
}

/** Puts the new rows where they belong; of more lines than are kept, the oldest go. */
function insert(layout: Layout, insertions: readonly Insertion[], count: number): void {
  const old = layout.lines;
  const total = layout.count + count;
  const lines: Line[] = [];
  // From the last line to the first, as they were found.
  let next = 0;
  let insertedBelow = 0;
  let index = layout.count - 1;
  while (index >= 0 || next < insertions.length) {
    const insertion = insertions[next];
    if (insertion && insertion.start > index + insertedBelow) {
      for (let row = insertion.rows.length - 1; row >= 0; row--) {
        lines.push(insertion.rows[row] as Row);
      }
      insertedBelow += insertion.rows.length;
      next++;
    } else {
      lines.push(old[index--] as Line);
    }
  }
  lines.length = Math.min(lines.length, layout.limit);
  layout.lines = lines.reverse();
  layout.count = lines.length;
  layout.dropped += Math.max(0, total - layout.limit);
}
