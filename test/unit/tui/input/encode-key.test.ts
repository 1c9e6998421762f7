import { describe, expect, test } from '@jest/globals';
import { DEFAULT_MODES, type PaneModes } from '../../../../src/core/frame.js';
import { encodeKey } from '../../../../src/tui/input/encode-key.js';
import { keyOf } from './collect.js';

const NEWLINE = '\x1b\r';

/** What a pane in `modes` gets when the outer terminal sends `bytes`. */
function forwarded(
  bytes: string,
  modes: Partial<PaneModes> = {},
  newline?: string,
): string | undefined {
  const options = newline === undefined ? {} : { newline };
  const encoded = encodeKey(keyOf(bytes), { ...DEFAULT_MODES, ...modes }, options);
  return encoded === undefined ? undefined : Buffer.from(encoded).toString('latin1');
}

describe('a pane that asked for nothing', () => {
  test.each([
    ['a', 'a'],
    ['\xc3\xa9', '\xc3\xa9'],
    ['\r', '\r'],
    ['\n', '\n'],
    ['\x08', '\x08'],
    ['\x7f', '\x7f'],
    ['\x00', '\x00'],
    ['\x1b', '\x1b'],
    ['\x1c', '\x1c'],
    ['\x1e', '\x1e'],
    ['\x1f', '\x1f'],
    ['\x1ba', '\x1ba'],
    ['\x1bA', '\x1bA'],
    ['\x1b\x02', '\x1b\x02'],
    ['\x1b[A', '\x1b[A'],
    ['\x1bOA', '\x1b[A'],
    ['\x1b[1;5C', '\x1b[1;5C'],
    ['\x1b\x1b[A', '\x1b[1;3A'],
    ['\x1b[7~', '\x1b[H'],
    ['\x1b[3~', '\x1b[3~'],
    ['\x1b[11~', '\x1bOP'],
    ['\x1b[[A', '\x1bOP'],
    ['\x1b[1;2P', '\x1b[1;2P'],
    ['\x1b[Z', '\x1b[Z'],
    ['\x1b[99;5u', '\x03'],
    ['\x1b[27;5;99~', '\x03'],
    ['\x1b[109;5u', '\r'],
    ['\x1b[1089::99;5u', '\x03'],
    ['\x1b[0;;102:111u', 'fo'],
    ['\x1b[27u', '\x1b'],
    ['\x1b[97;3u', '\x1ba'],
    ['\x1b[97:65;4u', '\x1bA'],
    ['\x1b[99;7u', '\x1b\x03'],
    ['\x1b[32;5u', '\x00'],
    ['\x1b[47;5u', '\x1f'],
    ['\x1b[50;5u', '\x00'],
    ['\x1b[9;5u', '\t'],
    ['\x1b[127;5u', '\x08'],
    ['\x1b[13;5u', '\r'],
    ['\x1b[57414u', '\r'],
    ['\x1b[57400u', '1'],
    ['\x1b[57400;5u', '1'],
    ['\x1b[57413;5u', '+'],
    ['\x1b[57417u', '\x1b[D'],
    ['\x1b[57376u', '\x1b[25~'],
    ['\x1b[97;5:3u', undefined],
    ['\x1b[97;9u', undefined],
    ['\x1b[57441u', undefined],
    ['\x1b[57358u', undefined],
  ])('gets for %j the legacy %j', (bytes, expected) => {
    expect(forwarded(bytes)).toBe(expected);
  });

  test.each([
    ['Shift-Enter of kitty', '\x1b[13;2u'],
    ['Shift-Enter of xterm', '\x1b[27;2;13~'],
    ['Shift-Return of Konsole', '\x1bOM'],
    ['Shift with the keypad', '\x1b[57414;2u'],
    ['Alt-Enter', '\x1b\r'],
    ['Alt-Enter of kitty', '\x1b[13;3u'],
  ])('gets its newline for %s', (_, bytes) => {
    expect(forwarded(bytes, {}, NEWLINE)).toBe(NEWLINE);
    expect(forwarded(bytes, {}, '\n')).toBe('\n');
  });

  test('gets CR for Enter, whatever its newline', () => {
    expect(forwarded('\r', {}, NEWLINE)).toBe('\r');
    expect(forwarded('\x1b[13;5u', {}, NEWLINE)).toBe('\r');
    expect(forwarded('\x1b[13;2u')).toBe('\r');
  });

  test('in application cursor mode gets SS3 for arrows without modifiers', () => {
    expect(forwarded('\x1b[A', { applicationCursor: true })).toBe('\x1bOA');
    expect(forwarded('\x1b[H', { applicationCursor: true })).toBe('\x1bOH');
    expect(forwarded('\x1b[1;5A', { applicationCursor: true })).toBe('\x1b[1;5A');
  });

  test("in application keypad mode gets the keypad's Enter as its own, digits as digits", () => {
    expect(forwarded('\x1b[57414u', { applicationKeypad: true })).toBe('\x1bOM');
    expect(forwarded('\x1b[57414;129u', { applicationKeypad: true })).toBe('\r');
    expect(forwarded('\x1b[57400u', { applicationKeypad: true })).toBe('1');
  });
});

