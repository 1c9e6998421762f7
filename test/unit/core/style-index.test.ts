import { describe, expect, test } from '@jest/globals';
import { COLOR_RGB, DEFAULT_STYLE, type Style } from '../../../src/core/frame.js';
import { StyleIndex } from '../../../src/core/style-index.js';

const styleOf = (changes: Partial<Style>): Style => ({ ...DEFAULT_STYLE, ...changes });

describe('styles', () => {
  test('have numbers in the order in which they come, and equal ones the same', () => {
    const index = new StyleIndex();
    const styles = [
      DEFAULT_STYLE,
      styleOf({ foreground: 1 }),
      styleOf({ background: 1 }),
      styleOf({ underline: 1 }),
      styleOf({ flags: 1 }),
      styleOf({ link: 'https://example.org' }),
      styleOf({ link: 'https://example.com' }),
      styleOf({ flags: 1, link: 'https://example.com' }),
    ];
    expect(styles.map((style) => index.intern(style))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(styles.map((style) => index.intern({ ...style }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(index.size).toBe(8);
  });

  test('of a picture in truecolor all keep theirs while the index grows', () => {
    const index = new StyleIndex();
    const many = Array.from({ length: 20_000 }, (_, n) =>
      styleOf({ foreground: COLOR_RGB | (n * 7), background: COLOR_RGB | (n % 300) }),
    );
    for (const [number, style] of many.entries()) expect(index.intern(style)).toBe(number);
    for (const [number, style] of many.entries()) expect(index.intern({ ...style })).toBe(number);
  });

  test('that are kept have other numbers, and new ones come behind them', () => {
    const index = new StyleIndex();
    const style = (n: number) => styleOf({ foreground: n, link: `${n % 3}` });
    for (let n = 0; n < 1_000; n++) index.intern(style(n));
    index.keep([500, 2, 999]);
    expect(index.size).toBe(3);
    expect([500, 2, 999].map((n) => index.intern(style(n)))).toEqual([0, 1, 2]);
    expect(index.intern(style(3))).toBe(3);
  });

  test('are forgotten when the index is cleared', () => {
    const index = new StyleIndex();
    for (let n = 0; n < 1_000; n++) index.intern(styleOf({ foreground: n, link: `${n}` }));
    index.clear();
    expect(index.size).toBe(0);
    expect(index.intern(styleOf({ foreground: 500, link: '500' }))).toBe(0);
    expect(index.intern(styleOf({ foreground: 500, link: '1' }))).toBe(1);
  });
});
