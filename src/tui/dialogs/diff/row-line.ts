/** One row of a difference as a line of the screen. */

import { type DiffLine, LINE_SIGNS } from '../../../core/diff.js';
import { printable } from '../../../core/text.js';
import { type DiffLayout, type DiffRow, lineOfRow } from '../../model/diff/rows.js';
import type { Syntax } from '../../model/diff/syntax.js';
import { fillLine, type Line, type Role, shorten, span } from '../../views/line.js';
import { codeLine, markedCellsOf } from './code-line.js';

/** Where things stand in a row, in cells. */
export interface RowShape {
  readonly layout: DiffLayout;
  readonly width: number;
  /** Of a line number. */
  readonly digits: number;
  /** Both numbers stand in front of a line of one column. */
  readonly hasBothNumbers: boolean;
  /** There is a mark in front of the row that is chosen. */
  readonly hasMark: boolean;
  /** How far the text is shifted to the left. */
  readonly shift: number;
  readonly unicode: boolean;
}

export interface RowState {
  /** The row that keys act on, and those that are chosen together with it. */
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly isFocused: boolean;
}

const NUMBER_ROLES = { context: 'muted', added: 'added', removed: 'removed' } as const;
/** Columns of text need less than this for both numbers to be worth their room. */
const WIDTH_FOR_BOTH = 64;
const FEWEST_DIGITS = 3;

/** The shape of the rows of a file whose highest line number is `lastNumber`. */
export function rowShape(
  of: Pick<RowShape, 'layout' | 'width' | 'hasMark' | 'shift' | 'unicode'> & { lastNumber: number },
): RowShape {
  const { lastNumber, ...shape } = of;
  const digits = Math.max(FEWEST_DIGITS, String(lastNumber).length);
  return { ...shape, digits, hasBothNumbers: shape.width >= WIDTH_FOR_BOTH };
}

/** Cells that the text of a line gets. */
export function textRoom(shape: RowShape): number {
  if (shape.layout === 'side-by-side') {
    return Math.max(1, columnWidths(shape)[0] - shape.digits - 2);
  }
  const numbers = (shape.digits + 1) * (shape.hasBothNumbers ? 2 : 1);
  return Math.max(1, shape.width - markWidth(shape) - numbers - 1);
}

/** The lines of a file are drawn again and again while it is scrolled, and never change. */
export class LineCache {
  readonly #syntax: Syntax | undefined;
  readonly #known = new WeakMap<DiffLine, Line>();

  constructor(syntax: Syntax | undefined) {
    this.#syntax = syntax;
  }

  get(line: DiffLine, partner: DiffLine | undefined): Line {
    const known = this.#known.get(line);
    if (known) return known;
    const made = codeLine(line, partner, this.#syntax);
    this.#known.set(line, made);
    return made;
  }
}

/** A row that fills its width. */
export function rowLine(row: DiffRow, state: RowState, shape: RowShape, cache: LineCache): Line {
  const mark = markOf(state, shape);
  const room = Math.max(1, shape.width - markWidth(shape));
  if (row.kind === 'hunk') {
    const { oldStart, newStart, header } = row.hunk;
    const place = shape.unicode ? `@@ ${oldStart} → ${newStart}` : `@@ ${oldStart} > ${newStart}`;
    const words = `${place} @@ ${printable(header)}`.trimEnd();
    return fillLine([...mark, span(shorten(words, room, shape.unicode), 'accent')], shape.width);
  }
  if (row.kind === 'remark') {
    const indent = ' '.repeat(Math.min(shape.digits + 1, 6));
    const bar = shape.unicode ? '▌ ' : '| ';
    const text = shorten(row.text, room - indent.length - bar.length, shape.unicode);
    const role = state.isCurrent && state.isFocused ? 'selected' : 'warning';
    return fillLine([...mark, span(indent), span(bar + text, role)], shape.width);
  }
  if (row.kind === 'line') {
    return fillLine([...mark, ...unifiedCells(row, state, shape, cache)], shape.width);
  }
  const [left, right] = columnWidths(shape);
  const partner = row.old === row.new ? undefined : { old: row.new, new: row.old };
  return [
    ...mark,
    ...column(row.old, partner?.old, { side: 'old', width: left, state }, shape, cache),
    span(shape.unicode ? '│' : '|', 'border'),
    ...column(row.new, partner?.new, { side: 'new', width: right, state }, shape, cache),
  ];
}

function markWidth(shape: RowShape): number {
  return shape.hasMark ? 1 : 0;
}

function markOf({ isCurrent, isFocused }: RowState, shape: RowShape): Line {
  if (!shape.hasMark) return [];
  const role: Role = isFocused ? 'key' : 'muted';
  return [span(isCurrent ? (shape.unicode ? '›' : '>') : ' ', role)];
}

function columnWidths(shape: RowShape): [number, number] {
  const room = Math.max(2, shape.width - markWidth(shape) - 1);
  const left = Math.floor(room / 2);
  return [left, room - left];
}

function unifiedCells(
  { line, partner }: { line: DiffLine; partner?: DiffLine },
  state: RowState,
  shape: RowShape,
  cache: LineCache,
): Line {
  const role = numberRole(line, state);
  const numbers = shape.hasBothNumbers
    ? `${numberText(line.old, shape)} ${numberText(line.new, shape)}`
    : numberText(line.new ?? line.old, shape);
  return [
    span(numbers, role),
    span(` ${LINE_SIGNS[line.kind]}`, NUMBER_ROLES[line.kind]),
    ...markedCellsOf(cache.get(line, partner), shape.shift, textRoom(shape), shape.unicode),
  ];
}

function column(
  line: DiffLine | undefined,
  partner: DiffLine | undefined,
  place: { side: 'old' | 'new'; width: number; state: RowState },
  shape: RowShape,
  cache: LineCache,
): Line {
  if (!line) return [span(' '.repeat(place.width))];
  const room = Math.max(1, place.width - shape.digits - 2);
  return fillLine(
    [
      span(numberText(line[place.side], shape), numberRole(line, place.state)),
      span(` ${LINE_SIGNS[line.kind]}`, NUMBER_ROLES[line.kind]),
      ...markedCellsOf(cache.get(line, partner), shape.shift, room, shape.unicode),
    ],
    place.width,
  );
}

function numberText(number: number | undefined, { digits }: RowShape): string {
  return (number === undefined ? '' : String(number)).padStart(digits);
}

function numberRole(line: DiffLine, { isChosen, isFocused }: RowState): Role {
  return isChosen && isFocused ? 'selected' : NUMBER_ROLES[line.kind];
}

/** The lines of a range of rows, each once and in order. */
export function linesOfRows(rows: readonly DiffRow[]): DiffLine[] {
  const lines = rows.flatMap((row) => lineOfRow(row) ?? []);
  return [...new Set(lines)];
}
