import { expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';
import { seededRandom } from '../../support/random.js';

const TEXTS = [
  '漢字',
  'abc',
  '👨‍👩‍👧‍👦',
  '\r\n',
  '\t\t',
  '\b\b',
  'e\u0301',
  '\u0301',
  '\u200d',
  '🇩',
  'x'.repeat(70),
];

/** Any sequence of the kinds that terminals have, sensible or not. */
function anySequence(pick: <T>(list: readonly T[]) => T, number: (limit: number) => number) {
  const param = () => pick([number(5), number(40), 65_535, 2_147_483_647, '']);
  const params = Array.from({ length: number(4) }, param).join(';');
  const prefix = pick(['', '', '?', '>', '=', '<']);
  const intermediate = pick(['', '', ' ', '$', '"', "'", '!']);
  return pick([
    `\u001b[${prefix}${params}${intermediate}${String.fromCharCode(64 + number(63))}`,
    `\u001b[${prefix}${params}${intermediate}${String.fromCharCode(64 + number(63))}`,
    `\u001b${pick([...'78DEHMc=>()*+#%'])}${pick([...'08GAB'])}`,
    pick(TEXTS),
    pick(TEXTS),
    `\u001b]${pick([0, 4, 8, 10, 52, 104, 7501])};${pick(['?', 'a;b', '1;?', ''])}\u0007`,
    `\u001bP${pick(['$q', '+q', '1$r'])}${pick(['m', 'r', 'zz'])}\u001b\\`,
    '\u001b[?1049h',
  ]);
}

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'no output makes the parser throw or run away (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const number = (limit: number) => Math.floor(random() * limit);
    const pick = <T>(list: readonly T[]) => list[number(list.length)] as T;
    const source = new TestEmulator(2 + number(30), 1 + number(10), number(3) * 20);
    for (let step = 0; step < 500; step++) {
      if (number(10) === 0) source.emulator.resize(2 + number(40), 1 + number(14));
      const sequence = anySequence(pick, number);
      source.feed(sequence);
    }
    expect(source.look().cells).toHaveLength(source.emulator.rows);
  },
);
