import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandWords, count, printable, shellCommand } from '../../../src/core/text.js';
import { anyCharacter } from '../../support/any-character.js';

test('text from a branch or an agent cannot move the cursor or turn around what follows', () => {
  expect(printable('a\x1b[2Jb\r\nc\x9bd\u202ee\u2028f')).toBe('a [2Jb c d e f');
});

test('counts agree with their noun', () => {
  expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual([
    '0 files',
    '1 file',
    '2 files',
  ]);
});

test('a command shows what would run, word by word, and hides nothing', () => {
  expect(commandWords(['npm', 'run', 'build:all'])).toBe('npm run build:all');
  expect(commandWords(['sh', '-c', 'rm -rf "$HOME"', ''])).toBe('sh -c "rm -rf \\"$HOME\\"" ""');
  expect(commandWords(['a\u202eb', 'c\nd\u200b', 'x\u00a0y', '\x9b2J'])).toBe(
    '"a\\u{202e}b" "c\\nd\\u{200b}" "x\\u{a0}y" "\\u{9b}2J"',
  );
});

test('two commands that differ never look the same, and none moves the cursor', () => {
  const command = fc.array(fc.string({ unit: anyCharacter }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(command, command, (one, other) => {
      const words = commandWords(one);
      expect(words === commandWords(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(words).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
    }),
  );
});

test('a command to be typed means to a shell what it says', async () => {
  expect(shellCommand('git', '-C', '/a/b', 'switch', 'fix/x')).toBe('git -C /a/b switch fix/x');
  const words = ['two words', "it's", '$(rm -rf x)', '`x`', 'a;b', '~', '*', '', 'ünï'];
  const { stdout } = await promisify(execFile)('/bin/sh', [
    '-c',
    shellCommand('printf', '%s\\0', ...words),
  ]);
  expect(stdout.split('\0').slice(0, -1)).toEqual(words);
});
