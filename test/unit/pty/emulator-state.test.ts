import { describe, expect, test } from '@jest/globals';
import { ROW } from '../../../src/core/frame.js';
import { AnsiRow } from '../../../src/pty/scrollback/ansi-row.js';
import { TestEmulator } from '../../support/emulator.js';

describe('cursor', () => {
  test.each([
    [0, { shape: 'default', blink: false }],
    [1, { shape: 'block', blink: true }],
    [2, { shape: 'block', blink: false }],
    [3, { shape: 'underline', blink: true }],
    [4, { shape: 'underline', blink: false }],
    [5, { shape: 'bar', blink: true }],
    [6, { shape: 'bar', blink: false }],
  ])('DECSCUSR %i', (code, expected) => {
    const { emulator } = new TestEmulator().feed(`\u001b[5 q\u001b[${code} q`);
    expect(emulator.cursor).toMatchObject(expected);
  });

  test('position, visibility and a pending wrap', () => {
    const { emulator } = new TestEmulator(5, 3).feed('\u001b[2;1Habcde\u001b[?25l');
    expect(emulator.cursor).toMatchObject({ x: 5, y: 1, visible: false });
  });
});

describe('modes', () => {
  test.each([
    ['\u001b[?1h', { applicationCursor: true }],
    ['\u001b=', { applicationKeypad: true }],
    ['\u001b[?2004h', { bracketedPaste: true }],
    ['\u001b[?1004h', { focusEvents: true }],
    ['\u001b[?9h', { mouseTracking: 'x10' }],
    ['\u001b[?1000h', { mouseTracking: 'press' }],
    ['\u001b[?1002h', { mouseTracking: 'drag' }],
    ['\u001b[?1003h\u001b[?1006h', { mouseTracking: 'motion', mouseEncoding: 'sgr' }],
    ['\u001b[?1005h', { mouseEncoding: 'utf8' }],
    ['\u001b[?1006h', { mouseEncoding: 'sgr' }],
    ['\u001b[?1015h', { mouseEncoding: 'urxvt' }],
    ['\u001b[?1016h', { mouseEncoding: 'sgr-pixels' }],
    ['\u001b[?1015;1006h', { mouseEncoding: 'sgr' }],
    ['\u001b[?1006h\u001b[?1006l', { mouseEncoding: 'default' }],
    ['\u001b[?1006h\u001b[?1015l\u001b[?1005l', { mouseEncoding: 'sgr' }],
    ['\u001b[?1006h\u001bc', { mouseEncoding: 'default', mouseTracking: 'none' }],
    ['', { alternateScroll: true }],
    ['\u001b[?1007l', { alternateScroll: false }],
    ['\u001b[?1007l\u001b[?1007h', { alternateScroll: true }],
    ['\u001b[?1007l\u001bc', { alternateScroll: true }],
    ['\u001b[?1000h\u001b[?1000l', { mouseTracking: 'none' }],
    ['\u001b[?1049h', { alternateScreen: true }],
    ['\u001b[?1049h\u001b[?1049l', { alternateScreen: false }],
    ['\u001b[>4;2m', { modifyOtherKeys: 2 }],
    ['\u001b[>4;2m\u001b[>4m', { modifyOtherKeys: 0 }],
    ['\u001b[>4;1m\u001b[>4n', { modifyOtherKeys: 0 }],
    ['\u001b[>1;2m', { modifyOtherKeys: 0 }],
  ])('%j', (stream, expected) => {
    expect(new TestEmulator().feed(stream).emulator.modes).toMatchObject(expected);
  });

  test.each([1005, 1006, 1007, 1015, 1016])('%i of the mouse is told when asked for', (mode) => {
    const emulator = new TestEmulator().feed(`\u001b[?${mode}l`);
    expect(emulator.ask(`\u001b[?${mode}$p`)).toBe(`\u001b[?${mode};2$y`);
    emulator.feed(`\u001b[?${mode}h`);
    expect(emulator.ask(`\u001b[?${mode}$p`)).toBe(`\u001b[?${mode};1$y`);
  });
});

