import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  COLOR_PALETTE,
  COLOR_RGB,
  DEFAULT_STYLE,
  STYLE_BOLD,
  STYLE_INVERSE,
  STYLE_ITALIC,
  type Style,
  UNDERLINE_SHIFT,
} from '../../../../src/core/frame.js';
import { type Line, Painter } from '../../../../src/tui/terminal/draw.js';
import { fullRendering } from '../../../../src/tui/terminal/sgr.js';
import {
  BLESSED_DEFAULT_ATTRIBUTE,
  StyleTable,
  WIDE_ATTRIBUTE,
} from '../../../../src/tui/terminal/style-table.js';
import { cellsOf } from '../../../support/cells.js';
import { emulator, feed, textOf } from '../../../support/outer-terminal.js';

const COLS = 24;
const ROWS = 6;

const STYLES: readonly Style[] = [
  DEFAULT_STYLE,
  { ...DEFAULT_STYLE, foreground: COLOR_RGB | 0x12_34_56, flags: STYLE_BOLD },
  { ...DEFAULT_STYLE, background: COLOR_PALETTE | 4 },
  { ...DEFAULT_STYLE, background: COLOR_RGB | 0x40_50_60, flags: STYLE_ITALIC },
  { ...DEFAULT_STYLE, flags: STYLE_INVERSE },
  { ...DEFAULT_STYLE, flags: 3 << UNDERLINE_SHIFT, underline: COLOR_RGB | 0xff_00_00 },
  { ...DEFAULT_STYLE, link: 'https://example.org/a' },
];

const NARROW = [
  'a',
  'Z',
  '~',
  ' ',
  '─',
  '┼',
  'é',
  'e\u0301',
  'ß',
  '█',
  'Ω',
  '\u0301',
  '\u200d',
  '\x03',
  '\t',
  '❤',
  '🇯',
];
const WIDE = ['漢', '字', '👍', '👨‍👩‍👧‍👦', '🇩🇪', '한', '👍🏽', '❤️'];

type Edit =
  | { kind: 'narrow'; x: number; y: number; text: string; style: number }
  | {
      kind: 'wide';
      x: number;
      y: number;
      text: string;
      style: number;
      halves: 'both' | 'left' | 'right';
    }
  | { kind: 'box'; x: number; y: number; cols: number; rows: number; text: string; style: number }
  | { kind: 'clear' };

