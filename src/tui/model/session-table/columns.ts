/** Which columns of the table fit into a width, and how wide each is. */

const COLUMNS = [
  'title',
  'branch',
  'target',
  'state',
  'age',
  'changes',
  'overlap',
  'agent',
] as const;
export type Column = (typeof COLUMNS)[number];

export const COLUMN_LABELS: Readonly<Record<Column, string>> = {
  title: 'Session',
  branch: 'Branch',
  target: 'Target',
  state: 'State',
  age: 'Age',
  changes: 'Changes',
  overlap: 'Overlap',
  agent: 'Agent',
};

interface Widths {
  /** Below it the column is left out. */
  readonly least: number;
  readonly most: number;
}

/** In the order in which columns are given room: the last ones are the first to go. */
const WIDTHS: ReadonlyMap<Column, Widths> = new Map([
  ['title', { least: 16, most: 36 }],
  ['state', { least: 8, most: 8 }],
  ['age', { least: 4, most: 4 }],
  ['changes', { least: 11, most: 11 }],
  ['branch', { least: 12, most: 32 }],
  ['target', { least: 6, most: 16 }],
  ['overlap', { least: 12, most: 24 }],
  ['agent', { least: 6, most: 10 }],
]);

/** Cells between two columns. */
export const COLUMN_GAP = 2;

export interface PlacedColumn {
  readonly column: Column;
  /** Cells. */
  readonly width: number;
}

/**
 * The columns that fit beside each other into `width` cells, in the order they are read. `natural`
 * is what the texts of a column take; room that is left goes to those that could use it.
 */
export function placeColumns(
  width: number,
  natural: Readonly<Partial<Record<Column, number>>>,
): PlacedColumn[] {
  const widths = new Map<Column, number>();
  let used = 0;
  for (const [column, { least }] of WIDTHS) {
    const gap = widths.size > 0 ? COLUMN_GAP : 0;
    const fitting = widths.size === 0 ? Math.min(least, width) : least;
    if (used + gap + fitting > width) break;
    widths.set(column, fitting);
    used += gap + fitting;
  }
  for (const [column, { most }] of WIDTHS) {
    const given = widths.get(column);
    if (given === undefined) continue;
    const wanted = Math.min(most, natural[column] ?? 0);
    const grown = Math.max(given, Math.min(wanted, given + width - used));
    widths.set(column, grown);
    used += grown - given;
  }
  return COLUMNS.flatMap((column) => {
    const given = widths.get(column);
    return given === undefined ? [] : [{ column, width: given }];
  });
}
