import { describe, expect, test } from '@jest/globals';
import type { ColorDepth } from '../../../../src/core/config.js';
import {
  COLOR_BY_INDEX,
  COLOR_PALETTE,
  COLOR_RGB,
  DEFAULT_STYLE,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_ITALIC,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  type Style,
  UNDERLINE_SHIFT,
} from '../../../../src/core/frame.js';
import { fullRendering, type Rendition, StyleWriter } from '../../../../src/tui/terminal/sgr.js';
import { StyleTable, WIDE_ATTRIBUTE } from '../../../../src/tui/terminal/style-table.js';

function written(rendition: Rendition): string {
  const out: string[] = [];
  rendition.write(out);
  return out.join('');
}

const ORANGE = COLOR_RGB | 0xff_88_00;

describe('StyleWriter', () => {
  test.each<[ColorDepth, Partial<Style>, string]>([
    ['truecolor', {}, '\x1b[m'],
    ['truecolor', { foreground: ORANGE }, '\x1b[0;38;2;255;136;0m'],
    ['truecolor', { background: COLOR_PALETTE | 3 }, '\x1b[0;43m'],
    ['truecolor', { foreground: COLOR_PALETTE | 9 }, '\x1b[0;91m'],
    ['truecolor', { background: COLOR_PALETTE | 200 }, '\x1b[0;48;5;200m'],
    ['256', { foreground: ORANGE }, '\x1b[0;38;5;208m'],
    ['256', { foreground: COLOR_RGB | 0x80_80_80 }, '\x1b[0;38;5;244m'],
    ['256', { foreground: COLOR_RGB | 0x00_00_00 }, '\x1b[0;38;5;16m'],
    ['truecolor', { foreground: COLOR_PALETTE | COLOR_BY_INDEX | 3 }, '\x1b[0;38;5;3m'],
    ['16', { foreground: COLOR_PALETTE | COLOR_BY_INDEX | 3 }, '\x1b[0;33m'],
    ['256', { background: COLOR_PALETTE | 200 }, '\x1b[0;48;5;200m'],
    ['16', { foreground: COLOR_RGB | 0xfe_01_01 }, '\x1b[0;91m'],
    ['16', { background: COLOR_PALETTE | 16 }, '\x1b[0;40m'],
    ['16', { background: COLOR_PALETTE | 12 }, '\x1b[0;104m'],
    ['none', { foreground: ORANGE, background: COLOR_PALETTE | 1, flags: STYLE_BOLD }, '\x1b[0;1m'],
    ['none', { flags: STYLE_INVERSE }, '\x1b[0;7m'],
    [
      'truecolor',
      {
        flags: STYLE_BOLD | STYLE_DIM | STYLE_ITALIC | STYLE_HIDDEN | STYLE_STRIKE | STYLE_OVERLINE,
      },
      '\x1b[0;1;2;3;8;9;53m',
    ],
    ['truecolor', { flags: 1 << UNDERLINE_SHIFT }, '\x1b[0;4m'],
    [
      'truecolor',
      { flags: 3 << UNDERLINE_SHIFT, underline: ORANGE },
      '\x1b[0;4;4:3;58:2::255:136:0m',
    ],
    ['256', { flags: 2 << UNDERLINE_SHIFT, underline: ORANGE }, '\x1b[0;4;4:2;58:5:208m'],
    ['16', { flags: 3 << UNDERLINE_SHIFT, underline: ORANGE }, '\x1b[0;4m'],
  ])('with %s of %j is %j', (depth, change, expected) => {
    const writer = new StyleWriter(fullRendering(depth));
    expect(written(writer.rendition({ ...DEFAULT_STYLE, ...change }))).toBe(expected);
  });
});

describe('a rendition behind another one', () => {
  const writer = new StyleWriter(fullRendering('truecolor'));
  const red = { foreground: COLOR_PALETTE | 1 };
  const onBlue = { background: COLOR_PALETTE | 4 };
  const bold = { flags: STYLE_BOLD };

  test.each<[Partial<Style>, Partial<Style>, string]>([
    [red, { ...red, ...onBlue }, '\x1b[44m'],
    [onBlue, { ...red, ...onBlue }, '\x1b[31m'],
    [{ ...red, ...onBlue }, onBlue, '\x1b[39m'],
    [{ ...red, ...onBlue }, red, '\x1b[49m'],
    [red, onBlue, '\x1b[39;44m'],
    [{ ...red, link: 'https://example.org' }, red, ''],
    [red, { ...red, ...bold }, '\x1b[0;1;31m'],
    [{ ...red, ...bold }, red, '\x1b[0;31m'],
    [{ ...red, underline: ORANGE }, red, '\x1b[0;31m'],
    [bold, {}, '\x1b[m'],
  ])('%j, %j is %j', (before, after, expected) => {
    const of = (change: Partial<Style>) => writer.rendition({ ...DEFAULT_STYLE, ...change });
    const out: string[] = [];
    of(after).writeAfter(of(before), out);
    expect(out.join('')).toBe(expected);
  });
});