describe('a pane with modifyOtherKeys', () => {
  test.each([
    [2, '\x1b[109;5u', '\x1b[27;5;109~'],
    [2, '\x1b[27;5;109~', '\x1b[27;5;109~'],
    [2, '\x1b[27;6;77~', '\x1b[27;6;77~'],
    [2, '\x1b[109:77;6u', '\x1b[27;6;77~'],
    [2, '\x1b[13;2u', '\x1b[27;2;13~'],
    [2, '\x1ba', '\x1b[27;3;97~'],
    [2, 'A', 'A'],
    [2, '\r', '\r'],
    [2, '\x1b[A', '\x1b[A'],
    [1, '\x1b[99;5u', '\x03'],
    [1, '\x1b[13;2u', '\x1b[27;2;13~'],
    [1, '\x1b[9;5u', '\x1b[27;5;9~'],
    [1, '\x1b[Z', '\x1b[Z'],
    [1, '\x1b[46;5u', '\x1b[27;5;46~'],
    [1, '\x1ba', '\x1ba'],
    [1, '\x1b[127;5u', '\x08'],
  ])('of level %i gets for %j %j', (level, bytes, expected) => {
    expect(forwarded(bytes, { modifyOtherKeys: level }, NEWLINE)).toBe(expected);
  });
});

describe("a pane with kitty's keyboard", () => {
  test.each([
    [1, 'a', 'a'],
    [1, '\r', '\r'],
    [1, '\t', '\t'],
    [1, '\x7f', '\x7f'],
    [1, '\x1b', '\x1b[27u'],
    [1, '\x03', '\x1b[99;5u'],
    [1, '\x1b[27;5;109~', '\x1b[109;5u'],
    [1, '\x1b[109::109;5u', '\x1b[109;5u'],
    [1, '\x1ba', '\x1b[97;3u'],
    [1, '\x1b[13;2u', '\x1b[13;2u'],
    [1, '\x1b\r', '\x1b[13;3u'],
    [1, '\x1b[Z', '\x1b[9;2u'],
    [1, '\x1bOA', '\x1b[A'],
    [1, '\x1b[1;5A', '\x1b[1;5A'],
    [1, '\x1bOP', '\x1b[P'],
    [1, '\x1bOR', '\x1b[13~'],
    [1, '\x1b[57414u', '\x1b[57414u'],
    [1, '\x1b[57400u', '1'],
    [1, '\x1b[57400;5u', '\x1b[57400;5u'],
    [1, '\x1b[97;5:3u', undefined],
    [1, '\x1b[97;5:2u', '\x1b[97;5u'],
    [1, '\x1b[57441u', undefined],
    [1, '\x1b[97;;97u', 'a'],
    [3, '\x1b[97;5:3u', '\x1b[97;5:3u'],
    [3, '\x1b[97;1:3u', '\x1b[97;1:3u'],
    [3, '\x1b[13;1:3u', undefined],
    [3, '\x1b[1;1:3A', '\x1b[1;1:3A'],
    [5, '\x1b[1100::109;5u', '\x1b[1100::109;5u'],
    [5, '\x1b[109;197u', '\x1b[109;197u'],
    [5, '\x1b[109;5:2u', '\x1b[109;5u'],
    [5, '\x1b[97;;97u', 'a'],
    [5, '\x1b[27;6;77~', '\x1b[109:77;6u'],
    [8, 'a', '\x1b[97u'],
    [8, '\r', '\x1b[13u'],
    [8, '\x1b[57441;2u', '\x1b[57441;2u'],
    [24, 'a', '\x1b[97;;97u'],
    [24, '\x1b[0;;102:111u', '\x1b[0;;102:111u'],
    [24, 'A', '\x1b[97;2;65u'],
    [31, '\x1b[97:65;2;65u', '\x1b[97:65;2;65u'],
    [2, '\x03', '\x03'],
    [4, '\x1b', '\x1b'],
  ])('and flags %i gets for %j %j', (flags, bytes, expected) => {
    expect(forwarded(bytes, { kittyFlags: flags }, NEWLINE)).toBe(expected);
  });
});

test('bytes that are no UTF-8 go to the pane as they came', () => {
  expect(forwarded('\xe9')).toBe('\xe9');
});
