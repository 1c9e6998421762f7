import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RawChange } from '../../../src/git/parsers/diff.js';
import type { Hunk } from '../../../src/git/parsers/hunks.js';
import { judge, meetingsOf, sideOf } from '../../../src/git/radar/meet.js';

const change = (path: string, rest: Partial<RawChange> = {}): RawChange => ({
  oldMode: '100644',
  newMode: '100644',
  oldOid: '1',
  newOid: '2',
  status: 'M',
  path,
  ...rest,
});

/** What two changes of one file come to, with these lines. */
function judged(a: readonly Hunk[], b: readonly Hunk[]) {
  const [ofA, ofB] = [change('x', { newOid: 'a' }), change('x', { newOid: 'b' })];
  return judge({ path: 'x', a: ofA, b: ofB }, ({ newOid }) => (newOid === 'a' ? a : b));
}

const hunk = (start: number, count: number, becomes = `${start} ${count}`): Hunk => ({
  start,
  count,
  becomes,
});

describe('lines that two sessions change', () => {
  test.each([
    ['the same line', [hunk(5, 1, 'a')], [hunk(5, 1, 'b')], 'same-hunk'],
    ['the same change of a line', [hunk(5, 1, 'a')], [hunk(5, 1, 'a')], 'same-file'],
    ['lines that overlap', [hunk(3, 4)], [hunk(6, 4)], 'same-hunk'],
    ['one within the other', [hunk(1, 9)], [hunk(4, 1)], 'same-hunk'],
    ['lines beside each other', [hunk(3, 2)], [hunk(5, 2)], 'adjacent'],
    ['one line between', [hunk(3, 1)], [hunk(5, 1)], 'same-file'],
    ['new lines at one place', [hunk(4, 0, 'a')], [hunk(4, 0, 'b')], 'same-hunk'],
    ['new lines inside changed ones', [hunk(4, 0)], [hunk(3, 4)], 'same-hunk'],
    ['new lines right before changed ones', [hunk(4, 0)], [hunk(5, 1)], 'adjacent'],
    ['new lines right behind changed ones', [hunk(5, 0)], [hunk(5, 1)], 'adjacent'],
    ['new lines at the top and far below', [hunk(0, 0)], [hunk(9, 0)], 'same-file'],
  ])('%s', (_name, a, b, kind) => {
    expect(judged(a, b).kind).toBe(kind);
    expect(judged(b, a).kind).toBe(kind);
  });

  test('meet wherever two of them overlap or touch, as if each were compared with each', () => {
    const hunks = fc
      .uniqueArray(fc.record({ start: fc.integer({ min: 1, max: 60 }), count: fc.nat(5) }), {
        selector: ({ start }) => start,
      })
      .map((all) => {
        const sorted = [...all].sort((x, y) => x.start - y.start);
        // git's hunks of one file lie apart.
        return sorted.filter((each, index) => {
          const last = sorted[index - 1];
          return last === undefined || last.start + last.count < each.start;
        });
      });
    fc.assert(
      fc.property(hunks, hunks, (one, two) => {
        const a = one.map(({ start, count }) => hunk(start, count, 'a'));
        const b = two.map(({ start, count }) => hunk(start, count, 'b'));
        const places = ({ start, count }: Hunk) =>
          count === 0 ? [start, start] : [start - 1, start - 1 + count];
        const expected = a.flatMap((x) =>
          b.flatMap((y) => {
            const [from = 0, to = 0] = places(x);
            const [otherFrom = 0, otherTo = 0] = places(y);
            return from <= otherTo && otherFrom <= to ? [`${x.start} ${y.start}`] : [];
          }),
        );
        const found = judged(a, b).hunks.map((each) => `${each.a.start} ${each.b.start}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe('paths at which two sessions meet', () => {
  const paths = (a: readonly RawChange[], b: readonly RawChange[]) =>
    meetingsOf(sideOf(a, []), sideOf(b, [])).map(({ path }) => path);

  test('are the same from either side, each once, in order', () => {
    const path = fc.constantFrom('a', 'b', 'd', 'd/e', 'd/f', 'g/h', 'new');
    const any = fc
      .record({ path, status: fc.constantFrom('A', 'M', 'D', 'R', 'T'), from: path })
      .map(({ path: name, status, from }) =>
        status === 'R' ? change(name, { status, from }) : change(name, { status }),
      );
    const changes = fc.uniqueArray(any, { selector: (each) => each.path });
    fc.assert(
      fc.property(changes, changes, (a, b) => {
        const found = paths(a, b);
        expect(paths(b, a)).toEqual(found);
        expect(found).toEqual([...new Set(found)].sort());
      }),
    );
  });

  test('are none for sessions that share no name', () => {
    expect(paths([change('a')], [change('b'), change('c', { status: 'A' })])).toEqual([]);
  });
});
