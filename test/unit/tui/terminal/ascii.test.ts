import { expect, test } from '@jest/globals';
import { substituteAscii } from '../../../../src/tui/terminal/ascii.js';

test('what agents and manuals draw can be read without Unicode', () => {
  const shown = (text: string) => [...text].map(substituteAscii).join('');
  expect(shown('❯ say')).toBe('> say');
  expect(shown('› ⏺ ✻ ⠹ ●')).toBe('> * * * *');
  expect(shown('di‐rectory −1 “a”')).toBe('di-rectory -1 "a"');
  expect(shown('╭─┤ é █')).toBe('+-+ e #');
  expect(shown('Ω')).toBe('?');
});
