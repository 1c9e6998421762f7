import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Widgets } from 'blessed';
import fc from 'fast-check';
import {
  DEFAULT_MODES,
  DEFAULT_STYLE,
  NO_COLORS,
  type PaneFrame,
  packCluster,
  packCode,
  STYLE_BOLD,
  STYLE_INVERSE,
} from '../../../../src/core/frame.js';
import { cellTexts } from '../../../../src/tui/model/cell-row.js';
import { BlessedBox, screenInternals } from '../../../../src/tui/terminal/blessed-internals.js';
import {
  createDetachedScreen,
  type DetachedScreen,
} from '../../../../src/tui/terminal/blessed-screen.js';
import { PaneBox } from '../../../../src/tui/terminal/pane-box.js';
import { fullRendering } from '../../../../src/tui/terminal/sgr.js';
import { StyleTable, WIDE_ATTRIBUTE } from '../../../../src/tui/terminal/style-table.js';

let styles: StyleTable;
let detached: DetachedScreen;

beforeEach(() => {
  styles = new StyleTable(fullRendering('truecolor'));
  detached = createDetachedScreen({ cols: 12, rows: 4 }, styles);
  detached.internals.draw = () => {};
});

afterEach(() => detached.internals.destroy());

const CLUSTERS = ['👨‍👩‍👧‍👦', 'e\u0301'];

/** Cells of a text: wide characters as two, `{n}` as cluster n. */
function cells(y: number, text: string, style = 0) {
  const codes: number[] = [];
  for (const part of text.match(/\{\d\}|./gu) ?? []) {
    const cluster = /^\{(\d)\}$/.exec(part)?.[1];
    const isWide = cluster === '0' || part === '漢';
    const width = isWide ? 2 : 1;
    codes.push(
      cluster === undefined
        ? packCode(part.codePointAt(0) ?? 0, width)
        : packCluster(Number(cluster), width),
    );
    if (isWide) codes.push(packCode(0, 0));
  }
  const styles = new Uint32Array(codes.length).fill(style);
  return { y, codes: Uint32Array.from(codes), styles, flags: 0 };
}

function frame(change: Partial<PaneFrame>): PaneFrame {
  return {
    paneId: 'p',
    full: true,
    cols: 12,
    rows: 4,
    cursor: { x: 0, y: 0, visible: true, shape: 'block', blink: false },
    modes: DEFAULT_MODES,
    numbering: 1,
    firstLine: 0,
    historyLength: 0,
    newStyles: [],
    clusters: CLUSTERS,
    changedRows: [],
    ...change,
  };
}

function box(options: Widgets.BoxOptions = {}): PaneBox {
  return new PaneBox({
    parent: detached.screen,
    left: 0,
    top: 0,
    width: 12,
    height: 4,
    ...options,
  });
}

/** The screen's lines as text, `<` for right halves. */
function shown(): string[] {
  detached.screen.render();
  return screenInternals(detached.screen).lines.map((line) =>
    line
      .map(([, text]) => (text === '' ? '<' : text))
      .join('')
      .trimEnd(),
  );
}

function attributeAt(x: number, y: number): number {
  return detached.internals.lines[y]?.[x]?.[0] ?? -1;
}

