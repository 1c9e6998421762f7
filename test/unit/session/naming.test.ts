import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cleanName,
  expandPrefix,
  MAX_NAME_LENGTH,
  nameCandidates,
  slugFromMessage,
  slugify,
  slugifyPath,
  wordPair,
} from '../../../src/session/names/naming.js';
import { ADJECTIVES, NOUNS } from '../../../src/session/names/words.js';
import { anyCharacter } from '../../support/any-character.js';

const COMPONENT = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const isValidBranch = (name: string) =>
  name.length <= MAX_NAME_LENGTH &&
  !name.includes('..') &&
  name.split('/').every((part) => COMPONENT.test(part) && !part.endsWith('.lock'));

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'aZ0-_./ \n@{~^:?*[\\.lockÄé漢'), maxLength: 120 }),
);

describe('slugs', () => {
  test.each([
    ['Fix Login', 'fix-login'],
    ['  Crème brûlée!  ', 'creme-brulee'],
    ["don't", 'dont'],
    ['v1.2_rc', 'v1.2_rc'],
    ['a..b', 'a.b'],
    ['x.lock', 'x'],
    ['-rf', 'rf'],
    ['漢字', ''],
    ['HEAD~1', 'head-1'],
  ])('%p is %p', (text, slug) => {
    expect(slugify(text)).toBe(slug);
  });

  test('slashes part components', () => {
    expect(slugifyPath('Feature/ /../Log In/')).toBe('feature/log-in');
  });

  test('are valid for any text, or empty', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const name of [slugify(text), slugifyPath(text), slugFromMessage(text)]) {
          expect(name === '' || isValidBranch(name)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('stay what they are when made again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(slugifyPath(slugifyPath(text))).toBe(slugifyPath(text));
      }),
    );
  });
});

describe('slugFromMessage', () => {
  test.each([
    ['Please fix the login bug in the auth module', 'fix-login-bug-auth-module'],
    ['\n\n  Add dark mode\nwith a toggle', 'add-dark-mode'],
    ['refactor', 'refactor'],
    ['what is this', 'what-is-this'],
    ['see https://example.com/a/b and fix src/git/run.ts', 'see-fix-src-git-run'],
    ['修复登录', ''],
    ['', ''],
  ])('%p gives %p', (message, slug) => {
    expect(slugFromMessage(message)).toBe(slug);
  });

  test('has at most five words', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 30 }), (words) => {
        expect(slugFromMessage(words.join(' ')).split('-').length).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('does not choke on a pasted megabyte', () => {
    expect(slugFromMessage('x'.repeat(1_000_000))).toHaveLength(MAX_NAME_LENGTH);
  });
});

test('every word pair is a valid name', () => {
  for (const adjective of ADJECTIVES) expect(isValidBranch(adjective)).toBe(true);
  for (const noun of NOUNS) expect(isValidBranch(noun)).toBe(true);
  expect(wordPair(() => 0)).toBe(`${ADJECTIVES[0]}-${NOUNS[0]}`);
  expect(wordPair(() => 0.999_999)).toBe(`${ADJECTIVES.at(-1)}-${NOUNS.at(-1)}`);
});

test.each([
  ['', undefined, ''],
  ['qtui/', undefined, 'qtui/'],
  ['{user}/', 'Ada Lovelace', 'ada-lovelace/'],
  ['{user}/', undefined, ''],
  ['wip/{user}/', '', 'wip/'],
])('the prefix %p of %p is %p', (prefix, user, expected) => {
  expect(expandPrefix(prefix, user)).toBe(expected);
});

test('candidates differ, stay valid and end', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9/]{0,70}[a-z]$/), (text) => {
      const wanted = slugifyPath(text);
      let count = 0;
      const names = [...nameCandidates(wanted, () => `r${count++}`)];
      expect(new Set(names).size).toBe(names.length);
      expect(names[0]).toBe(wanted);
      expect(names.every(isValidBranch)).toBe(true);
    }),
  );
});

test.each([
  ['  two\n words ', 'two words'],
  ['a\x1b[31mb\u202ec', 'a [31mb c'],
  ['\x00\x07', ''],
  ['👩‍💻 work', '👩‍💻 work'],
])('the name %p is kept as %p', (name, cleaned) => {
  expect(cleanName(name)).toBe(cleaned);
});
