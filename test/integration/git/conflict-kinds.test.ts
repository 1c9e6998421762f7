import { afterEach, describe, expect, test } from '@jest/globals';
import type { ConflictChoice, ConflictKind } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { ConflictStage, type SideChange } from '../../support/conflict-stage.js';

let stage: ConflictStage;

afterEach(async () => {
  await stage.dispose();
});

const lines = (change: Record<number, string> = {}) =>
  `${Array.from({ length: 20 }, (_, index) => change[index + 1] ?? `line ${index + 1}`).join('\n')}\n`;
const other = (word: string) =>
  `${Array.from({ length: 20 }, (_, i) => `${word} ${i}`).join('\n')}\n`;
const stripped = (text: string) => text.replace(/\n$/, '');

interface Case {
  name: string;
  base: SideChange;
  ours: SideChange;
  theirs: SideChange;
  kind: ConflictKind;
  path: string;
  otherPaths?: string[];
  /** Files that come of each choice; these are all the choices there are. */
  results: Partial<Record<ConflictChoice, Record<string, string>>>;
}

const OURS = lines({ 5: 'ours', 18: 'ours too' });
const THEIRS = lines({ 5: 'theirs', 1: 'theirs too' });
const both = (five: string) => lines({ 1: 'theirs too', 5: five, 18: 'ours too' });
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

