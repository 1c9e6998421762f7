import { describe, expect, test } from '@jest/globals';
import {
  COLOR_BY_INDEX,
  COLOR_PALETTE,
  COLOR_RGB,
  STYLE_BLINK,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_ITALIC,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  UNDERLINE_SHIFT,
} from '../../../src/core/frame.js';
import { TestEmulator } from '../../support/emulator.js';

const cell = (stream: string, x = 0, y = 0) => {
  const found = new TestEmulator().feed(stream).look().cells[y]?.[x];
  if (!found) throw new Error(`No cell ${x},${y}`);
  return found;
};

describe('colours', () => {
  test.each([
    ['38;2;1;2;3', { foreground: COLOR_RGB | 0x010203 }],
    ['38:2::1:2:3', { foreground: COLOR_RGB | 0x010203 }],
    ['48;2;255;0;128', { background: COLOR_RGB | 0xff0080 }],
    ['38;5;200', { foreground: COLOR_PALETTE | 200 }],
    ['48;5;16', { background: COLOR_PALETTE | 16 }],
    ['31', { foreground: COLOR_PALETTE | 1 }],
    ['97', { foreground: COLOR_PALETTE | 15 }],
    ['38;5;1', { foreground: COLOR_PALETTE | COLOR_BY_INDEX | 1 }],
    ['48;5;15', { background: COLOR_PALETTE | COLOR_BY_INDEX | 15 }],
    ['104', { background: COLOR_PALETTE | 12 }],
    ['31;39', { foreground: 0 }],
  ])('SGR %s is kept exactly', (sgr, expected) => {
    expect(cell(`\u001b[${sgr}mX`).style).toMatchObject(expected);
  });
});

describe('attributes', () => {
  test.each([
    [1, STYLE_BOLD],
    [2, STYLE_DIM],
    [3, STYLE_ITALIC],
    [5, STYLE_BLINK],
    [7, STYLE_INVERSE],
    [8, STYLE_HIDDEN],
    [9, STYLE_STRIKE],
    [53, STYLE_OVERLINE],
  ])('SGR %i sets one flag', (code, flag) => {
    expect(cell(`\u001b[${code}mX`).style.flags).toBe(flag);
  });

  test.each([
    ['4', 1],
    ['21', 2],
    ['4:2', 2],
    ['4:3', 3],
    ['4:4', 4],
    ['4:5', 5],
    ['4:3;4:0', 0],
  ])('SGR %s selects an underline style', (sgr, style) => {
    expect(cell(`\u001b[${sgr}mX`).style.flags >>> UNDERLINE_SHIFT).toBe(style);
  });

  test('an underline has a colour of its own, and loses it', () => {
    expect(cell('\u001b[4:3;58:2::9:8:7mX').style.underline).toBe(COLOR_RGB | 0x090807);
    expect(cell('\u001b[4;58;5;200mX').style.underline).toBe(COLOR_PALETTE | 200);
    expect(cell('\u001b[4;58;5;200;59mX').style.underline).toBe(0);
    expect(cell('\u001b[4;58:2::255:255:255mX').style.underline).toBe(COLOR_RGB | 0xffffff);
  });

  test('SGR 0 ends everything', () => {
    expect(cell('\u001b[1;3;4:3;38;2;1;2;3m\u001b[0mX').style).toMatchObject({
      foreground: 0,
      flags: 0,
      underline: 0,
    });
  });
});

describe('links', () => {
  test('a cell keeps the target of its link, without an underline of our own', () => {
    const stream = '\u001b]8;id=a;https://example.org/a;b\u001b\\link\u001b]8;;\u001b\\x';
    expect(cell(stream).style).toMatchObject({ link: 'https://example.org/a;b', flags: 0 });
    expect(cell(stream, 4).style.link).toBe('');
  });

  test('an underlined link keeps its underline', () => {
    const { style } = cell('\u001b[4:3m\u001b]8;;https://example.org\u0007X');
    expect(style.flags >>> UNDERLINE_SHIFT).toBe(3);
    expect(style.link).toBe('https://example.org');
  });

  test('an absurdly long link is dropped, its text stays', () => {
    const found = cell(`\u001b]8;;https://x/${'y'.repeat(70_000)}\u0007X`);
    expect(found.text).toBe('X');
    expect(found.style.link).toBe('');
  });
});

