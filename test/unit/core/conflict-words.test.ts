import { describe, expect, test } from '@jest/globals';
import { choiceWords, conflictWords } from '../../../src/core/conflict-words.js';
import { CONFLICT_CHOICES, CONFLICT_KINDS, type MergeConflict } from '../../../src/core/merge.js';
import { conflictAt } from '../../support/conflicts.js';

const branches = { source: 'topic', target: 'main' };
const side = (mode: string, path?: string) => ({ oid: 'a', mode, ...(path && { path }) });

/** A conflict that the target's side does not have, or the session's. */
function without(conflict: MergeConflict, absent: 'ours' | 'theirs'): MergeConflict {
  const { [absent]: _absent, ...rest } = conflict;
  return rest;
}

describe('a conflict in words', () => {
  test.each([
    [without(conflictAt('f', 'modify/delete'), 'ours'), 'changed in topic, deleted in main'],
    [without(conflictAt('f', 'modify/delete'), 'theirs'), 'changed in main, deleted in topic'],
    [
      without(conflictAt('g', 'rename/delete', { otherPaths: ['f'] }), 'theirs'),
      'renamed from f in main, deleted in topic',
    ],
    [
      conflictAt('f', 'rename/rename', {
        ours: side('100644', 'g'),
        theirs: side('100644', 'h'),
        otherPaths: ['g', 'h'],
      }),
      'renamed to g in main, to h in topic',
    ],
    [conflictAt('h', 'rename/rename', { otherPaths: ['f', 'g'] }), 'two files got this name: f, g'],
    [without(conflictAt('d', 'file/directory'), 'ours'), 'a file in topic, a directory in main'],
    [
      conflictAt('f', 'mode', { ours: side('100755'), theirs: side('100644') }),
      'executable in main, not executable in topic',
    ],
    [
      conflictAt('f', 'distinct-types', { ours: side('120000'), theirs: side('160000') }),
      'a link in main, a submodule in topic',
    ],
  ])('names the branches: %#', (conflict, words) => {
    expect(conflictWords(conflict, branches)).toBe(words);
  });

  test('is told for every kind, and every choice, without a word of git’s about stages', () => {
    for (const kind of CONFLICT_KINDS) {
      const conflict = conflictAt('f', kind);
      expect(conflictWords(conflict, branches)).not.toBe('');
      for (const take of [...CONFLICT_CHOICES, 'content'] as const) {
        expect(choiceWords(conflict, take, branches)).toMatch(/^[\w ]/);
        expect(choiceWords(conflict, take, branches)).not.toMatch(/undefined|ours|theirs|stage/);
      }
    }
  });

  test('names what is no file, and keeps the case of a name', () => {
    const link = conflictAt('f', 'symlink', { ours: side('120000'), theirs: side('120000') });
    expect(choiceWords(link, 'ours', branches)).toBe('the link of main');
    const module = conflictAt('f', 'submodule', { ours: side('160000'), theirs: side('160000') });
    expect(choiceWords(module, 'theirs', branches)).toBe('the submodule of topic');
    const mode = conflictAt('f', 'mode', { ours: side('100755'), theirs: side('100644') });
    expect(choiceWords(mode, 'ours', branches)).toBe('the file of main, executable');
    const renamed = conflictAt('f', 'rename/rename', { ours: side('100644', 'g') });
    expect(choiceWords(renamed, 'ours', branches)).toBe('named g, as in main');
  });

  test('says whether lines or a whole file are taken', () => {
    const text = conflictAt('f', 'contents', { markedOid: 'a' });
    expect(choiceWords(text, 'theirs', branches)).toBe(
      'the lines of topic where both changed them, all else of both',
    );
    expect(choiceWords(conflictAt('f', 'binary'), 'ours', branches)).toBe('the file of main');
    const deleted = without(conflictAt('f', 'modify/delete'), 'ours');
    expect(choiceWords(deleted, 'ours', branches)).toBe('deleted, as in main');
    const replaced = without(conflictAt('f', 'file/directory'), 'theirs');
    expect(choiceWords(replaced, 'ours', branches)).toBe(
      'the file of main, in place of the whole directory',
    );
    expect(choiceWords(replaced, 'theirs', branches)).toBe(
      'the directory of topic, in place of the file',
    );
  });
});
