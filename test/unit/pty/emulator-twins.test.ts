import { expect, test } from '@jest/globals';
import type { Emulator, EmulatorFactory, EmulatorListener } from '../../../src/pty/emulator.js';
import { compare } from '../../fuzz/emulators/compare.js';
import { replaced } from '../../fuzz/emulators/contestants.js';
import { type Session, sessionOf, sessionText, stepText } from '../../fuzz/emulators/session.js';
import { shrink } from '../../fuzz/emulators/shrink.js';
import { loadXtermEmulators } from '../../support/xterm/emulator.js';

/** Bytes of a session: enough for what a short look can find. */
const SIZE = 4_000;

const reference = await loadXtermEmulators();

type Fault = (emulator: Emulator) => Partial<Emulator>;

/** The reference with something wrong in it. */
const withFault =
  (fault: Fault, listen = (listener: EmulatorListener) => listener): EmulatorFactory =>
  (options, listener) => {
    const emulator = reference(options, listen(listener));
    return replaced(emulator, fault(emulator));
  };

/** The first sessions of a seed until a difference is found, made as small as it goes. */
function leastOf(subject: EmulatorFactory) {
  const pair = { reference, subject };
  for (let seed = 1; seed < 100; seed++) {
    const session = sessionOf(seed, SIZE);
    const difference = compare(pair, session);
    if (difference) return shrink(pair, { session, difference }, 10_000);
  }
  throw new Error('no difference was found');
}

const without = (text: string): EmulatorFactory =>
  withFault((emulator) => ({
    parse: (bytes) => {
      const whole = Buffer.from(bytes).toString('latin1');
      const wanted = Buffer.from(text).toString('latin1');
      emulator.parse(Buffer.from(whole.replaceAll(wanted, ''), 'latin1'));
    },
  }));

test('an emulator is the same as itself', () => {
  const pair = { reference, subject: reference };
  for (let seed = 1; seed <= 40; seed++)
    expect(compare(pair, sessionOf(seed, SIZE))).toBeUndefined();
});

test('a seed is the same session always, and sessions have everything in them', () => {
  const text = (seed: number) => sessionText(sessionOf(seed, SIZE));
  expect(text(3)).toBe(text(3));
  const all = Array.from({ length: 60 }, (_, seed) => text(seed)).join('');
  const parts = ['resize(', 'releaseHold(', 'answerClipboard(', "setAppearance('light')"];
  const sequences = ['1049h', '\\x1b]8;', '\\x1b[?6h', '\\x1bP$q', '\\u200d', '\\xff', ':2::'];
  expect([...parts, ...sequences].filter((part) => !all.includes(part))).toEqual([]);
});

test.each<[string, EmulatorFactory, string, RegExp]>([
  ['a character that is lost', without('漢'), '', /\\u6f22/],
  ['a sequence that is passed over', without('\x1b[?6h'), '', /\\x1b\[\?6h/],
  [
    'a wrong style',
    withFault((emulator) => ({
      createRowReader(styles, clusters) {
        const reader = emulator.createRowReader(styles, clusters);
        return {
          read(line, codes, into) {
            const length = reader.read(line, codes, into);
            if (length > 3) into[2] = 0;
            return length;
          },
        };
      },
    })),
    'active style',
    /^parse/,
  ],
  [
    'wrapped lines that are not told',
    withFault((emulator) => ({ lineFlags: (line) => emulator.lineFlags(line) & ~1 })),
    'flags',
    /^parse/,
  ],
  [
    'a bell that does not ring',
    withFault(
      () => ({}),
      (listener) => ({ ...listener, bell() {} }),
    ),
    'call ["bell"]',
    /^parse\('\\x07'\)$/,
  ],
  [
    'an answer that is not given',
    withFault(
      () => ({}),
      (listener) => ({ ...listener, reply() {} }),
    ),
    '',
    /^parse/,
  ],
  [
    'a mode that is not known',
    withFault((emulator) => ({
      get modes() {
        return { ...emulator.modes, bracketedPaste: false };
      },
    })),
    'modes bracketedPaste',
    /^parse\('\\x1b\[\?2004h'\)$/,
  ],
  [
    'lines that get new numbers',
    withFault((emulator) => ({
      get firstLine() {
        return emulator.firstLine + emulator.cursor.y;
      },
    })),
    'active firstLine',
    /^parse/,
  ],
])('finds %s and makes it small', (_, subject, kind, text) => {
  const { session, difference } = leastOf(subject);
  expect(difference.kind).toMatch(kind);
  expect(session.steps.length).toBeLessThanOrEqual(2);
  expect(lengthOf(session)).toBeLessThanOrEqual(24);
  expect(session.steps.map(stepText).join('\n')).toMatch(text);
});

function lengthOf({ steps }: Session): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'parse' ? step.bytes.length : 0), 0);
}
