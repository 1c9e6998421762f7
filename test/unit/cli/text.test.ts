import { expect, test } from '@jest/globals';
import { ago, count, printable } from '../../../src/cli/text.js';

test('text from a branch or an agent cannot move the cursor or turn around what follows', () => {
  expect(printable('a\x1b[2Jb\r\nc\x9bd\u202ee\u2028f')).toBe('a [2Jb c d e f');
});

test('counts agree with their noun', () => {
  expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual([
    '0 files',
    '1 file',
    '2 files',
  ]);
});

test('ages are told in one unit', () => {
  const now = Date.parse('2026-01-10T12:00:00Z');
  expect(ago('2026-01-10T11:59:30Z', now)).toBe('now');
  expect(ago('2026-01-10T11:55:00Z', now)).toBe('5m');
  expect(ago('2026-01-10T09:00:00Z', now)).toBe('3h');
  expect(ago('2026-01-08T12:00:00Z', now)).toBe('2d');
  expect(ago('2026-01-10T12:00:05Z', now)).toBe('now');
  expect(ago('no time', now)).toBe('');
});