describe('a terminal of sixteen colours', () => {
  const solarized = [
    0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5, 0x002b36,
    0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
  ];
  const write = (
    style: Partial<Style>,
    palette: number[] = [],
    background: number | undefined = undefined,
  ) =>
    written(
      new StyleWriter({ ...fullRendering('16'), palette, background }).rendition({
        ...DEFAULT_STYLE,
        ...style,
      }),
    );
  const rgb = (value: number) => COLOR_RGB | value;

  test.each([
    ['a dark orange', 0xaf5f00, 31],
    ['a sky blue', 0x5fafff, 94],
    ['a soft green', 0xa6e3a1, 92],
    ['a pale blue', 0x89b4fa, 94],
    ['a pale red', 0xf38ba8, 91],
    ['a brown', 0x5f5f00, 33],
    ['a light grey', 0xdadada, 37],
    ['a middle grey', 0x808080, 90],
    ['a near black', 0x1e1e1e, 30],
  ])('shows %s as what looks most alike', (_, color, code) => {
    expect(write({ foreground: rgb(color) })).toBe(`\x1b[0;${code}m`);
  });

  test('chooses among the colours that the person sees', () => {
    expect(write({ foreground: rgb(0xfdf6e3) }, solarized)).toBe('\x1b[0;97m');
    expect(write({ background: rgb(0x073642) }, solarized)).toBe('\x1b[0;40m');
    expect(write({ foreground: rgb(0x839496) }, solarized)).toBe('\x1b[0;94m');
  });

  test('keeps text apart from what is behind it', () => {
    const dark = { foreground: rgb(0x303030), background: rgb(0x101010) };
    expect(write(dark)).toBe('\x1b[0;90;40m');
    expect(write({ foreground: rgb(0x202020) }, [], 0x000000)).toBe('\x1b[0;90m');
    expect(write({ foreground: rgb(0x202020) }, [], 0xffffff)).toBe('\x1b[0;30m');
  });

  test('leaves hidden what is hidden, and the person the colours that were asked for by number', () => {
    expect(write({ foreground: rgb(0x101010), background: rgb(0x101010) })).toBe('\x1b[0;30;40m');
    expect(write({ foreground: COLOR_PALETTE | 0 }, [], 0x000000)).toBe('\x1b[0;30m');
  });
});

describe('a terminal without', () => {
  test('underline styles gets a plain one', () => {
    const writer = new StyleWriter({ ...fullRendering('truecolor'), underlineStyles: false });
    const style = { ...DEFAULT_STYLE, flags: 3 << UNDERLINE_SHIFT, underline: ORANGE };
    expect(written(writer.rendition(style))).toBe('\x1b[0;4m');
  });

  test('links gets none, and its blanks in links are plain', () => {
    const table = new StyleTable({ ...fullRendering('16'), links: false });
    const word = table.attributeOf({ ...DEFAULT_STYLE, link: 'https://example.org' });
    expect(table.entryOf(word)).toMatchObject({ link: '', blankIsDefault: true });
  });

  test('what was known is drawn by what is known', () => {
    const table = new StyleTable({ ...fullRendering('truecolor'), underlineStyles: false });
    const { generation } = table;
    table.setRendering(fullRendering('truecolor'));
    expect(table.generation).not.toBe(generation);
    const word = table.attributeOf({ ...DEFAULT_STYLE, flags: 3 << UNDERLINE_SHIFT });
    expect(written(table.entryOf(word).rendition)).toBe('\x1b[0;4;4:3m');
  });
});

