import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clipText,
  clusterWidth,
  codePointWidth,
  textWidth,
  visibleClusters,
} from '../../../../src/tui/terminal/text-width.js';
import { emulator, feed } from '../../../support/outer-terminal.js';

/** Columns that the emulator moves on for `text`. */
function emulatedWidth(text: string): number {
  const terminal = emulator(40, 2);
  feed(terminal, text);
  const { cursorX } = terminal.buffer.active;
  terminal.dispose();
  return cursorX;
}

describe('textWidth', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['한국', 4],
    ['👍', 2],
    ['👍🏽', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇩🇪', 2],
    ['🇩', 1],
    ['🫡', 2],
    ['❤', 1],
    ['❤\ufe0f', 2],
    ['│─┼', 3],
    ['…', 1],
    ['ｆｕｌｌ', 8],
    ['a\tb\n\x1b', 2],
    ['\u200b', 0],
  ])('of %j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test.each([
    [0x2010, 0x2027],
    [0x2190, 0x21ff],
    [0x2500, 0x25fc],
  ])('of what is narrow without a look at tables is what they say', (first, last) => {
    for (let code = first; code <= last; code += 1) {
      const text = String.fromCodePoint(code);
      expect(text).not.toMatch(/[\p{Emoji_Presentation}\p{Mn}\p{Me}\p{Cf}]/u);
      expect(codePointWidth(code)).toBe(1);
    }
  });

  test('is what the emulator of the host makes of the same text', () => {
    const texts = [
      '漢字',
      'e\u0301x',
      '👍🏽!',
      '👨‍👩‍👧‍👦',
      '🇩🇪',
      '🇩!',
      '🫡🥹',
      '🧑🏽‍🫯',
      '한국',
      '│─┼',
      'ｆｕ',
      '☕',
      '⚡',
      '✔',
      '●',
      '◐',
      'ß→',
      'ก็',
    ];
    for (const text of texts) {
      expect([text, textWidth(text)]).toEqual([text, emulatedWidth(text)]);
    }
  });

  test('of no character is more than the emulator gives it cells, or it would not be shown', () => {
    const terminal = emulator(8, 1);
    const provider = (
      terminal as unknown as { _core: { unicodeService: { wcwidth(code: number): number } } }
    )._core.unicodeService;
    const tooWide: string[] = [];
    for (let code = 0x20; code < 0x30000; code++) {
      const text = String.fromCodePoint(code);
      if (/^\p{C}/u.test(text) || provider.wcwidth(code) !== 1) continue;
      if (textWidth(text) === 2) tooWide.push(code.toString(16));
    }
    terminal.dispose();
    expect(tooWide).toEqual([]);
  });

  test('of assigned characters is that of the emulator nearly everywhere', () => {
    const terminal = emulator(8, 1);
    const provider = (
      terminal as unknown as { _core: { unicodeService: { wcwidth(code: number): number } } }
    )._core.unicodeService;
    let compared = 0;
    const different: string[] = [];
    for (let code = 0x20; code < 0x30000; code++) {
      if (!/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.test(String.fromCodePoint(code))) continue;
      compared++;
      if (provider.wcwidth(code) !== codePointWidth(code)) different.push(code.toString(16));
    }
    terminal.dispose();
    expect(compared).toBeGreaterThan(100_000);
    // What differs is newer than the emulator's tables or stands on its own only by mistake.
    expect(different.length / compared).toBeLessThan(0.003);
  });
});

describe('clipText', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['漢字', 3, '漢…'],
    ['漢字', 2, '…'],
    ['a漢', 3, 'a漢'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['a\x1b[31mb', 10, 'a[31mb'],
    ['', 4, ''],
  ])('%j in %i cells is %j', (text, cells, expected) => {
    expect(clipText(text, cells)).toBe(expected);
  });

  test('never takes more cells than there are', () => {
    const text = fc
      .array(fc.constantFrom('a', '漢', '👍🏽', 'e\u0301', '\t', '…'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 20 }), (value, cells) => {
        expect(textWidth(clipText(value, cells))).toBeLessThanOrEqual(cells);
      }),
    );
  });
});

test('the clusters of text are those of the segmenter, also where it is not asked', () => {
  const ranges = [
    [0x20, 0x7e],
    [0xa1, 0x2ff],
    [0x2010, 0x2027],
    [0x2030, 0x205e],
    [0x20a0, 0x20bf],
    [0x2100, 0x2bff],
    [0x3001, 0x3029],
    [0x3400, 0x9fff],
  ] as const;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const [first, last] of ranges) {
    const text = String.fromCodePoint(
      ...Array.from({ length: last - first + 1 }, (_, offset) => first + offset),
    );
    const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
    const expected = segments.filter((segment) => clusterWidth(segment) > 0);
    expect([...visibleClusters(text)].map(({ cluster }) => cluster)).toEqual(expected);
  }
  for (const text of ['─e\u0301─', '│👨‍👩‍👧‍👦│', '☎\ufe0f ☎', '각각', '🇩🇪🇩', 'ｶﾞ']) {
    const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
    for (let twice = 0; twice < 2; twice++) {
      expect([...visibleClusters(text)].map(({ cluster }) => cluster)).toEqual(segments);
    }
  }
});
