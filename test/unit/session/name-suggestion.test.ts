import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SESSION_TYPES } from '../../../src/core/session.js';
import { readSuggestion, suggestedBranch } from '../../../src/session/names/suggestion.js';
import { anyCharacter } from '../../support/any-character.js';

const WORDS = /^[a-z0-9]+(-[a-z0-9]+){1,3}$/;

describe("a model's suggestion", () => {
  test.each([
    ['feature/fix-login', 'fix-login'],
    ['fix-login', 'fix-login'],
    [' "Fix Login Redirect" ', 'fix-login-redirect'],
    ['`hotfix/fix_the.login`\n', 'fix-the-login'],
    ['a/b/one two three four five six', 'one-two-three-four'],
    ['feature/HEAD~1', 'head-1'],
    ['refs/heads/main-line', 'main-line'],
    ['feature/crème-brûlée', 'creme-brulee'],
  ])('%j is the words %s', (answer, words) => {
    expect(readSuggestion(answer)).toEqual({ kind: 'words', words });
  });

  test.each(['GENERIC', 'generic', 'feature/GENERIC', ' "Generic" '])(
    '%j says nothing',
    (answer) => {
      expect(readSuggestion(answer)).toEqual({ kind: 'generic' });
    },
  );

  test.each([
    '',
    'main',
    'feature/',
    'login',
    '修正',
    '../..',
    '--force',
    'x'.repeat(300),
    'red \u001b[31mred evil',
  ])('%j is none', (answer) => {
    expect(readSuggestion(answer)).toBeUndefined();
  });

  test('is two to four plain words of any answer, or none, and never a protected branch', () => {
    const answer = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 220 }),
      fc.string({ unit: fc.constantFrom(...'aZ0-_./ \n@{~^:?*[\\"`lock'), maxLength: 80 }),
    );
    fc.assert(
      fc.property(answer, (text) => {
        const suggestion = readSuggestion(text);
        if (suggestion?.kind !== 'words') return;
        const { words } = suggestion;
        expect(words).toMatch(WORDS);
        expect(words.length).toBeLessThanOrEqual(60);
        expect(readSuggestion(words)).toEqual(suggestion);
        expect(['main', 'master', 'develop']).not.toContain(words);
      }),
      { numRuns: 2_000 },
    );
  });

  test('stands below its type, or below the prefix of the settings', () => {
    for (const type of SESSION_TYPES) {
      expect(suggestedBranch('fix-login', type, '')).toBe(`${type}/fix-login`);
      expect(suggestedBranch('fix-login', type, 'ada/')).toBe('ada/fix-login');
    }
  });
});
