import { expect, test } from '@jest/globals';
import { Links } from '../../../src/pty/requests/links.js';
import { ClusterTable, StyleTable } from '../../../src/pty/tables.js';
import { TestEmulator } from '../../support/emulator.js';

const link = (uri: string, text: string) => `\u001b]8;;${uri}\u0007${text}\u001b]8;;\u0007`;

/** Link of the first cell of a line of the screen. */
function linkAt(emulator: TestEmulator, row: number): string | undefined {
  return emulator.look().cells[row]?.[0]?.style.link;
}

test('which links cells have is asked for seldom, though all of them are kept', () => {
  let asked = 0;
  const numbers: number[] = [];
  const links = new Links(() => {
    asked++;
    return numbers;
  });
  for (let n = 0; n < 100_000; n++) numbers.push(links.numberOf(`https://${n}`));
  expect(asked).toBeLessThan(5);
  expect(links.addressOf(numbers[0]!)).toBe('https://0');
});

test('links of lines above the screen are kept as long as the lines', () => {
  const emulator = new TestEmulator(20, 5, 50);
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => `${link(`https://${from + n}`, 'x')}\r\n`).join('');
  emulator.feed(lines(0, 20_000));
  const source = emulator.emulator;
  const styles = new StyleTable();
  const reader = source.createRowReader(styles, new ClusterTable());
  const words = [new Uint32Array(20), new Uint32Array(20)] as const;
  const shown = Array.from({ length: source.historyLength }, (_, line) => {
    reader.read(line, ...words);
    return styles.at(words[1][0]!).link;
  });
  const first = 20_000 - 4 - shown.length;
  expect(shown).toEqual(Array.from({ length: 50 }, (_, n) => `https://${first + n}`));
});

test('a long address of any characters is kept as it is', () => {
  const address = `https://x/${'😀ü—x'.repeat(700)}`;
  expect(linkAt(new TestEmulator().feed(link(address, 'x')), 0)).toBe(address);
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

test('addresses that cells have take so much memory at most: the oldest go first', () => {
  const numbers: number[] = [];
  const links = new Links(() => numbers);
  const long = 'x'.repeat(4_000);
  for (let n = 0; n < 5_000; n++) numbers.push(links.numberOf(`https://${n}/${long}`));
  const known = numbers.filter((number) => links.addressOf(number) !== undefined);
  expect(known.length * long.length).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(known.length).toBeGreaterThan(1_500);
  expect(known).toEqual(numbers.slice(-known.length));
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
