import { expect, test } from '@jest/globals';
import { Links } from '../../../src/pty/requests/links.js';
import { TestEmulator } from '../../support/emulator.js';

const link = (uri: string, text: string) => `\u001b]8;;${uri}\u0007${text}\u001b]8;;\u0007`;

/** Link of the first cell of a line of the screen. */
function linkAt(emulator: TestEmulator, row: number): string | undefined {
  return emulator.look().cells[row]?.[0]?.style.link;
}

test('a history full of links does not slow down what comes after', () => {
  const emulator = new TestEmulator(80, 24, 10_000);
  const links = Array.from({ length: 10_000 }, (_, n) => `${link(`file:///${n}`, 'name')}\r\n`);
  emulator.feed(links.join(''));
  const start = performance.now();
  emulator.feed('plain\r\n'.repeat(20_000));
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('links that are shown survive when those that are gone are forgotten', () => {
  const emulator = new TestEmulator(20, 5, 10).feed(`${link('https://kept', 'kept')}\r\n`);
  emulator.feed('\u001b[?1049h');
  const drawn = Array.from({ length: 30_000 }, (_, n) => `\u001b[H${link(`https://${n}`, 'x')}`);
  emulator.feed(drawn.join(''));
  expect(linkAt(emulator, 0)).toBe('https://29999');
  emulator.feed('\u001b[?1049l');
  expect(linkAt(emulator, 0)).toBe('https://kept');
});

test('addresses that no cell has are forgotten, and their numbers not used again', () => {
  const links = new Links(() => [1]);
  const numbers = Array.from({ length: 30_000 }, (_, n) => links.numberOf(`https://${n}`));
  expect(new Set(numbers).size).toBe(30_000);
  const known = numbers.filter((number) => links.addressOf(number) !== undefined);
  expect(known.length).toBeLessThan(10_000);
  expect(links.addressOf(1)).toBe('https://0');
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