describe('PaneBox', () => {
  test('shows rows as they change', () => {
    const pane = box();
    pane.applyFrame(frame({ changedRows: [cells(0, 'one'), cells(1, 'a漢{0}{1}!')] }));
    expect(shown()).toEqual(['one', 'a漢<👨‍👩‍👧‍👦<e\u0301!', '', '']);
    pane.applyFrame(frame({ full: false, changedRows: [cells(1, 'b')] }));
    expect(shown()).toEqual(['one', 'b', '', '']);
    pane.applyFrame(frame({ changedRows: [cells(2, 'new')] }));
    expect(shown()).toEqual(['', '', 'new', '']);
  });

  test('blanks halves of wide characters that lack the other one', () => {
    const pane = box();
    const half = {
      y: 0,
      codes: Uint32Array.of(packCode(0, 0), packCode(0x6f22, 2), packCode(97, 1)),
      styles: new Uint32Array(3),
      flags: 0,
    };
    const last = {
      y: 1,
      codes: Uint32Array.of(packCode(98, 1), packCode(0x6f22, 2)),
      styles: new Uint32Array(2),
      flags: 0,
    };
    pane.applyFrame(frame({ changedRows: [half, last] }));
    expect(shown().slice(0, 2)).toEqual(['  a', 'b']);
  });

  test('shows the upper left part where the box is smaller, and no half of a wide character', () => {
    const pane = box({ width: 4, height: 2 });
    pane.applyFrame(
      frame({ changedRows: [cells(0, 'abc漢'), cells(1, 'ab漢d'), cells(2, 'unseen')] }),
    );
    expect(shown()).toEqual(['abc', 'ab漢<', '', '']);
  });

  test('fills what the pane does not with blanks', () => {
    const pane = box();
    pane.applyFrame(frame({ changedRows: [cells(0, 'twelve cells'), cells(3, 'last')] }));
    shown();
    pane.applyFrame(frame({ full: false, cols: 6, rows: 2 }));
    expect(shown()).toEqual(['twelve', '', '', '']);
  });

  test('marks only the lines that change', () => {
    const pane = box();
    pane.applyFrame(frame({ changedRows: [cells(0, 'one'), cells(1, 'two')] }));
    shown();
    for (const line of detached.internals.lines) line.dirty = false;
    pane.applyFrame(frame({ full: false, changedRows: [cells(1, 'too')] }));
    shown();
    expect(detached.internals.lines.map((line) => line.dirty)).toEqual([false, true, false, false]);
  });

  test('writes the rows of frames alone, as a render of everything would show them', () => {
    const pane = box();
    expect(pane.renderChanges()).toBe(false);
    pane.applyFrame(frame({ changedRows: [cells(0, 'one'), cells(1, 'two')] }));
    shown();
    const { lines } = detached.internals;
    const changes: Partial<PaneFrame>[] = [
      { changedRows: [cells(1, 'a漢')] },
      { changedRows: [cells(0, 'x', 1)], newStyles: [{ index: 1, style: DEFAULT_STYLE }] },
      { newStyles: [{ index: 1, style: { ...DEFAULT_STYLE, flags: STYLE_BOLD } }] },
      { cols: 6, rows: 1 },
      { full: true, changedRows: [cells(3, 'four')] },
      { colors: { ...NO_COLORS, background: 0x102030 } },
    ];
    for (const change of changes) {
      for (const line of lines) line.dirty = false;
      pane.applyFrame(frame({ full: false, ...change }));
      expect(pane.renderChanges()).toBe(true);
      const written = JSON.stringify(lines);
      expect(lines.some(({ dirty }) => dirty)).toBe(true);
      shown();
      expect(JSON.stringify(lines)).toBe(written);
    }
  });

  test('writes any rows from their first difference on as a render of everything shows them', () => {
    const pane = box();
    const newStyles = [{ index: 1, style: { ...DEFAULT_STYLE, flags: STYLE_BOLD } }];
    pane.applyFrame(frame({ newStyles }));
    shown();
    const { lines } = detached.internals;
    const part = fc.constantFrom('a', 'b', ' ', '漢', '{0}', '{1}', 'ab漢', 'a漢b');
    const rows = fc.record({
      y: fc.nat(3),
      parts: fc.array(part, { maxLength: 8 }),
      styled: fc.array(fc.nat(12), { maxLength: 3 }),
    });
    const frames = fc.array(fc.array(rows, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(frames, (changes) => {
        for (const change of changes) {
          const changedRows = change.map(({ y, parts, styled }) => {
            const row = cells(y, parts.join(''));
            for (const x of styled) if (x < row.styles.length) row.styles[x] = 1;
            return row;
          });
          pane.applyFrame(frame({ full: false, changedRows }));
          expect(pane.renderChanges()).toBe(true);
          const written = JSON.stringify(lines);
          shown();
          expect(JSON.stringify(lines)).toBe(written);
        }
      }),
    );
  });

  test('leaves the rows of frames to a whole render where something lies over it', () => {
    const pane = box({ width: 6 });
    pane.applyFrame(frame({ changedRows: [cells(0, 'one')] }));
    const parent = detached.screen;
    const beside = new BlessedBox({
      parent,
      left: 6,
      top: 0,
      width: 6,
      height: 4,
      content: 'side',
    });
    const over = new BlessedBox({ parent, left: 1, top: 3, width: 2, height: 1, content: '..' });
    shown();
    pane.applyFrame(frame({ full: false, changedRows: [cells(3, 'four')] }));
    expect(pane.renderChanges()).toBe(false);
    expect(shown()).toEqual(['one   side', '', '', 'f..r']);
    over.hide();
    shown();
    pane.applyFrame(frame({ full: false, changedRows: [cells(3, 'last')] }));
    expect(pane.renderChanges()).toBe(true);
    pane.hide();
    beside.hide();
    pane.applyFrame(frame({ full: false, changedRows: [cells(3, 'unseen')] }));
    expect(pane.renderChanges()).toBe(true);
    expect(shown()).toEqual(['', '', '', '']);
  });

  test('comes back whole from under a dialog', () => {
    const pane = box();
    pane.applyFrame(frame({ changedRows: [cells(0, '漢漢漢漢'), cells(1, '漢漢漢漢')] }));
    const dialog = new BlessedBox({
      parent: detached.screen,
      left: 1,
      top: 0,
      width: 4,
      height: 2,
      content: 'ok',
    });
    expect(shown()[0]).toBe('漢ok  <漢<');
    dialog.left = 3;
    expect(shown()[0]).toBe('漢<漢ok  <');
    dialog.destroy();
    expect(shown().slice(0, 2)).toEqual(['漢<漢<漢<漢<', '漢<漢<漢<漢<']);
  });

  test('keeps styles by index until a full frame', () => {
    const pane = box();
    const bold = { ...DEFAULT_STYLE, flags: STYLE_BOLD };
    pane.applyFrame(
      frame({ newStyles: [{ index: 1, style: bold }], changedRows: [cells(0, 'x', 1)] }),
    );
    shown();
    expect(attributeAt(0, 0)).toBe(styles.attributeOf(bold));
    pane.applyFrame(
      frame({ full: false, newStyles: [{ index: 1, style: { ...bold, flags: STYLE_INVERSE } }] }),
    );
    shown();
    expect(attributeAt(0, 0)).toBe(styles.attributeOf({ ...bold, flags: STYLE_INVERSE }));
    pane.applyFrame(frame({ changedRows: [cells(0, 'x', 1)] }));
    shown();
    expect(attributeAt(0, 0)).toBe(styles.attributeOf(DEFAULT_STYLE));
  });

  test('shows scrollback until it is told to stop, while frames go on', () => {
    const pane = box();
    pane.applyFrame(frame({ changedRows: [cells(0, 'live')], historyLength: 9 }));
    const source = { styles: [DEFAULT_STYLE], clusters: CLUSTERS };
    pane.showRows([
      { cells: cells(0, 'older'), ...source },
      { cells: cells(1, '{0}'), ...source },
    ]);
    expect(shown().slice(0, 2)).toEqual(['older', '👨‍👩‍👧‍👦<']);
    pane.applyFrame(frame({ full: false, changedRows: [cells(0, 'later')], historyLength: 9 }));
    expect(shown()[0]).toBe('older');
    pane.showRows(null);
    expect(shown()[0]).toBe('later');
    expect(pane.snapshot()?.historyLength).toBe(9);
  });

  test('shows each row in the styles that came with it, and highlights over them', () => {
    const pane = box();
    const red = { ...DEFAULT_STYLE, foreground: 0x0100_0001, flags: STYLE_BOLD };
    const marked = { ...DEFAULT_STYLE, flags: STYLE_INVERSE };
    pane.showRows(
      [
        { cells: cells(0, 'abcd', 1), styles: [DEFAULT_STYLE, red], clusters: [] },
        { cells: cells(1, 'a漢b', 1), styles: [DEFAULT_STYLE, marked], clusters: [] },
      ],
      [
        { y: 0, start: 1, end: 3, style: marked },
        { y: 0, start: 2, end: 3, style: DEFAULT_STYLE },
        { y: 1, start: 2, end: 3, style: DEFAULT_STYLE },
        { y: 1, start: 8, end: 10, style: marked },
      ],
    );
    shown();
    const row = (y: number) =>
      Array.from({ length: 10 }, (_, x) => attributeAt(x, y) & ~WIDE_ATTRIBUTE);
    const of = (style: typeof DEFAULT_STYLE) => styles.attributeOf(style);
    const plain = of(DEFAULT_STYLE);
    const over = of({ ...marked, flags: STYLE_INVERSE | STYLE_BOLD });
    expect(row(0).slice(0, 5)).toEqual([
      of(red),
      over,
      of({ ...DEFAULT_STYLE, flags: STYLE_BOLD }),
      of(red),
      plain,
    ]);
    // Half a wide character is highlighted as the whole one.
    expect(row(1)).toEqual([
      ...[of(marked), plain, plain, of(marked)],
      ...[plain, plain, plain, plain, of(marked), of(marked)],
    ]);
    pane.showRows(null);
    shown();
    expect(row(1)[8]).toBe(plain);
  });

  test('tells its screen as it is, with the numbers of its lines', () => {
    const pane = box();
    expect(pane.snapshot()).toBeUndefined();
    pane.applyFrame(
      frame({ changedRows: [cells(1, '{1}x')], numbering: 3, firstLine: 7, historyLength: 2 }),
    );
    const snapshot = pane.snapshot();
    pane.applyFrame(frame({ full: false, changedRows: [cells(1, 'later')] }));
    expect(snapshot).toMatchObject({ numbering: 3, firstLine: 7, historyLength: 2, cols: 12 });
    expect(
      snapshot?.rows.map(({ cells, clusters }) => cellTexts(cells.codes, clusters).join('')),
    ).toEqual(['', 'e\u0301x', '', '']);
  });
});