const x = fc.nat({ max: COLS - 1 });
const y = fc.nat({ max: ROWS - 1 });
const style = fc.nat({ max: STYLES.length });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('narrow' as const),
      x,
      y,
      text: fc.constantFrom(...NARROW),
      style,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('wide' as const),
      x,
      y,
      text: fc.constantFrom(...WIDE),
      style,
      halves: fc.constantFrom('both' as const, 'both' as const, 'left' as const, 'right' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('box' as const),
      x,
      y,
      cols: fc.integer({ min: 1, max: COLS }),
      rows: fc.integer({ min: 1, max: ROWS }),
      text: fc.constantFrom(' ', '.', '│'),
      style,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

function blankLines(): Line[] {
  return Array.from({ length: ROWS }, () => {
    const line: Line = Array.from({ length: COLS }, () => [BLESSED_DEFAULT_ATTRIBUTE, ' ']);
    return Object.assign(line, { dirty: false });
  });
}

function set(lines: Line[], atX: number, atY: number, attribute: number, text: string): void {
  const line = lines[atY];
  const cell = line?.[atX];
  if (line === undefined || cell === undefined) return;
  cell[0] = attribute;
  cell[1] = text;
  line.dirty = true;
}

function apply(lines: Line[], styles: StyleTable, change: Edit): void {
  if (change.kind === 'clear') {
    for (let row = 0; row < ROWS; row++) {
      for (let col = 0; col < COLS; col++) set(lines, col, row, BLESSED_DEFAULT_ATTRIBUTE, ' ');
    }
    return;
  }
  // The last index stands for one of blessed's own attributes: white on blue, bold.
  const known = STYLES[change.style];
  const attribute = known === undefined ? (1 << 18) | (7 << 9) | 4 : styles.attributeOf(known);
  if (change.kind === 'narrow') {
    set(lines, change.x, change.y, attribute, change.text);
  } else if (change.kind === 'wide') {
    const wide = known === undefined ? attribute : attribute | WIDE_ATTRIBUTE;
    if (change.halves !== 'right') set(lines, change.x, change.y, wide, change.text);
    const right = known === undefined ? '\x03' : '';
    if (change.halves !== 'left') set(lines, change.x + 1, change.y, attribute, right);
  } else {
    for (let row = change.y; row < Math.min(ROWS, change.y + change.rows); row++) {
      for (let col = change.x; col < Math.min(COLS, change.x + change.cols); col++) {
        set(lines, col, row, attribute, change.text);
      }
    }
  }
}

function copyOf(lines: Line[]): Line[] {
  return lines.map((line) =>
    Object.assign(
      line.map(([a, t]): [number, string] => [a, t]),
      { dirty: true },
    ),
  );
}

function fullRepaint(lines: Line[], styles: StyleTable, graphemes = true) {
  const terminal = emulator(COLS, ROWS, graphemes);
  const painter = new Painter({ styles, unicode: true });
  feed(terminal, '\x1b[?7l');
  feed(terminal, Painter.CLEAR + painter.paint(copyOf(lines), blankLines(), 0, ROWS - 1));
  return terminal;
}

describe('Painter', () => {
  test.each([
    ['', true],
    [' on a terminal that knows no clusters', false],
  ])('frame after frame, leaves the screen that a full repaint gives%s', (_, graphemes) => {
    fc.assert(
      fc.property(
        fc.array(fc.array(edit, { maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        (frames) => {
          const styles = new StyleTable(fullRendering('truecolor'));
          const painter = new Painter({ styles, unicode: true });
          const lines = blankLines();
          const shown = blankLines();
          const terminal = emulator(COLS, ROWS, graphemes);
          feed(terminal, `\x1b[?7l${Painter.CLEAR}`);
          for (const frame of frames) {
            for (const change of frame) apply(lines, styles, change);
            feed(terminal, painter.paint(lines, shown, 0, ROWS - 1));
            const repainted = fullRepaint(lines, styles, graphemes);
            expect(cellsOf(terminal)).toEqual(cellsOf(repainted));
            repainted.dispose();
          }
          terminal.dispose();
        },
      ),
      { numRuns: 150 },
    );
  });

  test('shows each character where it belongs', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const lines = blankLines();
    const attribute = styles.attributeOf(DEFAULT_STYLE);
    [...'ab'].forEach((text, i) => {
      set(lines, i, 0, attribute, text);
    });
    set(lines, 2, 0, attribute | WIDE_ATTRIBUTE, '👨‍👩‍👧‍👦');
    set(lines, 3, 0, attribute, '');
    set(lines, 4, 0, attribute, 'e\u0301');
    set(lines, 5, 0, attribute, '│');
    set(lines, COLS - 1, 0, attribute, '漢');
    set(lines, 0, 1, attribute, '');
    set(lines, 1, 1, attribute, 'x');
    const terminal = fullRepaint(lines, styles);
    expect(textOf(terminal)).toBe(`ab👨‍👩‍👧‍👦e\u0301│\n x${'\n'.repeat(ROWS - 2)}`);
  });

  test('writes nothing for what is shown already', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const painter = new Painter({ styles, unicode: true });
    const lines = blankLines();
    const shown = blankLines();
    apply(lines, styles, { kind: 'wide', x: 3, y: 1, text: '漢', style: 1, halves: 'both' });
    expect(painter.paint(lines, shown, 0, ROWS - 1)).not.toBe('');
    for (const line of lines) line.dirty = true;
    expect(painter.paint(lines, shown, 0, ROWS - 1)).toBe('');
  });

  test('looks only at lines that are marked', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const painter = new Painter({ styles, unicode: true });
    const lines = blankLines();
    set(lines, 0, 0, BLESSED_DEFAULT_ATTRIBUTE, 'x');
    (lines[0] as Line).dirty = false;
    expect(painter.paint(lines, blankLines(), 0, ROWS - 1)).toBe('');
  });

  test('writes ASCII only on a terminal without Unicode, in the same cells', () => {
    const styles = new StyleTable(fullRendering('none'));
    const painter = new Painter({ styles, unicode: false });
    const lines = blankLines();
    ['┌', '─', '│', 'é', '漢', '', '…', '█', 'Ω'].forEach((text, i) => {
      set(
        lines,
        i,
        0,
        styles.attributeOf(DEFAULT_STYLE) | (text === '漢' ? WIDE_ATTRIBUTE : 0),
        text,
      );
    });
    set(lines, 9, 0, styles.attributeOf(DEFAULT_STYLE), '!');
    const out = painter.paint(lines, blankLines(), 0, ROWS - 1);
    expect(out).toMatch(/^[\x1b -~]*$/);
    const terminal = emulator(COLS, ROWS);
    feed(terminal, out);
    expect(textOf(terminal).trimEnd()).toBe('+-|e??.#?!');
  });

  test('erases long blanks of the default background only', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const painter = new Painter({ styles, unicode: true });
    const lines = blankLines();
    const shown = blankLines();
    apply(lines, styles, { kind: 'box', x: 0, y: 0, cols: COLS, rows: 1, text: '.', style: 0 });
    painter.paint(lines, shown, 0, 0);
    apply(lines, styles, { kind: 'box', x: 0, y: 0, cols: COLS, rows: 1, text: ' ', style: 2 });
    expect(painter.paint(lines, shown, 0, 0)).not.toMatch(/\x1b\[\d*[KX]/);
    apply(lines, styles, { kind: 'box', x: 0, y: 0, cols: 10, rows: 1, text: ' ', style: 0 });
    expect(painter.paint(lines, shown, 0, 0)).toContain('\x1b[10X');
    apply(lines, styles, { kind: 'box', x: 10, y: 0, cols: COLS, rows: 1, text: ' ', style: 0 });
    expect(painter.paint(lines, shown, 0, 0)).toContain('\x1b[K');
  });

  test('keeps links and closes them', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const painter = new Painter({ styles, unicode: true });
    const lines = blankLines();
    apply(lines, styles, { kind: 'narrow', x: 0, y: 0, text: 'a', style: 6 });
    const out = painter.paint(lines, blankLines(), 0, 0);
    expect(out).toMatch(/\x1b\]8;id=q[0-9a-z]+;https:\/\/example\.org\/a\x1b\\a\x1b\]8;;\x1b\\/);
  });

  test('lets no link of a program break out of its sequence', () => {
    const styles = new StyleTable(fullRendering('truecolor'));
    const hostile = styles.attributeOf({ ...DEFAULT_STYLE, link: 'x\x1b\\\x1b]0;owned\x07' });
    expect(styles.entryOf(hostile).link).toBe('');
  });
});
