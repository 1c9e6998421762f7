import { expect, test } from '@jest/globals';
import { patternProblem, toRegExp } from '../../../../../src/tui/model/copy-mode/pattern.js';

test.each([
  ['a.b', false, 'xA.Bx', ['A.B']],
  ['a.b', false, 'axb', []],
  ['A.b', false, 'a.b A.b', ['A.b']],
  ['[x](y)*+?{1}|^$\\/-', false, ' [x](y)*+?{1}|^$\\/- ', ['[x](y)*+?{1}|^$\\/-']],
  ['é', false, 'É é', ['É', 'é']],
  ['a.b', true, 'axb A.B', ['axb', 'A.B']],
  ['\\Bx\\S', true, 'aXy', ['Xy']],
  ['\\p{Lu}+', true, 'abCDe', ['abCDe']],
  ['A\\d', true, 'a1 A2', ['A2']],
  ['^.$', true, '👍', ['👍']],
  // Not allowed in Unicode mode, but what other tools take.
  ['a\\-b{', true, 'a-b{', ['a-b{']],
])('%s (regex: %s) in %s', (pattern, isRegex, text, expected) => {
  expect(text.match(toRegExp({ pattern, isRegex })) ?? []).toEqual(expected);
});

test('what is no pattern is told in few words', () => {
  expect(patternProblem({ pattern: '(a', isRegex: true })).toBe('Unterminated group');
  expect(patternProblem({ pattern: '/[z-a]: /(', isRegex: true })).toMatch(/^[A-Z][^/]*$/);
  expect(patternProblem({ pattern: '(a', isRegex: false })).toBeUndefined();
});