const CASES: Case[] = [
  {
    name: 'the same lines changed',
    base: { write: { f: lines() } },
    ours: { write: { f: OURS } },
    theirs: { write: { f: THEIRS } },
    kind: 'contents',
    path: 'f',
    results: {
      ours: { f: both('ours') },
      theirs: { f: both('theirs') },
      both: { f: both('ours\ntheirs') },
      delete: {},
    },
  },
  {
    name: 'the same lines changed, one side making it executable',
    base: { write: { f: lines() } },
    ours: { write: { f: OURS }, executable: ['f'] },
    theirs: { write: { f: THEIRS } },
    kind: 'contents',
    path: 'f',
    results: {
      ours: { f: `* ${both('ours')}` },
      theirs: { f: `* ${both('theirs')}` },
      both: { f: `* ${both('ours\ntheirs')}` },
      delete: {},
    },
  },
  {
    name: 'the same lines changed in a file that one side renamed',
    base: { write: { f: lines() } },
    ours: { rename: [['f', 'g']], write: { g: OURS } },
    theirs: { write: { f: THEIRS } },
    kind: 'contents',
    path: 'g',
    results: {
      ours: { g: both('ours') },
      theirs: { g: both('theirs') },
      both: { g: both('ours\ntheirs') },
      delete: {},
    },
  },
  {
    name: 'both added it',
    base: {},
    ours: { write: { f: 'same\nours' } },
    theirs: { write: { f: 'same\ntheirs' }, executable: ['f'] },
    kind: 'add/add',
    path: 'f',
    results: {
      ours: { f: 'same\nours' },
      theirs: { f: '* same\ntheirs' },
      both: { f: 'same\nours\ntheirs' },
      delete: {},
    },
  },
  {
    name: 'binary',
    base: { write: { f: 'a\0base' } },
    ours: { write: { f: 'a\0ours' } },
    theirs: { write: { f: 'a\0theirs' } },
    kind: 'binary',
    path: 'f',
    results: { ours: { f: 'a\0ours' }, theirs: { f: 'a\0theirs' }, delete: {} },
  },
  {
    name: 'text that .gitattributes says not to merge',
    base: { write: { '.gitattributes': 'f -merge\n', f: lines() } },
    ours: { write: { f: OURS } },
    theirs: { write: { f: THEIRS } },
    kind: 'binary',
    path: 'f',
    results: {
      ours: { '.gitattributes': 'f -merge', f: OURS },
      theirs: { '.gitattributes': 'f -merge', f: THEIRS },
      delete: { '.gitattributes': 'f -merge' },
    },
  },
  {
    name: 'changed by the session, deleted in the target',
    base: { write: { f: lines() } },
    ours: { remove: ['f'] },
    theirs: { write: { f: THEIRS } },
    kind: 'modify/delete',
    path: 'f',
    results: { ours: {}, theirs: { f: THEIRS }, keep: { f: THEIRS }, delete: {} },
  },
  {
    name: 'changed in the target, deleted by the session',
    base: { write: { f: lines() } },
    ours: { write: { f: OURS } },
    theirs: { remove: ['f'] },
    kind: 'modify/delete',
    path: 'f',
    results: { ours: { f: OURS }, theirs: {}, keep: { f: OURS }, delete: {} },
  },
  {
    name: 'renamed and changed on one side, deleted on the other',
    base: { write: { f: lines() } },
    ours: { rename: [['f', 'g']], write: { g: lines({ 3: 'ours' }) } },
    theirs: { remove: ['f'] },
    kind: 'rename/delete',
    path: 'g',
    otherPaths: ['f'],
    results: {
      ours: { g: lines({ 3: 'ours' }) },
      theirs: {},
      keep: { g: lines({ 3: 'ours' }) },
      delete: {},
    },
  },
  {
    name: 'renamed to two names',
    base: { write: { f: lines() } },
    ours: { rename: [['f', 'g']], write: { g: lines({ 3: 'ours' }) } },
    theirs: { rename: [['f', 'h']], write: { h: lines({ 17: 'theirs' }) } },
    kind: 'rename/rename',
    path: 'f',
    otherPaths: ['g', 'h'],
    results: {
      ours: { g: lines({ 3: 'ours', 17: 'theirs' }) },
      theirs: { h: lines({ 3: 'ours', 17: 'theirs' }) },
      delete: {},
    },
  },
  {
    name: 'renamed to two names, the same lines changed',
    base: { write: { f: lines() } },
    ours: { rename: [['f', 'g']], write: { g: OURS } },
    theirs: { rename: [['f', 'h']], write: { h: THEIRS } },
    kind: 'rename/rename',
    path: 'f',
    otherPaths: ['g', 'h'],
    results: {
      ours: { g: both('ours') },
      theirs: { h: both('theirs') },
      both: { g: both('ours\ntheirs') },
      delete: {},
    },
  },
  {
    name: 'two files renamed to one name',
    base: { write: { f: other('f'), g: other('g') } },
    ours: { rename: [['f', 'h']] },
    theirs: { rename: [['g', 'h']] },
    kind: 'rename/rename',
    path: 'h',
    otherPaths: ['f', 'g'],
    results: {
      ours: { h: other('f') },
      theirs: { h: other('g') },
      both: { h: other('f') + other('g') },
      delete: {},
    },
  },
  {
    name: 'renamed to two names that both sides gave to other files too',
    base: { write: { f: lines() } },
    ours: { rename: [['f', 'g']], write: { g: OURS, h: 'h of ours\n' } },
    theirs: { rename: [['f', 'h']], write: { h: THEIRS, g: 'g of theirs\n' } },
    kind: 'rename/rename',
    path: 'f',
    otherPaths: ['g', 'h'],
    results: {
      ours: { g: OURS, h: 'h of ours' },
      theirs: { g: 'g of theirs', h: THEIRS },
      delete: {},
    },
  },
  {
    name: 'a file in the target, a directory in the session',
    base: {},
    ours: { write: { d: 'file\n' } },
    theirs: { write: { 'd/x': 'x\n', 'd/sub/y': 'y\n' } },
    kind: 'file/directory',
    path: 'd',
    results: { ours: { d: 'file' }, theirs: { 'd/x': 'x', 'd/sub/y': 'y' } },
  },
  {
    name: 'a file in the session, which the target made a directory',
    base: { write: { d: 'base\n' } },
    ours: { remove: ['d'], write: { 'd/x': 'x\n' } },
    theirs: { write: { d: 'changed\n' } },
    kind: 'file/directory',
    path: 'd',
    results: { ours: { 'd/x': 'x' }, theirs: { d: 'changed' } },
  },
  {
    name: 'a directory where a renamed and deleted file goes',
    base: { write: { e: other('e') } },
    ours: { rename: [['e', 'new']] },
    theirs: { remove: ['e'], write: { 'new/x': 'x\n' } },
    kind: 'file/directory',
    path: 'new',
    otherPaths: ['e'],
    results: { ours: { new: other('e') }, theirs: { 'new/x': 'x' } },
  },
  {
    name: 'a file added to a directory that the other side renamed',
    base: { write: { 'a/f': other('f'), 'a/g': other('g') } },
    ours: { rename: [['a', 'b']] },
    theirs: { write: { 'a/n': 'new\n' } },
    kind: 'directory-rename',
    path: 'b/n',
    otherPaths: ['a/n'],
    results: {
      ours: { 'b/f': other('f'), 'b/g': other('g'), 'b/n': 'new' },
      theirs: { 'a/n': 'new', 'b/f': other('f'), 'b/g': other('g') },
      keep: { 'a/n': 'new', 'b/f': other('f'), 'b/g': other('g') },
      delete: { 'b/f': other('f'), 'b/g': other('g') },
    },
  },
  {
    name: 'a file added to a directory that the session renamed, where another one is',
    base: { write: { 'a/f': other('f'), 'a/g': other('g') } },
    ours: { write: { 'a/n': 'ours\n' } },
    theirs: { rename: [['a', 'b']], write: { 'b/n': 'theirs\n' } },
    kind: 'directory-rename',
    path: 'b/n',
    otherPaths: ['a/n'],
    results: {
      ours: { 'a/n': 'ours', 'b/f': other('f'), 'b/g': other('g') },
      theirs: { 'b/f': other('f'), 'b/g': other('g'), 'b/n': 'theirs' },
      keep: { 'a/n': 'ours', 'b/f': other('f'), 'b/g': other('g'), 'b/n': 'theirs' },
      delete: { 'b/f': other('f'), 'b/g': other('g') },
    },
  },
  {
    name: 'a directory whose files went to several places',
    base: { write: { 'a/f': other('f'), 'a/g': other('g') } },
    ours: {
      rename: [
        ['a/f', 'b/f'],
        ['a/g', 'c/g'],
      ],
    },
    theirs: { write: { 'a/n': 'new\n' } },
    kind: 'directory-rename',
    path: 'a',
    results: { keep: { 'a/n': 'new', 'b/f': other('f'), 'c/g': other('g') } },
  },
  {
    name: 'a submodule moved on both sides',
    base: { submodule: { sub: A } },
    ours: { submodule: { sub: B } },
    theirs: { submodule: { sub: C } },
    kind: 'submodule',
    path: 'sub',
    results: { ours: { sub: `@ ${B}` }, theirs: { sub: `@ ${C}` }, delete: {} },
  },
  {
    name: 'a link that points elsewhere on both sides',
    base: { link: { f: 'base' } },
    ours: { link: { f: 'ours' } },
    theirs: { link: { f: 'theirs' } },
    kind: 'symlink',
    path: 'f',
    results: { ours: { f: '-> ours' }, theirs: { f: '-> theirs' }, delete: {} },
  },
  {
    name: 'the same file added, executable on one side',
    base: {},
    ours: { write: { f: 'same\n' }, executable: ['f'] },
    theirs: { write: { f: 'same\n' } },
    kind: 'mode',
    path: 'f',
    results: { ours: { f: '* same' }, theirs: { f: 'same' }, delete: {} },
  },
  {
    name: 'a link in the target, a file in the session',
    base: { write: { f: 'base\n' } },
    ours: { remove: ['f'], link: { f: 'README.md' } },
    theirs: { write: { f: 'changed\n' } },
    kind: 'distinct-types',
    path: 'f',
    results: { ours: { f: '-> README.md' }, theirs: { f: 'changed' }, delete: {} },
  },
];

