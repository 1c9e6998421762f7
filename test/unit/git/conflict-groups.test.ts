import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CONFLICT_KINDS } from '../../../src/core/merge.js';
import { groupConflicts } from '../../../src/git/merge/conflicts.js';
import type { ConflictEntry, MergeMessage } from '../../../src/git/parsers/merge-tree.js';

const path = fc.constantFrom('a', 'b', 'c/d', 'c', 'a~topic');
const entry: fc.Arbitrary<ConflictEntry> = fc.record({
  path,
  mode: fc.constantFrom('100644', '100755', '120000', '160000'),
  oid: fc.constantFrom('1'.repeat(40), '2'.repeat(40)),
  stage: fc.constantFrom(1, 2, 3),
});
const message: fc.Arbitrary<MergeMessage> = fc.record({
  paths: fc.array(path, { maxLength: 3 }),
  type: fc.constantFrom(
    'Auto-merging',
    'CONFLICT (contents)',
    'CONFLICT (binary)',
    'CONFLICT (file/directory)',
    'CONFLICT (distinct modes)',
    'CONFLICT (rename/rename)',
    'CONFLICT(directory rename collision)',
    'CONFLICT (something new)',
  ),
  text: fc.string(),
});

const tree = 'f'.repeat(40);
const messageOf = (type: string, ...paths: string[]) => ({ paths, type, text: `${type}: words` });

describe('groupConflicts', () => {
  test('puts every file into exactly one conflict, whatever git says', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.array(message), (entries, messages) => {
        const groups = groupConflicts({ tree, entries, messages });
        const grouped = groups.flatMap((group) => group.entries);
        expect(grouped).toHaveLength(entries.length);
        expect(new Set(grouped)).toEqual(new Set(entries));
        for (const { conflict } of groups) expect(CONFLICT_KINDS).toContain(conflict.kind);
      }),
    );
  });

  test('keeps the kind of the first message that names one, in whatever order they come', () => {
    const sides = [1, 2, 3].map((stage) => ({ path: 'f', mode: '100644', oid: `${stage}`, stage }));
    const entries = sides as ConflictEntry[];
    const binary = messageOf('CONFLICT (binary)', 'f');
    const contents = messageOf('CONFLICT (contents)', 'f');
    for (const messages of [
      [binary, contents],
      [contents, binary],
    ]) {
      const [group] = groupConflicts({ tree, entries, messages });
      expect(group?.conflict).toMatchObject({ path: 'f', kind: 'binary' });
    }
  });

  test('has a conflict for a message that is about no file in conflict', () => {
    const messages = [messageOf('CONFLICT(directory rename collision)', 'new/n', 'a/n', 'x/n')];
    const [group] = groupConflicts({ tree, entries: [], messages });
    expect(group?.conflict).toMatchObject({
      path: 'new/n',
      kind: 'directory-rename',
      otherPaths: ['a/n', 'x/n'],
    });
  });

  test('knows the kinds that newer versions of git tell apart', () => {
    const sides = [2, 3].map((stage) => ({ path: 's', mode: '160000', oid: `${stage}`, stage }));
    const entries = sides as ConflictEntry[];
    for (const type of ['not initialized', 'lacks merge base', 'may have rewinds']) {
      const messages = [messageOf(`CONFLICT (submodule ${type})`, 's')];
      expect(groupConflicts({ tree, entries, messages })[0]?.conflict.kind).toBe('submodule');
    }
    const messages = [messageOf('CONFLICT (something new)', 's')];
    expect(groupConflicts({ tree, entries, messages })[0]?.conflict.kind).toBe('other');
  });
});