describe('kitty keyboard', () => {
  test('push, pop, set and query', () => {
    const emulator = new TestEmulator();
    expect(emulator.ask('\u001b[?u')).toBe('\u001b[?0u');
    expect(emulator.ask('\u001b[>1u\u001b[?u')).toBe('\u001b[?1u');
    expect(emulator.ask('\u001b[>7u\u001b[?u')).toBe('\u001b[?7u');
    expect(emulator.ask('\u001b[=8;2u\u001b[?u')).toBe('\u001b[?15u');
    expect(emulator.ask('\u001b[=3;3u\u001b[?u')).toBe('\u001b[?12u');
    expect(emulator.ask('\u001b[=5u\u001b[?u')).toBe('\u001b[?5u');
    expect(emulator.ask('\u001b[<u\u001b[?u')).toBe('\u001b[?1u');
    expect(emulator.ask('\u001b[<99u\u001b[?u')).toBe('\u001b[?0u');
    expect(emulator.emulator.modes.kittyFlags).toBe(0);
  });

  test('unknown flags are left out', () => {
    expect(new TestEmulator().ask('\u001b[>255u\u001b[?u')).toBe('\u001b[?31u');
  });

  test('each screen has its own flags', () => {
    const emulator = new TestEmulator().feed('\u001b[>1u\u001b[?1049h\u001b[>5u');
    expect(emulator.emulator.modes.kittyFlags).toBe(5);
    emulator.feed('\u001b[?1049l');
    expect(emulator.emulator.modes.kittyFlags).toBe(1);
  });

  test('endless pushes keep the newest flags', () => {
    const emulator = new TestEmulator().feed(`${'\u001b[>1u'.repeat(1_000)}\u001b[>5u`);
    expect(emulator.emulator.modes.kittyFlags).toBe(5);
  });

  test('CSI u without a prefix still restores the cursor', () => {
    const { emulator } = new TestEmulator().feed('ab\u001b[scd\u001b[u');
    expect(emulator.cursor.x).toBe(2);
  });
});

describe('reset', () => {
  test('RIS takes back everything a program set', () => {
    const fresh = new TestEmulator();
    const emulator = new TestEmulator().feed(
      [
        '\u001b[?1049h\u001b[?1h\u001b=\u001b[?2004h\u001b[?1004h\u001b[?1003h\u001b[?1006h',
        '\u001b[>5u\u001b[>4;2m\u001b[6 q\u001b[?25l\u001b[?12h\u001b]2;title\u0007',
        '\u001b[31mtext\u001b[?2026h',
      ].join(''),
    );
    emulator.feed('\u001bc');
    expect(emulator.emulator.modes).toEqual(fresh.emulator.modes);
    expect(emulator.emulator.cursor).toEqual(fresh.emulator.cursor);
    expect(emulator.emulator.isHeld).toBe(false);
    expect(emulator.look().text()).toBe('');
    expect(emulator.titles.at(-1)).toBe('');
    expect(emulator.feed('x').look().cells[0]?.[0]?.style.foreground).toBe(0);
  });
});

