import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isMarked,
  newMarkerLines,
  settleMarked,
} from '../../../../src/core/conflict/marked-text.js';

const labels = { ours: 'a'.repeat(40), theirs: 'b'.repeat(40) };
/** Words that a file may hold, some of which look like markers. */
const line = fc.constantFrom('x', 'y', '', '=======', '||||||| 1234567', '<<<<<<< x', '>>>>>>> x');
const lines = fc.array(line, { maxLength: 4 });

interface Part {
  common: string[];
  ours: string[];
  base: string[];
  theirs: string[];
}

const part: fc.Arbitrary<Part> = fc.record({
  common: lines,
  ours: lines,
  base: lines,
  theirs: lines,
});

const text = (all: readonly string[]) => all.map((each) => `${each}\n`).join('');

function marked(parts: readonly Part[]): string {
  return text(
    parts.flatMap(({ common, ours, base, theirs }) => [
      ...common,
      `<<<<<<< ${labels.ours}`,
      ...ours,
      '||||||| 1234567',
      ...base,
      '=======',
      ...theirs,
      `>>>>>>> ${labels.theirs}`,
    ]),
  );
}

const side = (parts: readonly Part[], name: 'ours' | 'base' | 'theirs') =>
  text(parts.flatMap((each) => [...each.common, ...each[name]]));

const sidesOf = (parts: readonly Part[]) => ({
  base: side(parts, 'base'),
  ours: side(parts, 'ours'),
  theirs: side(parts, 'theirs'),
});

describe('settleMarked', () => {
  test('gives the side that was chosen, or nothing where lines cannot be told apart', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), (parts) => {
        for (const take of ['ours', 'theirs'] as const) {
          const settled = settleMarked(marked(parts), labels, take, sidesOf(parts));
          expect([side(parts, take), undefined]).toContain(settled);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives the lines of both, ours first', () => {
    const plain = fc.array(fc.constantFrom('x', 'y', '', '====', '<<<<<<<x'), { maxLength: 4 });
    const plainPart = fc.record({ common: plain, ours: plain, base: plain, theirs: plain });
    fc.assert(
      fc.property(fc.array(plainPart, { minLength: 1, maxLength: 3 }), (parts) => {
        const expected = text(
          parts.flatMap(({ common, ours, theirs }) => [...common, ...ours, ...theirs]),
        );
        expect(settleMarked(marked(parts), labels, 'both', sidesOf(parts))).toBe(expected);
      }),
    );
  });

  test('leaves a text alone that has no conflict of these sides', () => {
    fc.assert(
      fc.property(lines, (all) => {
        expect(isMarked(text(all), labels)).toBe(false);
        expect(settleMarked(text(all), labels, 'ours', {})).toBe(text(all));
      }),
    );
  });

  test('does not guess where a conflict has no end', () => {
    const cut =
      marked([{ common: [], ours: ['x'], base: [], theirs: ['y'] }]).split('>>>>')[0] ?? '';
    expect(isMarked(cut, labels)).toBe(true);
    expect(settleMarked(cut, labels, 'ours', {})).toBeUndefined();
  });
});

describe('newMarkerLines', () => {
  test('finds each kind of marker', () => {
    for (const marker of [
      '<<<<<<< main',
      '||||||| 1234',
      '=======',
      '>>>>>>> topic',
      '<<<<<<<<< x',
    ]) {
      expect(newMarkerLines(`a\n${marker}\nb\n`, ['a\nb\n'])).toEqual([marker]);
      expect(newMarkerLines(`a\r\n${marker}\r\n`, [])).toEqual([marker]);
      expect(newMarkerLines(`a\n${marker}\n`, ['', `${marker}\n`])).toEqual([]);
    }
  });

  test('takes headings, quotes and arrows for what they are', () => {
    for (const harmless of ['========', '======', '>>>>>> a', '<<<<<<<a', '<|<|<|<|']) {
      expect(newMarkerLines(`${harmless}\n`, [])).toEqual([]);
    }
  });
});
