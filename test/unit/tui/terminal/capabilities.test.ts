import { describe, expect, test } from '@jest/globals';
import {
  detectColorDepth,
  detectQuirks,
  detectUnicode,
} from '../../../../src/tui/terminal/capabilities.js';

describe('detectColorDepth', () => {
  test.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'truecolor'],
    [{ TERM: 'xterm-256color', COLORTERM: '24bit' }, 'truecolor'],
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'tmux-256color' }, '256'],
    [{ TERM: 'xterm-direct' }, 'truecolor'],
    [{ TERM: 'xterm' }, '16'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'screen' }, '16'],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 'none'],
    [{ TERM: 'vt220' }, 'none'],
    [{}, 'none'],
    [{ TERM: 'xterm-kitty', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm-direct', NO_COLOR: '' }, 'truecolor'],
  ])('%j has %s', (env, depth) => {
    expect(detectColorDepth(env, 'auto')).toBe(depth);
  });

  test('what the terminal is known to take is used', () => {
    expect(detectColorDepth({ TERM: 'xterm' }, 'auto', 'truecolor')).toBe('truecolor');
    expect(detectColorDepth({ TERM: 'screen' }, 'auto', '256')).toBe('256');
    const COLORTERM = 'truecolor';
    expect(detectColorDepth({ TERM: 'screen', COLORTERM }, 'auto', '256')).toBe('truecolor');
    expect(detectColorDepth({ TERM: 'xterm', NO_COLOR: '1' }, 'auto', 'truecolor')).toBe('none');
    expect(detectColorDepth({ TERM: 'vt220' }, 'auto', 'truecolor')).toBe('none');
  });

  test('a setting overrules everything', () => {
    expect(detectColorDepth({ TERM: 'dumb', NO_COLOR: '1' }, '256')).toBe('256');
    expect(detectColorDepth({ TERM: 'xterm-direct' }, 'none', 'truecolor')).toBe('none');
  });
});

describe('detectUnicode', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, true],
  ])('%j: %s', (env, unicode) => {
    expect(detectUnicode(env, 'auto')).toBe(unicode);
  });

  test('a setting overrules the locale', () => {
    expect(detectUnicode({ LANG: 'C' }, true)).toBe(true);
    expect(detectUnicode({ LANG: 'en_US.UTF-8' }, false)).toBe(false);
  });
});

test('a terminal is spared what it cannot take', () => {
  expect(detectQuirks({ TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' })).toEqual({
    printsModeQuery: true,
    takesNoStrings: false,
  });
  expect(detectQuirks({ TERM: 'linux' })).toEqual({ printsModeQuery: false, takesNoStrings: true });
});
