import type { Column } from '../../model/session-table/columns.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import { textWidth } from '../../terminal/text-width.js';

export type ColumnWidths = Partial<Readonly<Record<Column, number>>>;

const MEASURED = ['title', 'branch', 'target', 'agent'] as const;

/** Cells that the longest text of each column takes; not of those that change while one looks. */
export function naturalWidths(rows: readonly SessionRow[]): ColumnWidths {
  const longest = (column: (typeof MEASURED)[number]) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[column])), 0);
  const measured = Object.fromEntries(MEASURED.map((column) => [column, longest(column)]));
  return { ...measured, overlap: Number.POSITIVE_INFINITY };
}
