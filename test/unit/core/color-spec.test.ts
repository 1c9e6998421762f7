import { describe, expect, test } from '@jest/globals';
import { parseColorSpec } from '../../../src/core/color-spec.js';

describe('parseColorSpec', () => {
  test.each<[string, number | undefined]>([
    ['rgb:ff/80/00', 0xff8000],
    ['rgb:ffff/8080/0000', 0xff8000],
    ['rgb:fff/888/000', 0xff8800],
    ['rgb:f/8/0', 0xff8800],
    ['RGB:FF/80/0', 0xff8000],
    ['rgba:ffff/8080/0000/cccc', 0xff8000],
    ['#f80', 0xf08000],
    ['#ff8000', 0xff8000],
    ['#fff880000', 0xff8800],
    ['#ffff80800000', 0xff8000],
    ['red', undefined],
    ['rgb:ff/80', undefined],
    ['rgb:fffff/0/0', undefined],
    ['#ff80', undefined],
    ['?', undefined],
    ['', undefined],
  ])('%s is %d', (spec, rgb) => {
    expect(parseColorSpec(spec)).toBe(rgb);
  });
});
