import { describe, expect, test } from '@jest/globals';
import { ROW } from '../../../src/core/frame.js';
import { TestEmulator } from '../../support/emulator.js';

const osc = (data: string) => `\u001b]${data}\u0007`;
const PROMPT = `${osc('133;A')}$ ${osc('133;B')}`;

/** Text of the marked lines, `>` before a prompt and `<` before output. */
function marked({ emulator }: TestEmulator): string[] {
  const lines: string[] = [];
  for (let line = 0; line < emulator.historyLength + emulator.rows; line++) {
    const flags = emulator.lineFlags(line);
    const marks = (flags & ROW.prompt ? '>' : '') + (flags & ROW.output ? '<' : '');
    if (marks !== '') lines.push(marks + emulator.lineText(line));
  }
  return lines;
}

function command(name: string, lines: number): string {
  const output = Array.from({ length: lines }, (_, n) => `${name}${n}\r\n`).join('');
  return `${PROMPT}${name}\r\n${osc('133;C')}${output}${osc('133;D;0')}`;
}

describe('marks of a shell', () => {
  test('stay on their lines while these scroll into history', () => {
    const test = new TestEmulator(20, 4, 100).feed(command('a', 3) + command('b', 5));
    expect(marked(test)).toEqual(['>$ a', '<a0', '>$ b', '<b0']);
  });

  test('fall out with their lines, which are used again', () => {
    const test = new TestEmulator(20, 4, 5).feed(command('a', 3) + command('b', 5));
    expect(marked(test)).toEqual(['>$ b', '<b0']);
    test.feed('x\r\n'.repeat(100));
    expect(marked(test)).toEqual([]);
    expect(marked(test.feed(command('c', 1)))).toEqual(['>$ c', '<c0']);
  });

  test('survive a reflow to narrower and wider', () => {
    const long = 'y'.repeat(45);
    const test = new TestEmulator(20, 4, 100).feed(command('a', 2) + command(long, 3) + PROMPT);
    const expected = ['>$ a', '<a0', `>$ ${'y'.repeat(6)}`, `<${'y'.repeat(8)}`, '>$'];
    for (const cols of [8, 60, 8, 13, 8]) test.emulator.resize(cols, 4);
    expect(marked(test)).toEqual(expected);
  });

  test('a wrapped line is marked once', () => {
    const test = new TestEmulator(10, 4).feed(`${PROMPT}${'x'.repeat(15)}`);
    expect(test.emulator.lineFlags(0)).toBe(ROW.prompt);
    expect(test.emulator.lineFlags(1)).toBe(ROW.wrapped);
  });

  test.each([
    ['the screen', '\u001b[H\u001b[2J'],
    ['below', '\u001b[H\u001b[J'],
    ['everything', '\u001b[H\u001b[2J\u001b[3J'],
    ['by a reset', '\u001bc'],
  ])('go when %s is cleared', (_name, clear) => {
    const test = new TestEmulator(20, 8).feed(command('a', 2) + clear);
    expect(marked(test)).toEqual([]);
    expect(marked(test.feed(command('b', 1)))).toEqual(['>$ b', '<b0']);
  });

  test('a prompt that is drawn anew keeps its mark', () => {
    const test = new TestEmulator(20, 8).feed(`${PROMPT}ab\r\u001b[J${PROMPT}abc\u001b[K\u001b[J`);
    expect(marked(test)).toEqual(['>$ abc']);
  });

  test.each([
    ['133;A;cl=m;aid=7', ['>']],
    ['133;A;k=i', ['>']],
    ['133;A;k=s', []],
    ['133;A;k=r', []],
    ['133;B', []],
    ['133;D;1', []],
    ['133;Again', []],
    ['133', []],
    ['633;A', ['>']],
    ['633;C', ['<']],
    ['633;E;echo', []],
    ['633;P;Cwd=/x', []],
  ])('OSC %s', (data, expected) => {
    expect(marked(new TestEmulator().feed(osc(data)))).toEqual(expected);
  });

  test('are of the main screen only', () => {
    const test = new TestEmulator().feed(`${command('a', 1)}\u001b[?1049h\u001b[H${PROMPT}`);
    expect(marked(test)).toEqual([]);
    expect(test.emulator.main.lineFlags(0)).toBe(ROW.prompt);
    expect(marked(test.feed('\u001b[?1049l'))).toEqual(['>$ a', '<a0']);
  });

  test('thousands of them go with their lines', () => {
    const test = new TestEmulator(20, 24, 1_000);
    test.feed(`${PROMPT}\r\n`.repeat(5_000));
    expect(marked(test)).toHaveLength(1_023);
    test.feed('x\r\n'.repeat(2_000));
    expect(marked(test)).toEqual([]);
  });
});