describe('screens', () => {
  test('the alternate screen has no history and gives the main one back', () => {
    const emulator = new TestEmulator(10, 3).feed('1\r\n2\r\n3\r\n4\r\n5');
    expect(emulator.emulator.historyLength).toBe(2);
    emulator.feed('\u001b[?1049h\u001b[Hfull');
    expect(emulator.emulator.historyLength).toBe(0);
    expect(emulator.look().text()).toContain('full');
    emulator.feed('\u001b[?1049l');
    expect(emulator.look().text()).toBe('3\n4\n5');
  });

  test('a line keeps its number while older ones fall out, until a reflow numbers all anew', () => {
    const test = new TestEmulator(10, 2, 3);
    const { emulator } = test;
    test.feed('1\r\n2\r\n3\r\n4\r\n5');
    const { numbering } = emulator;
    expect(emulator).toMatchObject({ firstLine: 0, historyLength: 3 });
    test.feed('\r\n6\r\n7');
    expect(emulator).toMatchObject({ numbering, firstLine: 2, historyLength: 3 });
    expect(emulator.lineText(0)).toBe('3');
    test.feed('\u001b[3J');
    expect(emulator).toMatchObject({ numbering, firstLine: 5, historyLength: 0 });
    emulator.resize(9, 2);
    expect(emulator.numbering).toBeGreaterThan(numbering);
    const reflowed = emulator.numbering;
    test.feed('\u001b[?1049h');
    expect(emulator.numbering).toBeGreaterThan(reflowed);
    test.feed('\u001bc1\r\n2\r\n3');
    expect(emulator).toMatchObject({ firstLine: 0, historyLength: 1 });
  });

  test('the main lines stay readable and numbered behind the alternate screen', () => {
    const test = new TestEmulator(10, 2, 3).feed('1\r\n2\r\n3');
    const { main } = test.emulator;
    const { numbering } = main;
    test.feed('\u001b[?1049hfull\r\nscreen\r\nof\r\nlines');
    expect(main).toMatchObject({ numbering, firstLine: 0, historyLength: 1, cols: 10, rows: 2 });
    const row = new AnsiRow(main);
    const texts = [0, 1, 2].map((line) => {
      row.read(line);
      return row.text();
    });
    expect(texts).toEqual(['1', '2', '3']);
    test.feed('\u001b[?1049l\r\n4\r\n5\r\n6');
    expect(main).toMatchObject({ numbering, firstLine: 1, historyLength: 3 });
    test.emulator.resize(9, 2);
    expect(main.numbering).toBeGreaterThan(numbering);
  });

  test('rows tell where a long line goes on', () => {
    const { emulator } = new TestEmulator(4, 3).feed('abcdefgh\r\ni');
    expect([0, 1, 2].map((line) => emulator.lineFlags(line))).toEqual([0, ROW.wrapped, 0]);
  });

  test('a narrower screen re-wraps long lines', () => {
    const emulator = new TestEmulator(10, 4).feed('abcdefgh\r\n$ ');
    emulator.emulator.resize(4, 4);
    expect(emulator.look().text()).toBe('abcd\nefgh\n$');
  });
});

describe('a saved cursor', () => {
  test('stays at its text when a resize moves it', () => {
    const emulator = new TestEmulator(10, 4).feed('a\r\nb\r\nc\r\nd\u001b[3;1H\u001b7\u001b[4;1H');
    emulator.emulator.resize(10, 2);
    expect(emulator.look().text()).toBe('c\nd');
    expect(emulator.feed('\u001b8C').look().text()).toBe('C\nd');
  });

  test('waits on the main screen while the alternate one is resized', () => {
    const emulator = new TestEmulator(10, 4).feed('a\r\nb\r\nc\r\n$ \u001b[?1049h');
    emulator.emulator.resize(10, 2);
    emulator.feed('\u001b[?1049l!');
    expect(emulator.look().text()).toBe('c\n$ !');
  });

  test('stays within a screen that shrinks to less than it was at', () => {
    const emulator = new TestEmulator(10, 4).feed('\u001b[4;10H\u001b7\u001b[H');
    emulator.emulator.resize(3, 1);
    emulator.feed('\u001b8x');
    expect(emulator.emulator.cursor.y).toBe(0);
    expect(emulator.look().text()).toContain('x');
  });
});

describe('synchronized updates', () => {
  test('hold from begin to end, told before the first change', () => {
    const emulator = new TestEmulator().feed('old');
    emulator.feed('\u001b[?2026h');
    expect([emulator.emulator.isHeld, emulator.holds]).toEqual([true, 1]);
    emulator.feed('\u001b[?2026h');
    expect(emulator.holds).toBe(1);
    emulator.feed('\rnew\u001b[?2026l');
    expect(emulator.emulator.isHeld).toBe(false);
  });

  test('one that never ends can be released', () => {
    const emulator = new TestEmulator().feed('\u001b[?2026h');
    emulator.emulator.releaseHold();
    expect(emulator.emulator.isHeld).toBe(false);
    expect(emulator.ask('\u001b[?2026$p')).toBe('\u001b[?2026;2$y');
  });
});
