import { expect, test } from '@jest/globals';
import { conflictKey } from '../../../../../src/core/conflict/identity.js';
import type { MergeConflict } from '../../../../../src/core/merge.js';
import { resolutionOf } from '../../../../../src/core/resolution.js';
import {
  boardAfter,
  boardOf,
  drop,
  nextOpen,
  openItems,
  reopen,
  resolutionsOf,
  settle,
} from '../../../../../src/tui/model/conflicts/board.js';
import { distinctChoices, sideOf } from '../../../../../src/tui/model/conflicts/choices.js';
import { conflictAt } from '../../../../support/conflicts.js';
import { mergePlan } from '../../../../support/tui/scripted-sessions.js';

const [a, b, c] = ['a', 'b', 'c'].map((path) => conflictAt(path)) as [
  MergeConflict,
  MergeConflict,
  MergeConflict,
];
const planOf = (open: MergeConflict[], settled: MergeConflict[] = []) =>
  mergePlan({
    conflicts: open,
    resolved: settled.map((each) => ({ ...each, resolution: resolutionOf(each, 'ours') })),
  });
const paths = (items: readonly { conflict: MergeConflict }[]) =>
  items.map(({ conflict }) => conflict.path);

test('content that was given before still tells where it comes from', () => {
  const content = { oid: '5'.repeat(40), mode: '100644' };
  const answers = [
    resolutionOf(a, { ...content, origin: 'model' }),
    resolutionOf(b, { ...content, origin: 'hunks' }),
    resolutionOf(c, content),
  ];
  const { items } = boardOf(planOf([a, b, c]), answers);
  expect(items.map(({ settled }) => settled?.by)).toEqual(['model', 'hunks', 'edited']);
});

test('an answer settles a conflict, can be taken back, and tells whose it is', () => {
  const board = boardOf(planOf([a, b]));
  const settled = settle(board, conflictKey(a), resolutionOf(a, 'theirs'), 'theirs');
  expect(paths(openItems(settled))).toEqual(['b']);
  expect(resolutionsOf(settled)).toEqual([resolutionOf(a, 'theirs')]);
  expect(nextOpen(settled, conflictKey(a))?.conflict.path).toBe('b');
  const again = reopen(settled, conflictKey(a), 'It has changed.');
  expect(again.items[0]).toMatchObject({ problem: 'It has changed.' });
  expect(again.items[0]?.settled).toBeUndefined();
  expect(paths(drop(again, conflictKey(a)).items)).toEqual(['b']);
});

test('a new look keeps places and whose answers they are, and lists what has come last', () => {
  const first = settle(boardOf(planOf([a, b])), conflictKey(b), resolutionOf(b, 'ours'), 'model');
  const next = boardAfter(first, planOf([c], [b, a]));
  expect(paths(next.items)).toEqual(['a', 'b', 'c']);
  expect(next.items.map(({ settled }) => settled?.by)).toEqual(['ours', 'model', undefined]);
});

test('the same path in two commits of a rebase is two conflicts', () => {
  const [one, other] = ['1', '2'].map((digit) => conflictAt('a', 'contents', { commit: digit }));
  const board = boardOf(planOf([one as MergeConflict, other as MergeConflict]));
  const key = conflictKey(one as MergeConflict);
  const settled = settle(board, key, resolutionOf(one as MergeConflict, 'ours'), 'ours');
  expect(openItems(settled).map(({ conflict }) => conflict.commit)).toEqual(['2']);
});

test('of choices that come to the same only one is offered', () => {
  const choices = ['ours', 'theirs', 'keep', 'delete'] as const;
  const { theirs: _theirs, ...ours } = conflictAt('x', 'modify/delete', { choices });
  expect(distinctChoices(ours)).toEqual(['ours', 'theirs']);
  expect([sideOf(ours, 'ours'), sideOf(ours, 'theirs'), sideOf(ours, 'keep')]).toEqual([
    'ours',
    undefined,
    'ours',
  ]);
  expect(distinctChoices(conflictAt('x', 'directory-rename', { choices }))).toEqual(choices);
});
