import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type MatchBatch, MatchList } from '../../../../../src/tui/model/copy-mode/matches.js';
import type { Position } from '../../../../../src/tui/model/copy-mode/position.js';
import type { Span } from '../../../../../src/tui/model/copy-mode/words.js';

/** One match on every third line, each two rows tall, and two of them on every sixth. */
function matchesOn(from: number, end: number): Span[] {
  const found: Span[] = [];
  for (let line = from; line < end; line++) {
    if (line % 3 !== 0) continue;
    if (line % 6 === 0) found.push({ start: { line, column: 1 }, end: { line, column: 2 } });
    found.push({ start: { line, column: 5 }, end: { line: line + 1, column: 0 } });
  }
  return found;
}

function batch(from: number, end: number): MatchBatch {
  const cells = matchesOn(from, end).flatMap(({ start, end: last }) => [
    start.line - from,
    start.column,
    last.line - from,
    last.column,
  ]);
  return { from, end, cells: Int32Array.from(cells) };
}

const compare = (a: Position, b: Position) => a.line - b.line || a.column - b.column;

test('matches are found by place in whatever order their lines were searched', () => {
  const place = fc.record({ line: fc.integer({ min: 0, max: 89 }), column: fc.nat(9) });
  const pieces = fc.shuffledSubarray([0, 10, 20, 30, 40, 50, 60, 70, 80], { minLength: 9 });
  fc.assert(
    fc.property(pieces, place, (order, position) => {
      // Pieces begin where a line of the program does: none of these matches crosses one.
      const ends = new Map(order.map((from) => [from * 1.2, (from + 10) * 1.2]));
      let list = MatchList.EMPTY;
      for (const [from, end] of ends) list = list.with(batch(from, end));
      const all = matchesOn(0, 108);
      expect(list.count).toBe(all.length);
      expect([list.first, list.last]).toEqual([all[0], all.at(-1)]);
      expect(list.atOrBehind(position)).toEqual(
        all.find(({ start }) => compare(start, position) >= 0),
      );
      expect(list.before(position)).toEqual(
        all.findLast(({ start }) => compare(start, position) < 0),
      );
      const index = all.findIndex(({ start }) => compare(start, position) === 0);
      expect(list.startingAt(position)?.ordinal).toBe(index < 0 ? undefined : index + 1);
      expect(list.between(position.line, position.line + 4)).toEqual(
        all.filter(({ start, end }) => end.line >= position.line && start.line < position.line + 4),
      );
    }),
  );
});

test('what lies behind lines that were not searched yet is not known', () => {
  const list = MatchList.EMPTY.with(batch(24, 36)).with(batch(48, 60));
  expect(list.atOrBehind({ line: 10, column: 0 })).toBe('unknown');
  expect(list.atOrBehind({ line: 34, column: 0 })).toBe('unknown');
  expect(list.atOrBehind({ line: 59, column: 0 })).toBeUndefined();
  expect(list.before({ line: 70, column: 0 })).toBe('unknown');
  expect(list.before({ line: 48, column: 0 })).toBe('unknown');
  expect(list.before({ line: 24, column: 1 })).toBeUndefined();
  expect(list.before({ line: 26, column: 1 })).toEqual(matchesOn(24, 25).at(-1));
});