const trimmed = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, stripped(text)]));

describe('a conflict', () => {
  test.each(CASES)('$name', async ({ base, ours, theirs, kind, path, otherPaths, results }) => {
    stage = await ConflictStage.open(base, ours, theirs);
    const before = await stage.repo.git('for-each-ref');
    const { conflicts, resultTree, obstacles } = await stage.plan();
    expect(obstacles).toEqual([]);
    expect(resultTree).toBeUndefined();
    expect(conflicts).toMatchObject([{ path, kind, otherPaths: otherPaths ?? [] }]);
    const [conflict] = conflicts;
    if (conflict === undefined) return;
    expect([...conflict.choices].sort()).toEqual(Object.keys(results).sort());
    expect(conflict.message).not.toMatch(/[0-9a-f]{40}/);
    for (const [choice, files] of Object.entries(results)) {
      const plan = await stage.plan([resolutionOf(conflict, choice as ConflictChoice)]);
      expect(plan.conflicts).toEqual([]);
      expect(plan.resolved).toMatchObject([{ path, kind, resolution: { take: choice } }]);
      expect(trimmed(await stage.files(plan.resultTree))).toEqual(trimmed(files));
    }
    expect(await stage.repo.git('for-each-ref')).toBe(before);
    expect(await stage.repo.git('status', '--porcelain')).toBe('');
    expect(await stage.session.git('status', '--porcelain')).toBe('');
  });
});
