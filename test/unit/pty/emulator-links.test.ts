import { expect, test } from '@jest/globals';
import { coreOf } from '../../../src/pty/xterm/internals.js';
import { TestEmulator } from '../../support/emulator.js';

const link = (uri: string, text: string) => `\u001b]8;;${uri}\u0007${text}\u001b]8;;\u0007`;

/** Link of the first cell of a line of the screen. */
function linkAt(emulator: TestEmulator, row: number): string | undefined {
  return emulator.look().cells[row]?.[0]?.style.link;
}

test('a history full of links does not slow down what comes after', () => {
  const emulator = new TestEmulator(80, 24, 10_000);
  for (let n = 0; n < 10_000; n++) emulator.feed(`${link(`file:///${n}`, 'name')}\r\n`);
  const start = performance.now();
  emulator.feed('plain\r\n'.repeat(20_000));
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('links that are shown survive when those that are gone are forgotten', () => {
  const emulator = new TestEmulator(20, 5, 10).feed(`${link('https://kept', 'kept')}\r\n`);
  const core = coreOf(emulator.terminal);
  emulator.feed('\u001b[?1049h');
  for (let n = 0; n < 30_000; n++) emulator.feed(`\u001b[H${link(`https://${n}`, 'x')}`);
  expect(linkAt(emulator, 0)).toBe('https://29999');
  emulator.feed('\u001b[?1049l');
  expect(linkAt(emulator, 0)).toBe('https://kept');
  let known = 0;
  for (let number = 0; number < 40_000; number++) {
    if (core._oscLinkService.getLinkData(number)) known++;
  }
  expect(known).toBeLessThan(10_000);
});

test('a link that comes again is the same', () => {
  const emulator = new TestEmulator().feed(
    `${link('https://a', 'x')}\r\n${link('https://b', 'y')}`,
  );
  emulator.feed(`\r\n${link('https://a', 'z')}`);
  expect([0, 1, 2].map((row) => linkAt(emulator, row))).toEqual([
    'https://a',
    'https://b',
    'https://a',
  ]);
});
