import { expect, test } from '@jest/globals';
import { captureText, readHistory } from '../../../src/pty/scrollback/history.js';
import { TestEmulator } from '../../support/emulator.js';

const ALL = { history: Number.POSITIVE_INFINITY, ansi: false };

/** Lines of which every cell has a colour of its own. */
function picture(lines: number, cols: number): string {
  let color = 0;
  const cell = (column: number) => {
    color++;
    const rgb = `${color >>> 16};${(color >>> 8) & 0xff};${color & 0xff}`;
    return `\u001b[38;2;${rgb}m${String.fromCharCode(97 + (column % 26))}`;
  };
  const line = () => Array.from({ length: cols }, (_, column) => cell(column)).join('');
  return Array.from({ length: lines }, line).join('\r\n');
}

function filled(text: string, cols: number): TestEmulator {
  const source = new TestEmulator(cols, 5, 5_000);
  source.feed(text);
  return source;
}

test('of a long history the last lines come first, and the others when they are asked for', () => {
  const { emulator } = filled(picture(600, 100), 100);
  const sizes: number[] = [];
  let from = 600;
  while (from > 0) {
    const range = readHistory(emulator, 0, from);
    expect(range.from + range.rows.length).toBe(from);
    expect(range.rows.map(({ y }) => y)).toEqual(range.rows.map((_, index) => index));
    expect(range.styles.length).toBeLessThan(10_000);
    from = range.from;
    sizes.push(range.rows.length);
  }
  expect(sizes.length).toBeGreaterThan(5);
});

test('plain lines come in large answers', () => {
  const { emulator } = filled(Array.from({ length: 900 }, (_, n) => `${n}`).join('\r\n'), 80);
  const range = readHistory(emulator, 0, 900);
  expect(range.rows.length).toBeGreaterThan(800);
  expect(range.from + range.rows.length).toBe(900);
});

test('a row that is wider than an answer is one', () => {
  const { emulator } = filled('x'.repeat(9_000), 9_000);
  expect(readHistory(emulator, 0, 1).rows).toHaveLength(1);
});

test('a long capture lets others have their turns', async () => {
  const { emulator } = filled(picture(2_000, 80), 80);
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  const pieces = await captureText(emulator, { history: Number.POSITIVE_INFINITY, ansi: true });
  isDone = true;
  expect(pieces.join('').split('\n')).toHaveLength(2_001);
  expect(turns).toBeGreaterThan(5);
});

test('a capture begins again when a resize moves the lines', async () => {
  const numbers = Array.from({ length: 1_000 }, (_, n) => `${n}`.padEnd(70, '.'));
  const { emulator } = filled(numbers.join('\r\n'), 80);
  const capture = captureText(emulator, ALL);
  emulator.resize(75, 5);
  expect((await capture).join('')).toBe(numbers.map((line) => `${line}\n`).join(''));
});

test('lines that fall out during a capture are left out, and nothing is told twice', async () => {
  const source = filled(Array.from({ length: 5_005 }, (_, n) => `${n}`).join('\r\n'), 80);
  const capture = captureText(source.emulator, ALL);
  source.feed('\r\nmore'.repeat(1_000));
  const lines = (await capture).join('').trimEnd().split('\n').map(Number);
  const first = lines[0] ?? 0;
  expect(lines).toEqual(Array.from({ length: 5_005 - first }, (_, n) => first + n));
});