describe('widths', () => {
  test.each([
    ['a CJK character', '漢', 2],
    ['an emoji', '😀', 2],
    ['a family joined by ZWJ', '👨‍👩‍👧‍👦', 2],
    ['a skin tone', '👍🏽', 2],
    ['a flag', '🇩🇪', 2],
    ['a heart with VS16', '❤️', 2],
    ['a combining accent', 'e\u0301', 1],
    ['a Latin letter', 'é', 1],
    ['a box drawing line', '─', 1],
    ['a mathematical letter beyond the BMP', '𝒜', 1],
  ])('%s is one cell group', (_name, text, width) => {
    const model = new TestEmulator().feed(`${text}|`).look();
    expect(model.cells[0]?.[0]).toMatchObject({ text, width });
    expect(model.cells[0]?.[width]?.text).toBe('|');
    if (width === 2) expect(model.cells[0]?.[1]).toMatchObject({ text: '', width: 0 });
  });

  test('a wide character at the edge goes to the next line whole', () => {
    const model = new TestEmulator(5, 3).feed('abcd漢').look();
    expect(model.row(0)).toBe('abcd');
    expect(model.row(1)).toBe('漢');
  });

  test('overwriting one half of a wide character blanks the other', () => {
    const model = new TestEmulator().feed('漢\u001b[1;2Hx').look();
    expect(model.cells[0]?.[0]).toMatchObject({ text: ' ', width: 1 });
    expect(model.cells[0]?.[1]?.text).toBe('x');
  });

  test('a wide character as the last of a row arrives with both halves', () => {
    const model = new TestEmulator().feed('漢').look();
    expect(model.last?.changedRows.find((row) => row.y === 0)?.codes.length).toBe(2);
  });

  test('endless combining marks are cut, the rest of the line stays', () => {
    const model = new TestEmulator().feed(`e${'\u0301'.repeat(5_000)}|`).look();
    expect(model.cells[0]?.[0]?.text.length).toBeLessThanOrEqual(64);
    expect(model.cells[0]?.[1]?.text).toBe('|');
  });

  test('bytes of a character may come in pieces', () => {
    const emulator = new TestEmulator();
    for (const byte of Buffer.from('👍🏽漢')) emulator.emulator.parse(Uint8Array.of(byte));
    expect(emulator.look().row(0)).toBe('👍🏽漢');
  });
});

describe('blanks', () => {
  test('a row ends at its last cell that is not a plain blank', () => {
    const { last } = new TestEmulator().feed('ab   \r\n\u001b[41mcd  \u001b[m  ').look();
    const lengthOf = (y: number) => last?.changedRows.find((row) => row.y === y)?.codes.length;
    expect(lengthOf(0)).toBe(2);
    expect(lengthOf(1)).toBe(4);
    expect(lengthOf(2) ?? 0).toBe(0);
  });

  test('a space in the last column is told from a cell left over before a wide character', () => {
    const { last } = new TestEmulator(4, 4).feed('abc 漢\r\nabc漢').look();
    const lengthOf = (y: number) => last?.changedRows.find((row) => row.y === y)?.codes.length;
    expect([lengthOf(0), lengthOf(1), lengthOf(2)]).toEqual([4, 2, 3]);
  });

  test('erasing with a background colour keeps the colour to the edge', () => {
    const model = new TestEmulator(10, 2).feed('\u001b[44m\u001b[K').look();
    expect(model.cells[0]?.[9]?.style.background).toBe(COLOR_PALETTE | 4);
  });
});

test.each(['a—b“c”…•', '👩‍❤️‍💋‍👨🏳️‍🌈🇯🇵', 'e\u0301ที่한글漢𠮷'])(
  '%s is the same wherever its bytes are cut',
  (text) => {
    const bytes = Buffer.from(`${text}|`);
    const whole = new TestEmulator().feed(bytes).look().cells;
    for (let first = 1; first < bytes.length; first++) {
      for (let second = first; second < bytes.length; second++) {
        const cut = new TestEmulator();
        cut.feed(bytes.subarray(0, first)).feed(bytes.subarray(first, second));
        expect(cut.feed(bytes.subarray(second)).look().cells).toEqual(whole);
      }
    }
  },
);
