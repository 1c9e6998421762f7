import { describe, expect, test } from '@jest/globals';
import { TypedInputReader } from '../../../src/pty/pane/typed-input.js';

const read = (...pieces: string[]) => {
  const reader = new TypedInputReader();
  const inputs = pieces.map((piece) => reader.read(Buffer.from(piece)));
  return {
    isTyped: inputs.some(({ isTyped }) => isTyped),
    submitted: inputs.flatMap(({ submitted }) => submitted),
  };
};
const submitted = (...pieces: string[]) => read(...pieces).submitted;

describe('what is submitted', () => {
  test.each<[string, string[], boolean[]]>([
    ['a typed line', ['fix it', '\r'], [true]],
    ['a line in other letters', ['ä', '\r'], [true]],
    ['Enter alone', ['\r'], [false]],
    ['two lines at once', ['a\rb\r'], [true, true]],
    ['a line and an Enter', ['a\r', '\r'], [true, false]],
    ['what was taken back by Ctrl-u', ['a', '\x15', '\r'], [false]],
    ['what was taken back by Ctrl-c', ['a', '\x03', '\r'], [false]],
    ['a line that was recalled', ['\x1b[A', '\r'], [true]],
    ['a line that was recalled in application mode', ['\x1bOA', '\r'], [true]],
    ['a line that was searched', ['\x12', '\r'], [true]],
    ['other keys', ['\x1b[C', '\t', '\x7f', '\x1b[5~', '\x1bOP', '\r'], [false]],
    ["kitty's Enter", ['a', '\x1b[13u'], [true]],
    ["kitty's Enter, pressed and released", ['a', '\x1b[13;1:1u', '\x1b[13;1:3u'], [true]],
    ["kitty's letters", ['\x1b[97u', '\x1b[13u'], [true]],
    ["the keypad's Enter", ['a', '\x1bOM'], [true]],
    ['nothing: Alt-Enter', ['a\x1b\r'], []],
    ['nothing: Shift-Enter', ['a', '\x1b[13;2u', '\x1b[27;2;13~', '\n'], []],
    ['a paste', ['\x1b[200~one\rtwo\r\n\x1b[201~', '\r'], [true]],
    ['a paste in pieces', ['\x1b[200~one\r', 'two\x1b[201', '~\r'], [true]],
    ['a paste with sequences in it', ['\x1b[200~\x1b[13u\x1bx\r\x1b[201~\r'], [true]],
    ['a line after the Escape key', ['a', '\x1b', '\r'], [true]],
  ])('%s', (_what, pieces, expected) => {
    expect(submitted(...pieces)).toEqual(expected);
  });
});

test.each([
  ['a click', '\x1b[<0;3;4M\x1b[<0;3;4m'],
  ['a click as old terminals tell it', '\x1b[M \r!'],
  ['the focus', '\x1b[I\x1b[O'],
])('%s is not typed, and submits nothing', (_what, bytes) => {
  expect(read(bytes)).toEqual({ isTyped: false, submitted: [] });
});

test('the Escape key is typed', () => {
  expect(read('\x1b').isTyped).toBe(true);
});
