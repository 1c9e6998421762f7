import { expect, test } from '@jest/globals';
import { listed } from '../../../src/git/words.js';

const paths = (count: number) => Array.from({ length: count }, (_, index) => `f${index + 1}`);

test.each([
  [1, 'f1'],
  [6, 'f1, f2, f3, f4, f5, f6'],
  [7, 'f1, f2, f3, f4, f5 and 2 more'],
])('of %i paths a sentence names %s', (count, words) => {
  expect(listed(paths(count))).toBe(words);
});
