import { expect, test } from '@jest/globals';
import { placeColumns } from '../../../../src/tui/model/session-table/columns.js';

const NATURAL = { title: 20, branch: 20, target: 4, agent: 6, overlap: 24 };
const GAP = 2;

const names = (width: number) => placeColumns(width, NATURAL).map(({ column }) => column);

test('a narrow table has the columns that matter most', () => {
  expect(names(112)).toEqual([
    ...['title', 'branch', 'target', 'state', 'age', 'changes', 'overlap', 'agent'],
  ]);
  expect(names(72)).toEqual(['title', 'branch', 'target', 'state', 'age', 'changes']);
  expect(names(52)).toEqual(['title', 'state', 'age', 'changes']);
  expect(names(32)).toEqual(['title', 'state', 'age']);
  expect(names(12)).toEqual(['title']);
});

test('columns never take more than there is, and no text more than it needs', () => {
  for (let width = 1; width < 200; width += 1) {
    const columns = placeColumns(width, NATURAL);
    const taken = columns.reduce((sum, column) => sum + column.width + GAP, -GAP);
    expect(taken).toBeLessThanOrEqual(width);
    for (const { column, width: given } of columns) {
      if (column === 'title') expect(given).toBeLessThanOrEqual(20);
    }
  }
});

test('what one column does not need, another may take', () => {
  const [title] = placeColumns(52, { ...NATURAL, title: 36 });
  expect(title).toEqual({ column: 'title', width: 23 });
});
