import { describe, expect, test } from '@jest/globals';
import { Chalk } from 'chalk';
import { type Column, type TableGroup, tableLines } from '../../../src/cli/table.js';
import { textWidth } from '../../../src/tui/terminal/text-width.js';

const plain = new Chalk({ level: 0 });
const colored = new Chalk({ level: 1 });

const COLUMNS: readonly Column[] = [
  { title: 'STATE' },
  { title: 'NAME', flexible: true },
  { title: 'AGE', align: 'right' },
  { title: 'ID', optional: true },
];
const GROUPS: readonly TableGroup[] = [
  { heading: '/one', rows: [['busy', '日本語のセッション', '5m', 'abc']] },
  { heading: '/two', rows: [['idle', 'a', '12d', '']] },
];

describe('a table', () => {
  test('has columns of the same widths in all groups, wide characters counted as two cells', () => {
    expect(tableLines(COLUMNS, GROUPS, { style: plain, indent: '  ' })).toEqual([
      '/one',
      '  STATE  NAME                AGE  ID',
      '  busy   日本語のセッション   5m  abc',
      '',
      '/two',
      '  STATE  NAME                AGE  ID',
      '  idle   a                   12d',
    ]);
  });

  test.each([12, 20, 25, 30, 35, 60])(
    'wraps in no terminal of %i cells that holds it',
    (columns) => {
      const lines = tableLines(COLUMNS, GROUPS, { style: plain, columns });
      const fixed = 'STATE'.length + 'AGE'.length + 2 * 2 + 6;
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(Math.max(columns, fixed));
    },
  );

  test('leaves out what is optional before it cuts names to nothing', () => {
    const lines = tableLines(COLUMNS, GROUPS, { style: plain, columns: 25 });
    expect(lines[1]).not.toContain('ID');
    expect(lines[2]).toMatch(/^busy {3}日.*… +5m$/);
  });

  test('keeps the end of paths', () => {
    const columns: Column[] = [{ title: 'PATH', flexible: true, cut: 'start' }, { title: 'AGE' }];
    const rows = [
      ['/home/ann/日本語/one', '1d'],
      ['/short', '2d'],
    ];
    expect(tableLines(columns, [{ rows }], { style: plain, columns: 15 })).toEqual([
      'PATH        AGE',
      '…本語/one   1d',
      '/short      2d',
    ]);
  });

  test('colours the text of a cell, not the blanks beside it', () => {
    const rows = [[{ text: 'busy', look: colored.green }, 'x', '1m', 'i']];
    const [, line] = tableLines(COLUMNS, [{ rows }], { style: colored });
    expect(line).toBe('\u001b[32mbusy\u001b[39m   x      1m  i');
  });
});
