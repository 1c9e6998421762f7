import { describe, expect, test } from '@jest/globals';
import type { EmulatorFactory } from '../../../src/pty/emulator.js';
import { type EarlierOutput, openTerminal } from '../../../src/pty/pane/terminal.js';
import { readHistory } from '../../../src/pty/scrollback/history.js';
import { readOutput } from '../../../src/pty/scrollback/scrollback-read.js';
import { TestEmulator } from '../../support/emulator.js';
import { cellsOfRange, textsOfRange } from '../../support/history-cells.js';
import { seededRandom } from '../../support/random.js';
import { loadXtermEmulators } from '../../support/xterm/emulator.js';

const createEmulator = await loadXtermEmulators();

const read = async ({ emulator }: TestEmulator) =>
  (await readOutput({ emulator, lastPicture: undefined })) ?? { chunks: [], screenLines: -1 };
const textOf = async (test: TestEmulator) => (await read(test)).chunks.join('');

const log = { log() {} };

async function restored(
  earlier: EarlierOutput,
  cols = 20,
  rows = 5,
  scrollback = 1_000,
  create: EmulatorFactory = createEmulator,
) {
  const appearance = {
    current: { foreground: 0, background: 0, cursor: 0, palette: [], scheme: 'dark' as const },
  };
  const services = { createEmulator: create, scrollback, version: '1.2.3', appearance, log };
  const terminal = openTerminal(services, { cols, rows }, Promise.resolve(earlier));
  expect(await terminal.ready).toBe(true);
  return terminal;
}

const all = (emulator: TestEmulator['emulator']) =>
  readHistory(emulator, emulator.firstLine, Number.POSITIVE_INFINITY);

describe('reading', () => {
  test('joins the rows of a line and leaves blank rows at the end out', async () => {
    const test = new TestEmulator(5, 4).feed('12345678901\r\n\r\nnext\r\n');
    expect(await read(test)).toEqual({ chunks: ['12345678901\n\nnext\n'], screenLines: 3 });
  });

  test('keeps the blanks inside a line that wraps, and none for a wide character', async () => {
    expect(await textOf(new TestEmulator(5, 4).feed('ab   cd'))).toBe('ab   cd\n');
    expect(await textOf(new TestEmulator(5, 4).feed('abcd漢d'))).toBe('abcd漢d\n');
    expect(await textOf(new TestEmulator(5, 4).feed('abcd 漢d'))).toBe('abcd 漢d\n');
  });

  test('begins with what is left of a line whose start has fallen out', async () => {
    const test = new TestEmulator(4, 2, 1).feed('aaaabbbbccccdddd');
    expect(await textOf(test)).toBe('bbbbccccdddd\n');
  });

  test('nothing is nothing', async () => {
    expect(await read(new TestEmulator())).toEqual({ chunks: [], screenLines: 0 });
  });

  test('tells how much of it is on the screen', async () => {
    const test = new TestEmulator(10, 3).feed('1\r\n2\r\n3\r\n4\r\n5');
    expect(await read(test)).toEqual({ chunks: ['1\n2\n3\n4\n5\n'], screenLines: 3 });
  });

  test('the alternate screen follows the main one', async () => {
    const test = new TestEmulator(10, 3).feed('$ edit\r\n\u001b[?1049h\u001b[2;1Hfull\u001b[31m!');
    const { chunks, screenLines } = await read(test);
    expect(chunks.join('')).toBe(
      '$ edit\n\u001b[2m── full screen of the program ──\u001b[0m\n\nfull\u001b[0;31m!\u001b[0m\n',
    );
    expect(screenLines).toBe(2);
    expect(await textOf(test.feed('\u001b[?1049l'))).toBe('$ edit\n');
  });

  test('while output goes on it is one stretch of lines, of which only the oldest are missing', async () => {
    const test = new TestEmulator(200, 50, 5_000);
    const line = (number: number) => `${`${number} `.repeat(30)}\r\n`;
    let next = 0;
    for (; next < 5_050; next++) test.feed(line(next));
    const reading = textOf(test);
    let isDone = false;
    void reading.then(() => {
      isDone = true;
    });
    while (!isDone) {
      for (let count = 0; count < 200; count++) test.feed(line(next++));
      await new Promise(setImmediate);
    }
    const numbers = (await reading)
      .trimEnd()
      .split('\n')
      .map((text) => Number(text.split(' ')[0]));
    expect(numbers.at(-1)).toBe(5_049);
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers).toEqual(numbers.map((_, index) => 5_050 - numbers.length + index));
  });

  test('begins again when a reflow moves the lines', async () => {
    const test = new TestEmulator(200, 50, 5_000);
    for (let number = 0; number < 5_000; number++) test.feed(`${`${number} `.repeat(30)}\r\n`);
    const before = await textOf(test);
    const reading = textOf(test);
    await new Promise(setImmediate);
    test.emulator.resize(90, 50);
    await new Promise(setImmediate);
    test.emulator.resize(150, 20);
    expect((await reading).split('\n').slice(-1_000)).toEqual(before.split('\n').slice(-1_000));
  });

  test('gives up when another run has begun', async () => {
    const one = new TestEmulator().feed('one');
    const source = { emulator: one.emulator, lastPicture: undefined };
    const reading = readOutput(source);
    source.emulator = new TestEmulator().feed('two').emulator;
    expect(await reading).toBeUndefined();
  });
});

