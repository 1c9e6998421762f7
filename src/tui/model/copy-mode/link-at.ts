/** The link under a position of a pane. */
import { ROW } from '../../../core/frame.js';
import { addressAt } from '../links.js';
import { filledCells, firstRowOf, lastRowOf, type PaneDocument } from './document.js';
import { leftHalf, type Position } from './position.js';

/** Rows above and below that are looked at; no address is longer. */
const NEARBY_ROWS = 50;

/** Whether the program's line goes on above what is loaded, near enough to be a part of a link. */
export function isCutAbove(document: PaneDocument, { line }: Position): boolean {
  const first = firstRowOf(document, line);
  const isCut = first === document.first && (document.flags(first) & ROW.wrapped) !== 0;
  return isCut && !document.isComplete && line - first < NEARBY_ROWS;
}

/**
 * The target of a hyperlink (OSC 8), else the address in the text: rows that the pane's width has
 * cut are one line.
 */
export function linkAt(document: PaneDocument, position: Position): string | undefined {
  const { line } = position;
  const column = leftHalf(document.row(line), position.column);
  const source = document.source(line);
  const link = source?.styles[source.cells.styles[column] ?? 0]?.link;
  if (link) return link;
  const first = Math.max(firstRowOf(document, line), line - NEARBY_ROWS);
  const last = Math.min(lastRowOf(document, line), line + NEARBY_ROWS);
  let text = '';
  let index = -1;
  for (let row = first; row <= last; row++) {
    const { texts } = document.row(row);
    const filled = filledCells(document, row);
    for (let x = 0; x < filled; x++) {
      if (row === line && x === column) index = text.length;
      text += texts[x] ?? ' ';
    }
  }
  return index < 0 ? undefined : addressAt(text, index);
}
