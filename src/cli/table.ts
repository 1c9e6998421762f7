import type { ChalkInstance } from 'chalk';
import { clipText, clipTextStart, textWidth } from '../tui/terminal/text-width.js';

export interface Column {
  title: string;
  /** May be cut when the terminal is too narrow; the others never are. */
  flexible?: boolean;
  /** Which end of it is cut, for paths the start; by default the end. */
  cut?: 'start';
  /** Numbers and times stand under each other by their last digit. */
  align?: 'right';
  /** Left out, the last one first, where the others would not fit even when they are cut. */
  optional?: boolean;
}

/** Text, or text with how it looks; what is cut of it keeps the look. */
export type Cell = string | { text: string; look: (text: string) => string };

export interface TableGroup {
  /** A line of its own above the rows. */
  heading?: string;
  rows: readonly (readonly Cell[])[];
}

export interface TableOptions {
  style: ChalkInstance;
  /** Cells of the terminal; without it nothing is cut. */
  columns?: number | undefined;
  indent?: string;
}

const GAP = '  ';
/** What is left of a flexible column at least. */
const MINIMUM = 6;

/** Rows under one heading, as lines; the columns of all groups have the same widths. */
export function tableLines(
  columns: readonly Column[],
  groups: readonly TableGroup[],
  { style, columns: available, indent = '' }: TableOptions,
): string[] {
  const rows = groups.flatMap((group) => group.rows);
  const full = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...rows.map((row) => textWidth(textOf(row[index])))),
  );
  const shown = columnsThatFit(columns, full, available, indent);
  const widths = shown.map((index) => full[index] ?? 0);
  const drawn = shown.map((index) => columns[index] ?? { title: '' });
  if (available !== undefined)
    shrink(widths, drawn, available - indent.length - gaps(shown.length));
  const line = (cells: readonly Cell[]) =>
    indent +
    drawn
      .map((column, place) =>
        fitted(cells[shown[place] ?? 0] ?? '', widths[place] ?? 0, {
          column,
          isLast: place === drawn.length - 1,
        }),
      )
      .join(GAP);
  const title = style.dim(line(columns.map((column) => column.title)).trimEnd());
  return groups.flatMap((group, index) => [
    ...(index > 0 && group.heading !== undefined ? [''] : []),
    ...(group.heading === undefined ? [] : [style.bold(clipTo(group.heading, available))]),
    ...(index === 0 || group.heading !== undefined ? [title] : []),
    ...group.rows.map((row) => line(row).trimEnd()),
  ]);
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '');
}

function clipTo(text: string, available: number | undefined): string {
  return available === undefined ? text : clipText(text, available);
}

/** A cell in its width, blanks outside its look; the last one of a line has none behind it. */
function fitted(
  cell: Cell,
  width: number,
  { column: { align, cut }, isLast }: { column: Column; isLast: boolean },
): string {
  const text = (cut === 'start' ? clipTextStart : clipText)(textOf(cell), width);
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  const shown = typeof cell === 'object' && text !== '' ? cell.look(text) : text;
  if (align === 'right') return blanks + shown;
  return isLast ? shown : shown + blanks;
}

function gaps(amount: number): number {
  return GAP.length * Math.max(0, amount - 1);
}

/** Indexes of the columns that are shown. */
function columnsThatFit(
  columns: readonly Column[],
  widths: readonly number[],
  available: number | undefined,
  indent: string,
): number[] {
  let shown = columns.map((_column, index) => index);
  if (available === undefined) return shown;
  const least = () =>
    shown.reduce((sum, index) => {
      const width = widths[index] ?? 0;
      return sum + (columns[index]?.flexible ? Math.min(width, 2 * MINIMUM) : width);
    }, indent.length + gaps(shown.length));
  while (least() > available) {
    const dropped = shown.findLast((index) => columns[index]?.optional);
    if (dropped === undefined) break;
    shown = shown.filter((index) => index !== dropped);
  }
  return shown;
}

/** Takes cells from the widest flexible column until all fit, or none can give any more. */
function shrink(widths: number[], columns: readonly Column[], available: number): void {
  let excess = widths.reduce((total, width) => total + width, 0) - available;
  for (; excess > 0; excess -= 1) {
    let widest = -1;
    columns.forEach((column, index) => {
      const width = widths[index] ?? 0;
      if (column.flexible && width > MINIMUM && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
