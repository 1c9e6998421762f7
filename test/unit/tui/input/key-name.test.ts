import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatKeyName,
  matchesKey,
  parseKeyName,
  shortKeyName,
} from '../../../../src/tui/input/key-name.js';
import { keyOf } from './collect.js';

function binding(name: string) {
  const parsed = parseKeyName(name);
  if (parsed === undefined) throw new Error(`${name} is no key`);
  return parsed;
}

describe('names of keys', () => {
  test.each([
    ['ctrl-b', 'ctrl-b', '^B'],
    ['Ctrl-N', 'ctrl-n', '^N'],
    ['control+n', 'ctrl-n', '^N'],
    ['c-n', 'ctrl-n', '^N'],
    ['alt-left', 'alt-left', 'alt-left'],
    ['meta-shift-up', 'alt-shift-up', 'alt-shift-up'],
    ['|', '|', '|'],
    ['-', '-', '-'],
    ['ctrl--', 'ctrl--', '^-'],
    ['?', '?', '?'],
    ['D', 'D', 'D'],
    ['shift-d', 'D', 'D'],
    ['[', '[', '['],
    ['ctrl-[', 'ctrl-[', '^['],
    ['esc', 'escape', 'escape'],
    ['Return', 'enter', 'enter'],
    ['page-up', 'pageup', 'pageup'],
    ['shift-tab', 'shift-tab', 'shift-tab'],
    ['ctrl-space', 'ctrl-space', 'ctrl-space'],
    ['F12', 'f12', 'f12'],
    ['f13', 'f13', 'f13'],
    ['keypad-enter', 'keypad-enter', 'keypad-enter'],
    ['super-k', 'super-k', 'super-k'],
    ['ж', 'ж', 'ж'],
  ])('%s is read as %s and shown as %s', (name, formatted, short) => {
    expect(formatKeyName(binding(name))).toBe(formatted);
    expect(shortKeyName(binding(name))).toBe(short);
  });

  test.each(['', ' ', 'ctrl', 'ctrl-', 'hyper-x', 'f99', 'nokey', 'ctrl-nokey', 'ab'])(
    '%j is none',
    (name) => {
      expect(parseKeyName(name)).toBeUndefined();
    },
  );

  test('what is printed is read back as the same', () => {
    const modifier = fc.boolean();
    const key = fc.constantFrom('b', 'up', 'f5', '|', '-', 'enter', 'space', '1', 'ж', 'keypad-5');
    fc.assert(
      fc.property(
        modifier,
        modifier,
        modifier,
        modifier,
        key,
        (ctrl, alt, shift, superKey, name) => {
          const words = [ctrl && 'ctrl', alt && 'alt', shift && 'shift', superKey && 'super', name];
          const first = binding(words.filter((word) => word !== false).join('-'));
          expect(parseKeyName(formatKeyName(first))).toEqual(first);
        },
      ),
    );
  });
});

describe('matchesKey', () => {
  test.each([
    ['\x02', 'ctrl-b'],
    ['\x1b[98;5u', 'ctrl-b'],
    ['\x1b[98;69u', 'ctrl-b'],
    ['\x1b[1080::98;5u', 'ctrl-b'],
    ['\x1b[27;5;98~', 'ctrl-b'],
    ['\x0e', 'ctrl-n'],
    ['|', '|'],
    ['\x1b[92:124;2u', '|'],
    ['?', '?'],
    ['\x1b[47:63;2u', '?'],
    ['D', 'D'],
    ['d', 'd'],
    ['\x1b[1076::108;1u', 'l'],
    ['\x1b[1076:1044:108;2u', 'L'],
    ['\x1b[1;3D', 'alt-left'],
    ['\x1b[57417u', 'left'],
    ['\x1b[57414u', 'keypad-enter'],
    ['\x1b[57427u', 'keypad-begin'],
    ['\r', 'enter'],
    [' ', 'space'],
    ['\x1b[Z', 'shift-tab'],
    ['\x1ba', 'alt-a'],
    ['\x1bA', 'alt-shift-a'],
    ['\x1b[47:63;6u', 'ctrl-?'],
    ['\x1b[98;5:2u', 'ctrl-b'],
  ])('%j is %s', (bytes, name) => {
    expect(matchesKey(keyOf(bytes), binding(name))).toBe(true);
  });

  test.each([
    ['\r', 'ctrl-m'],
    ['\t', 'ctrl-i'],
    ['\x1b', 'ctrl-['],
    ['\x1b[98;5:3u', 'ctrl-b'],
    ['\x1b[98;7u', 'ctrl-b'],
    ['\x1b[98:66;6u', 'ctrl-b'],
    ['\x1b[98;21u', 'ctrl-b'],
    ['b', 'ctrl-b'],
    ['\x02', 'b'],
    ['d', 'D'],
    ['D', 'd'],
    ['\x1b[57414u', 'enter'],
    ['\r', 'keypad-enter'],
    ['\x1b[1;2D', 'left'],
    ['\x1b[120::98;5u', 'ctrl-b'],
  ])('%j is not %s', (bytes, name) => {
    expect(matchesKey(keyOf(bytes), binding(name))).toBe(false);
  });
});
