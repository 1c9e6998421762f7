/** What is selected: cells by rows, and the text that copying them gives. */
import { filledCells, firstRowOf, isContinuation, type Lines, lastRowOf } from './document.js';
import { clampPosition, comparePositions, leftHalf, type Position, rightHalf } from './position.js';
import { pickedWordAt, type Span } from './words.js';

/**
 * `characters` from one position to the other, both included; `words` and `lines` likewise, grown
 * to whole ones, where a line is the program's, however many rows it takes; `block` the columns
 * between the two on every row between them.
 */
export type SelectionKind = 'characters' | 'words' | 'lines' | 'block';

export interface Selection {
  readonly kind: SelectionKind;
  /** Where it began. */
  readonly anchor: Position;
  /** Where it is drawn to: the cursor. */
  readonly head: Position;
}

/** Cells of one row, 0-based; `end` is behind the last one. */
export interface RowRange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

function ordered({ anchor, head }: Selection): Span {
  return comparePositions(anchor, head) <= 0
    ? { start: anchor, end: head }
    : { start: head, end: anchor };
}

/** From the first selected cell to the last, in the order of reading. */
export function selectionSpan(lines: Lines, selection: Selection): Span {
  const { start, end } = ordered(selection);
  if (selection.kind === 'words') {
    return {
      start: pickedWordAt(lines, clampPosition(lines, start)).start,
      end: pickedWordAt(lines, clampPosition(lines, end)).end,
    };
  }
  if (selection.kind === 'lines') {
    const last = lastRowOf(lines, end.line);
    return {
      start: { line: firstRowOf(lines, start.line), column: 0 },
      end: { line: last, column: Math.max(0, lines.cols - 1) },
    };
  }
  return { start, end };
}

function blockColumns({ anchor, head }: Selection): { left: number; right: number } {
  return {
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

/** The cells that are selected on the rows from `from` to before `to`. */
export function selectedRanges(
  lines: Lines,
  selection: Selection,
  from: number,
  to: number,
): RowRange[] {
  const { start, end } = selectionSpan(lines, selection);
  const block = selection.kind === 'block' ? blockColumns(selection) : undefined;
  const ranges: RowRange[] = [];
  for (let line = Math.max(from, start.line); line < Math.min(to, end.line + 1); line++) {
    const row = lines.row(line);
    const left = block?.left ?? (line === start.line ? start.column : 0);
    const right = block?.right ?? (line === end.line ? end.column : lines.cols - 1);
    ranges.push({ line, start: leftHalf(row, left), end: rightHalf(row, right) + 1 });
  }
  return ranges;
}

/** The cells' text, with spaces for blanks up to `end`. */
function textOfCells(lines: Lines, { line, start, end }: RowRange): string {
  const { texts } = lines.row(line);
  let text = texts.slice(start, end).join('');
  for (let column = Math.max(start, texts.length); column < end; column++) text += ' ';
  return text;
}

/**
 * The selected text: what the pane's width has cut into rows is joined again, blanks at the ends of
 * lines are left out, and there is no line end behind the last line. Rows of a block stay rows.
 */
export function selectedText(lines: Lines, selection: Selection): string {
  const isBlock = selection.kind === 'block';
  const texts: string[] = [];
  let joined = '';
  for (const range of selectedRanges(lines, selection, lines.first, lines.end)) {
    const { line, start } = range;
    const filled = filledCells(lines, line);
    joined += textOfCells(lines, { line, start, end: Math.min(range.end, filled) });
    const reachesEnd = range.end >= filled;
    if (reachesEnd && !isBlock && isContinuation(lines, line + 1)) continue;
    texts.push(reachesEnd || isBlock ? joined.replace(/ +$/, '') : joined);
    joined = '';
  }
  // Where the selection ends at the edge of a row that goes on.
  if (joined !== '') texts.push(joined);
  return texts.join('\n');
}
