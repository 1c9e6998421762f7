import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../../src/cli/duration.js';

describe('parseDuration', () => {
  test.each([
    ['90m', 5_400_000],
    ['36h', 129_600_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['0d', 0],
    [' 1h ', 3_600_000],
    ['999999w', 604_799_395_200_000],
  ])('%j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    '7',
    'd',
    '-1d',
    '+1d',
    '1.5d',
    '7 d',
    '1e3h',
    '1y',
    '7D',
    '1d2h',
    '9999999d',
    '٣d',
  ])('%j is refused, and told how it is written', (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('36h') }),
    );
  });
});
