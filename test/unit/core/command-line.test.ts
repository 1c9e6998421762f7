import { describe, expect, test } from '@jest/globals';
import { commandLineWords } from '../../../src/core/command-line.js';

describe('the words of a command line', () => {
  test.each([
    ['npm test', ['npm', 'test']],
    ['  make   -j2 ', ['make', '-j2']],
    [`sh -c 'a && b "c"'`, ['sh', '-c', 'a && b "c"']],
    [`printf "%s \\"x\\" \\n" 'it'"'"'s'`, ['printf', '%s "x" \\n', "it's"]],
    [`a\\ b "" $HOME *`, ['a b', '', '$HOME', '*']],
    ['één café', ['één', 'café']],
  ])('%s', (line, words) => {
    expect(commandLineWords(line)).toEqual(words);
  });

  test.each(['', '   ', '"open', "it's", 'ends\\', '"" x'])('there are none in %j', (line) => {
    expect(commandLineWords(line)).toBeUndefined();
  });

  test('of a long line without an end to its quote it is told at once', () => {
    expect(commandLineWords(`${'a '.repeat(20_000)}'`)).toBeUndefined();
    expect(commandLineWords(`${'a'.repeat(20_000)}'`)).toBeUndefined();
  });
});
