import { describe, expect, test } from '@jest/globals';
import { nextCommand, parseFileChoices } from '../../../src/cli/merge/resolve.js';
import { conflictAt } from '../../support/conflicts.js';
import { mergePlan } from '../../support/tui/scripted-sessions.js';

describe('--resolve-file', () => {
  test.each([
    ['a.txt=ours', { path: 'a.txt', take: 'ours' }],
    ['x=y=delete', { path: 'x=y', take: 'delete' }],
    ['a=@b=keep/x', { path: 'a', take: { file: 'b=keep/x' } }],
    ['a.txt=@-', { path: 'a.txt', take: { file: '-' } }],
  ])('reads %s', (text, choice) => {
    expect(parseFileChoices(text, undefined)).toEqual([choice]);
  });

  test('adds to those before', () => {
    const first = parseFileChoices('a=ours', undefined);
    expect(parseFileChoices('b=both', first)).toHaveLength(2);
  });

  test.each(['', 'a', '=ours', 'a=', 'a=mine', 'a=@', '=@x', 'a=llm'])('refuses "%s"', (text) => {
    expect(() => parseFileChoices(text, undefined)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('PATH=CHOICE') }),
    );
  });
});

describe('the next command', () => {
  const text = conflictAt('a.ts');
  const gone = conflictAt("it's gone", 'modify/delete', {
    choices: ['ours', 'theirs', 'keep', 'delete'],
  });

  test('settles together what can be, and names the others', () => {
    const plan = mergePlan({ conflicts: [text, gone] });
    expect(nextCommand(plan, {})).toBe(
      `qtui merge feature/auth --resolve ours --resolve-file 'it'\\''s gone=keep'`,
    );
  });

  test('repeats what was given', () => {
    const plan = mergePlan({ conflicts: [gone] });
    const given = { into: 'dev', strategy: 'rebase', resolveFile: parseFileChoices('b=@c d', []) };
    expect(nextCommand(plan, given)).toBe(
      `qtui merge feature/auth --into dev --strategy rebase ` +
        `--resolve-file 'b=@c d' --resolve-file 'it'\\''s gone=keep'`,
    );
  });

  test.each([
    ['a b', "'a b=ours'"],
    ['a\nb', "$'a\\u000ab=ours'"],
    ["it's\\x y", "'it'\\''s\\x y=ours'"],
    [" it's\\x", "$' it\\'s\\\\x=ours'"],
    ['\u202eevil', "$'\\u202eevil=ours'"],
    ['caf\udce9', "$'caf\\xe9=ours'"],
  ])('names %j so that a shell reads it back', (path, word) => {
    const conflict = conflictAt(path, 'file/directory');
    expect(nextCommand(mergePlan({ conflicts: [conflict] }), {})).toBe(
      `qtui merge feature/auth --resolve-file ${word}`,
    );
  });

  test('says nothing of sides where no file needs one', () => {
    expect(nextCommand(mergePlan({ conflicts: [gone] }), {})).not.toContain('--resolve ');
  });
});
