import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coAuthorTrailer, parseTrailer, uniqueTrailers } from '../../../src/core/trailers.js';

describe('a trailer', () => {
  test.each([
    ['Reviewed-by: Ada <ada@example.com>', 'Reviewed-by', 'Ada <ada@example.com>'],
    ['  Fixes:#12 ', 'Fixes', '#12'],
    ['Link : https://example.com/a:b', 'Link', 'https://example.com/a:b'],
  ])('%j has a key and a value', (text, key, value) => {
    expect(parseTrailer(text)).toEqual({ key, value });
  });

  test.each([
    '',
    'words',
    'Key:',
    ': value',
    'Two words: x',
    '-Key: x',
    'Key: a\nb',
    'Key: \u001b[0m',
  ])('%j is none', (text) => {
    expect(parseTrailer(text)).toBeUndefined();
  });

  test('is read back from what it is written as', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
    const value = fc.string({ unit: 'grapheme' }).map((text) => text.trim());
    fc.assert(
      fc.property(key, value, (name, words) => {
        fc.pre(words !== '' && !/\p{Cc}/u.test(words));
        expect(parseTrailer(`${name}: ${words}`)).toEqual({ key: name, value: words });
      }),
    );
  });
});

test.each([
  ['Ada Lovelace <ada@example.com>', 'Co-authored-by: Ada Lovelace <ada@example.com>'],
  [' Ada <ada> ', 'Co-authored-by: Ada <ada>'],
  ['<ada@example.com>', undefined],
  ['Ada', undefined],
  ['Ada <>', undefined],
  ['Ada <a b>', undefined],
  ['Ada <a> <b>', undefined],
  ['A\nda <a@b>', undefined],
])('a further author is written with name and mail: %j', (author, trailer) => {
  expect(coAuthorTrailer(author)).toBe(trailer);
});

test('of trailers that say the same the first one stays', () => {
  expect(
    uniqueTrailers([
      'Co-authored-by: Ada <ada@example.com>',
      'co-authored-by: A. L. <ADA@example.com>',
      'Fixes: #1',
      'fixes:  #1',
      'Fixes: #2',
    ]),
  ).toEqual(['Co-authored-by: Ada <ada@example.com>', 'Fixes: #1', 'Fixes: #2']);
});