describe('StyleTable', () => {
  test('keeps each style once', () => {
    const table = new StyleTable(fullRendering('truecolor'));
    const first = table.attributeOf({ ...DEFAULT_STYLE, flags: STYLE_BOLD });
    expect(table.attributeOf({ ...DEFAULT_STYLE, flags: STYLE_BOLD })).toBe(first);
    expect(table.attributeOf({ ...DEFAULT_STYLE, flags: STYLE_DIM })).not.toBe(first);
    expect(table.size).toBe(2);
    expect(written(table.entryOf(first).rendition)).toBe('\x1b[0;1m');
  });

  test('says when it is full, goes on all the same, and starts anew', () => {
    const table = new StyleTable(fullRendering('truecolor'));
    const style = (color: number) => ({ ...DEFAULT_STYLE, foreground: COLOR_RGB | color });
    for (let color = 0; color < 32_768; color++) {
      expect(table.isFull).toBe(false);
      table.attributeOf(style(color));
    }
    expect(table.isFull).toBe(true);
    const beyond = table.attributeOf(style(40_000));
    expect(written(table.entryOf(beyond).rendition)).toBe(
      written(new StyleWriter(fullRendering('truecolor')).rendition(style(40_000))),
    );
    const { generation } = table;
    table.reset();
    expect([table.size, table.isFull]).toEqual([0, false]);
    expect(table.generation).not.toBe(generation);
  });

  test('keeps what cells have and nothing else, in other numbers', () => {
    const table = new StyleTable(fullRendering('truecolor'));
    const style = (color: number): Style => ({
      ...DEFAULT_STYLE,
      foreground: COLOR_RGB | color,
      link: `https://example.org/${color}`,
    });
    const words = Array.from({ length: 300 }, (_, color) => table.attributeOf(style(color)));
    const [second = 0, last = 0] = [words[1], words[299]];
    const blessedWord = (1 << 18) | (7 << 9) | 4;
    const lines: [number, string][][] = [
      [
        [last | WIDE_ATTRIBUTE, '漢'],
        [last, ''],
      ],
      [
        [second, 'a'],
        [blessedWord, 'b'],
      ],
    ];
    const { generation } = table;
    table.keepOnly(lines);
    expect(table.generation).not.toBe(generation);
    expect(table.size).toBe(2);
    expect(lines.flat().map(([word]) => table.entryOf(word & ~WIDE_ATTRIBUTE).link)).toEqual([
      'https://example.org/299',
      'https://example.org/299',
      'https://example.org/1',
      '',
    ]);
    expect(lines[0]?.[0]?.[0]).toBe(table.attributeOf(style(299)) | WIDE_ATTRIBUTE);
    expect(lines[1]?.[0]?.[0]).toBe(table.attributeOf(style(1)));
    expect(lines[1]?.[1]?.[0]).toBe(blessedWord);
    expect(table.size).toBe(2);
    table.attributeOf(style(2));
    expect(table.size).toBe(3);
  });

  test("reads blessed's own attributes", () => {
    const table = new StyleTable(fullRendering('truecolor'));
    const boldWhiteOnBlue = (1 << 18) | (7 << 9) | 4;
    expect(written(table.entryOf(boldWhiteOnBlue).rendition)).toBe('\x1b[0;1;37;44m');
    const entry = table.entryOf((0x1ff << 9) | 0x1ff);
    expect(written(entry.rendition)).toBe('\x1b[m');
    expect(entry).toMatchObject({ link: '', blankIsDefault: true });
    const everything = (31 << 18) | (200 << 9) | 0x1ff;
    expect(written(table.entryOf(everything).rendition)).toBe('\x1b[0;1;5;7;8;4;38;5;200m');
  });

  test('words of cells stay in small integers', () => {
    const table = new StyleTable(fullRendering('truecolor'));
    const word = table.attributeOf({ ...DEFAULT_STYLE, flags: STYLE_BOLD }) | WIDE_ATTRIBUTE;
    expect(word).toBeLessThan(2 ** 30);
    expect(word).toBeGreaterThan(0);
  });

  test.each([
    ['https://example.org/ä', ''],
    ['https://example.org/a b', ''],
    [`https://example.org/${'x'.repeat(2100)}`, ''],
    ['https://example.org/?a=1;b=2', 'https://example.org/?a=1;b=2'],
  ])('the link %.40s is written as %.40s', (link, expected) => {
    const table = new StyleTable(fullRendering('truecolor'));
    expect(table.entryOf(table.attributeOf({ ...DEFAULT_STYLE, link })).link).toBe(expected);
  });
});
