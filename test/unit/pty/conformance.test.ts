import { describe, expect, test } from '@jest/globals';
import { sgrParameters } from '../../../src/core/sgr.js';
import { TestEmulator } from '../../support/emulator.js';
import type { ModelCell } from '../../support/screen-model.js';
import type { ConformanceItem, Expectation } from './conformance/item.js';
import { groups } from './conformance/list.js';

for (const group of groups) {
  describe(group.name, () => {
    test.each(group.items)('$name', (item) => {
      const { size = [10, 5], ...expected } = item.expected;
      expect(shown(item, size)).toEqual(expected);
    });
  });
}

/** Everything the item has an expectation of, as the emulator has it. */
function shown(item: ConformanceItem, [cols, rows]: readonly [number, number]): Expectation {
  const test = new TestEmulator(cols, rows);
  for (const part of typeof item.input === 'string' ? [item.input] : item.input) {
    test.emulator.parse(typeof part === 'string' ? Buffer.from(part) : part);
  }
  const { emulator } = test;
  const { cells } = test.look();
  const cellAt = (position: string): ModelCell => {
    const [column, row] = position.split(',').map(Number) as [number, number];
    return cells[row - 1]![column - 1]!;
  };
  const byCell = (expected: object, read: (cell: ModelCell) => string) =>
    Object.fromEntries(Object.keys(expected).map((at) => [at, read(cellAt(at))]));
  const { cursor } = emulator;
  const { screen, renditions, links } = item.expected;
  const all: Required<Expectation> = {
    size: [cols, rows],
    screen: padTo(cells.map(rowText), screen),
    cursor: [Math.min(cursor.x + 1, cols), cursor.y + 1],
    isWrapPending: cursor.x === cols,
    isCursorVisible: cursor.visible,
    cursorShape: cursor.blink ? `blinking ${cursor.shape}` : cursor.shape,
    renditions: byCell(renditions ?? {}, (cell) => sgrParameters(cell.style)),
    links: byCell(links ?? {}, (cell) => cell.style.link),
    history: Array.from({ length: emulator.historyLength }, (_, line) => emulator.lineText(line)),
    replies: test.replies.join(''),
    title: test.titles.at(-1) ?? '',
    isHeld: emulator.isHeld,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => key !== 'size' && key in item.expected),
  );
}

/** Blank rows at the end are left out, except those the expectation names. */
function padTo(rows: string[], expected: readonly string[] = []): string[] {
  let length = rows.length;
  while (length > expected.length && rows[length - 1] === '') length--;
  return rows.slice(0, length);
}

/** The right half of a wide character is no text; one without its left half is a blank. */
function rowText(row: ModelCell[]): string {
  return row
    .map((cell, x) => (cell.width === 0 && row[x - 1]?.width !== 2 ? ' ' : cell.text))
    .join('')
    .trimEnd();
}
