import { describe, expect, test } from '@jest/globals';
import {
  lastLines,
  minuteOf,
  plainTextOnly,
  styledTextOnly,
} from '../../../src/pty/scrollback/scrollback-text.js';

const STYLED = '\u001b[0;1;38;2;1;2;3;4:3;58:5:7mred\u001b[0m\u001b[K 漢字 👨‍👩‍👧‍👦\n';
const LINK = '\u001b]8;;https://example.com/?a=1;b\u001b\\here\u001b]8;;\u001b\\';

describe('text from a file', () => {
  test('keeps colours and links', () => {
    expect(styledTextOnly(`${STYLED}${LINK}`)).toBe(`${STYLED}${LINK}`);
    expect(plainTextOnly(`${STYLED}${LINK}`)).toBe('red 漢字 👨‍👩‍👧‍👦\nhere');
  });

  test.each([
    ['cursor movement', 'a\u001b[2;3Hb', 'ab'],
    ['erasing', 'a\u001b[3Jb\u001b[1K', 'ab'],
    ['modes', 'a\u001b[?1049hb\u001b[?1000;1006h', 'ab'],
    ['a question', 'a\u001b[cb\u001b[>q\u001b[6n\u001b[?1$p', 'ab'],
    ['a title', 'a\u001b]2;title\u0007b\u001b]0;t\u001b\\', 'ab'],
    ['a clipboard', 'a\u001b]52;c;aGk=\u0007b', 'ab'],
    ['a notification', 'a\u001b]9;hello\u0007b', 'ab'],
    ['a sequence in the middle of a link', 'a\u001b]8;;x\u001b[6ny\u001b\\b', 'ayb'],
    ['a device control string', 'a\u001bP$qm\u001b\\b', 'ab'],
    ['an application command', 'a\u001b_G1\u001b\\b\u001b^x\u001b\\\u001bXy\u001b\\', 'ab'],
    ['charsets and resets', 'a\u001b(0\u001bc\u001b7\u000e\u000fb', 'ab'],
    ['the bell, tabs and returns', 'a\u0007\t\r\b\u0000\u007fb', 'ab'],
    ['controls of eight bits', 'a\u009b6n\u009d2;t\u009cb', 'a6n2;tb'],
    ['private renditions', 'a\u001b[>4;2m\u001b[?4mb', 'ab'],
    ['a sequence that is cut off', 'a\u001b[3', 'a'],
    ['a string that is cut off by its line', 'a\u001b]2;title\nb', 'a\nb'],
    ['a lone escape', 'a\u001b', 'a'],
  ])('loses %s', (_what, text, harmless) => {
    expect(styledTextOnly(text)).toBe(harmless);
    expect(plainTextOnly(text)).toBe(harmless);
  });

  // By a way that looks at the rest again for each of them this would take hours.
  test('of megabytes of half sequences is read to its end', () => {
    expect(styledTextOnly('\u001b]8;;\u001b['.repeat(200_000))).toBe('');
    expect(styledTextOnly(`\u001b]8;;${'x'.repeat(2_000_000)}`)).toBe('');
  });
});

test.each([
  [0, ''],
  [1, 'c\n'],
  [2, 'b\nc\n'],
  [3, 'a\nb\nc\n'],
  [4, 'a\nb\nc\n'],
  [Number.POSITIVE_INFINITY, 'a\nb\nc\n'],
])('the last %d lines', (count, lines) => {
  expect(lastLines('a\nb\nc\n', count)).toBe(lines);
  expect(lastLines('', count)).toBe('');
});

test('a time is told to the minute', () => {
  expect(minuteOf(new Date(2026, 10, 3, 4, 5, 59))).toBe('2026-11-03 04:05');
});
