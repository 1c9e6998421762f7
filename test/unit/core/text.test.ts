import { expect, test } from '@jest/globals';
import { count, printable } from '../../../src/core/text.js';

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
