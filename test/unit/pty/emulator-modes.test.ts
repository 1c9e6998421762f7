import { describe, expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';

describe('mode reports', () => {
  const SWITCHES = [
    1, 6, 7, 9, 12, 25, 45, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1047, 1049,
    2004, 2026, 2031,
  ];

  test.each(SWITCHES)('DEC mode %i', (mode) => {
    const emulator = new TestEmulator();
    expect(emulator.ask(`\u001b[?${mode}h\u001b[?${mode}$p`)).toBe(`\u001b[?${mode};1$y`);
    expect(emulator.ask(`\u001b[?${mode}l\u001b[?${mode}$p`)).toBe(`\u001b[?${mode};2$y`);
  });

  test('the alternate screen by its first mode', () => {
    expect(new TestEmulator().ask('\u001b[?47h\u001b[?1049$p')).toBe('\u001b[?1049;1$y');
  });

  test('in-band resize, which also tells the size', () => {
    const emulator = new TestEmulator();
    expect(emulator.ask('\u001b[?2048$p')).toBe('\u001b[?2048;2$y');
    emulator.feed('\u001b[?2048h');
    expect(emulator.ask('\u001b[?2048$p')).toBe('\u001b[?2048;1$y');
  });

  test.each([
    [2, 3],
    [3, 4],
    [4, 4],
    [8, 3],
    [67, 4],
    [1036, 3],
    [1039, 3],
    [1048, 1],
    [2027, 3],
    [80, 0],
    [1001, 0],
    [5522, 0],
    [31337, 0],
    [0, 0],
  ])('DEC mode %i is always %i', (mode, state) => {
    const emulator = new TestEmulator().feed(`\u001b[?${mode}h`);
    expect(emulator.ask(`\u001b[?${mode}$p`)).toBe(`\u001b[?${mode};${state}$y`);
  });

  test.each([
    ['4', '', '4;2'],
    ['4', '\u001b[4h', '4;1'],
    ['20', '', '20;2'],
    ['20', '\u001b[20h', '20;1'],
    ['2', '', '2;4'],
    ['12', '', '12;3'],
    ['99', '', '99;0'],
  ])('ANSI mode %s after %j', (mode, before, state) => {
    expect(new TestEmulator().feed(before).ask(`\u001b[${mode}$p`)).toBe(`\u001b[${state}$y`);
  });
});

describe('colour scheme', () => {
  test('a program that asked is told of a change, and of nothing else', () => {
    const emulator = new TestEmulator();
    const look = { foreground: 0, background: 0, cursor: 0, palette: [] } as const;
    emulator.emulator.setAppearance({ ...look, scheme: 'light' });
    expect(emulator.replies).toEqual([]);
    emulator.feed('\u001b[?2031h');
    emulator.emulator.setAppearance({ ...look, background: 1, scheme: 'light' });
    expect(emulator.replies).toEqual([]);
    emulator.emulator.setAppearance({ ...look, scheme: 'dark' });
    expect(emulator.replies).toEqual(['\u001b[?997;1n']);
    expect(emulator.ask('\u001b[?2031l\u001b[?996n')).toBe('\u001b[?997;1n');
    emulator.emulator.setAppearance({ ...look, scheme: 'light' });
    expect(emulator.replies).toHaveLength(1);
    expect(emulator.ask('\u001b[?996n')).toBe('\u001b[?997;2n');
  });
});

describe('in-band resize', () => {
  test('the size is told at once and at each change', () => {
    const emulator = new TestEmulator();
    emulator.emulator.resize(30, 6);
    expect(emulator.ask('\u001b[?2048h')).toBe('\u001b[48;6;30;96;240t');
    emulator.replies.length = 0;
    emulator.emulator.resize(40, 10);
    expect(emulator.replies).toEqual(['\u001b[48;10;40;160;320t']);
    emulator.feed('\u001b[?2048l').emulator.resize(41, 10);
    expect(emulator.replies).toHaveLength(1);
  });

  test.each(['\u001b[?2048h\u001bc', '\u001b[?2048h\u001b[?2048l'])('%j ends it', (stream) => {
    const emulator = new TestEmulator().feed(stream);
    emulator.replies.length = 0;
    emulator.emulator.resize(30, 6);
    expect(emulator.replies).toEqual([]);
  });
});

describe('keyboard', () => {
  test.each(['\u001bc', '\u001b[!p'])('%j takes back what a dead program has asked', (reset) => {
    const emulator = new TestEmulator().feed('\u001b[>5u\u001b[>4;2m\u001b[?1049h\u001b[>7u');
    expect(emulator.emulator.modes).toMatchObject({ kittyFlags: 7, modifyOtherKeys: 2 });
    emulator.feed(reset);
    expect(emulator.emulator.modes).toMatchObject({ kittyFlags: 0, modifyOtherKeys: 0 });
    emulator.feed('\u001b[?1049l');
    expect(emulator.emulator.modes.kittyFlags).toBe(0);
  });
});

describe('blinking', () => {
  test.each([
    ['', { shape: 'default', blink: false }],
    ['\u001b[?12h', { shape: 'default', blink: true }],
    ['\u001b[?12h\u001b[?12l', { shape: 'default', blink: false }],
    ['\u001b[5 q\u001b[?12l', { shape: 'bar', blink: true }],
    ['\u001b[6 q\u001b[?12h', { shape: 'bar', blink: true }],
    ['\u001b[?12h\u001b[6 q', { shape: 'bar', blink: false }],
    ['\u001b[?12h\u001b[0 q', { shape: 'default', blink: false }],
    ['\u001b[?12h\u001bc', { shape: 'default', blink: false }],
  ])('%j', (stream, cursor) => {
    expect(new TestEmulator().feed(stream).emulator.cursor).toMatchObject(cursor);
  });
});