describe('restoring', () => {
  test('puts the lines above a blank screen, with a note and no blank rows between', async () => {
    const { emulator } = await restored({ text: 'one\ntwo\n', note: 'earlier' }, 20, 5);
    const range = all(emulator);
    expect(textsOfRange(range)).toEqual(['one', 'two', '── earlier ──', '', '', '', '', '']);
    expect(range.historyLength).toBe(3);
    expect(emulator.cursor).toMatchObject({ x: 0, y: 0 });
  });

  test.each([
    ['fewer lines than rows', 3],
    ['as many', 5],
    ['more', 12],
    ['more than fit', 50],
  ])('%s', async (_what, count) => {
    const lines = Array.from({ length: count }, (_, index) => `line ${index}`);
    const text = lines.map((line) => `${line}\n`).join('');
    const { emulator } = await restored({ text, note: 'n' }, 20, 5, 20);
    expect(textsOfRange(all(emulator))).toEqual(
      [...lines, '── n ──', '', '', '', '', ''].slice(-25),
    );
  });

  test('clearing the screen leaves it, clearing the scrollback does not', async () => {
    const { emulator } = await restored({ text: 'one\n', note: 'n' });
    emulator.parse(Buffer.from('\u001b[H\u001b[2J\u001b[Jprompt'));
    expect(textsOfRange(all(emulator)).slice(0, 3)).toEqual(['one', '── n ──', 'prompt']);
    emulator.parse(Buffer.from('\u001b[3J'));
    expect(textsOfRange(all(emulator))[0]).toBe('prompt');
  });

  test('a taller terminal does not bring it back onto the screen', async () => {
    const { emulator } = await restored({ text: 'one\n', note: 'n' }, 20, 5);
    emulator.parse(Buffer.from('prompt'));
    emulator.resize(30, 12);
    expect(emulator.lineText(emulator.historyLength)).toBe('prompt');
    expect(emulator.historyLength).toBe(2);
  });

  test('nothing in it asks for or sets anything', async () => {
    const told: string[] = [];
    const text =
      'a\u001b[c\u001b[6n\u001b]2;title\u0007\u0007\u001b]52;c;aGk=\u0007\u001b]9;hi\u0007' +
      '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[4;31mb\u001b]8;;http://x\u001b\\';
    const { emulator } = await restored({ text, note: 'n' }, 20, 5, 10, (options, listener) => {
      const spies = Object.keys(listener).map((name) => [name, () => told.push(name)]);
      return createEmulator(options, Object.fromEntries(spies));
    });
    emulator.parse(Buffer.from('new'));
    const range = all(emulator);
    expect(textsOfRange(range).slice(0, 3)).toEqual(['ab', '── n ──', 'new']);
    expect(range.styles[range.rows[2]?.styles[0] ?? -1]).toEqual(range.styles[0]);
    expect(emulator.modes).toMatchObject({ alternateScreen: false, bracketedPaste: false });
    expect(emulator.cursor.visible).toBe(true);
    expect(told).toEqual([]);
  });
});

const STYLES = [
  '\u001b[m',
  '\u001b[1;31m',
  '\u001b[2;3;4:3;58:2::10:20:30m',
  '\u001b[7;9;53m',
  '\u001b[48;2;1;2;3m',
  '\u001b[38;5;200;48;5;17m',
  '\u001b]8;;https://example.com/a;b\u001b\\',
  '\u001b]8;;\u001b\\',
];
const TEXTS = [
  'word ',
  'a',
  '漢字',
  'e\u0301',
  '👨‍👩‍👧‍👦',
  '🇩🇪',
  '   ',
  '─│┼',
  'long-word-long-word',
  '\r\n',
];

function stream(seed: number, length: number): string {
  const random = seededRandom(seed);
  const oneOf = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  let text = '';
  for (let part = 0; part < length; part++) text += random() < 0.3 ? oneOf(STYLES) : oneOf(TEXTS);
  // Marks the end of the last line, which a reflow treats differently where the cursor is.
  return `${text}\u001b[m\u001b]8;;\u001b\\\r\nend\r\n`;
}

describe('what is restored equals what was there, cell by cell', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('stream %d, in the same width', async (seed) => {
    const test = new TestEmulator(17, 6, 2_000).feed(stream(seed, 1_500));
    const text = await textOf(test);
    const { emulator } = await restored({ text, note: 'n' }, 17, 6, 2_000);
    const before = cellsOfRange(all(test.emulator));
    const count = before.findLastIndex((row) => row.length > 0) + 1;
    expect(cellsOfRange(all(emulator)).slice(0, count)).toEqual(before.slice(0, count));
  });

  test.each([4, 12, 20])('a background to the end of a row, in %d columns', async (cols) => {
    const text = await textOf(new TestEmulator(12, 4).feed('\u001b[44mab\u001b[K\u001b[m\r\ncd'));
    const { emulator } = await restored({ text, note: 'n' }, cols, 4);
    const range = all(emulator);
    const [filled = [], next = []] = cellsOfRange(range);
    expect(filled).toHaveLength(cols);
    expect(filled.filter((cell) => cell.includes(`"background":${0x0100_0004}`))).toHaveLength(
      cols,
    );
    expect(next.map((cell) => cell[0])).toEqual(['c', 'd']);
  });

  test.each([
    [1, 30],
    [2, 11],
    [3, 60],
    [4, 9],
  ])('stream %d, in %d columns', async (seed, cols) => {
    // How far a row was filled with a background depends on where it wrapped at first.
    const bytes = stream(seed, 1_500).replace(/48;(?:5;\d+|2;\d+;\d+;\d+)/g, '1');
    const text = await textOf(new TestEmulator(17, 6, 2_000).feed(bytes));
    const { emulator } = await restored({ text, note: 'n' }, cols, 6, 2_000);
    const wanted = cellsOfRange(all(new TestEmulator(cols, 6, 2_000).feed(bytes).emulator));
    const count = wanted.findLastIndex((row) => row.length > 0) + 1;
    expect(cellsOfRange(all(emulator)).slice(0, count)).toEqual(wanted.slice(0, count));
  });
});
