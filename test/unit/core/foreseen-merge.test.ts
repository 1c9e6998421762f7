import { expect, test } from '@jest/globals';
import { foreseenJson } from '../../../src/cli/session-list/rows.js';
import {
  foreseenIn,
  foreseenWords,
  isForeseenToFail,
  type TriedMerges,
} from '../../../src/core/foreseen-merge.js';
import { foreseenSign } from '../../../src/tui/model/selectors.js';
import type { SessionState } from '../../../src/tui/model/state.js';

const merge = (id: string, outcome: 'clean' | 'conflicts') => ({
  ...{ id, source: id, target: 'main', strategy: 'merge', refs: [id] },
  ...{ alone: { outcome, conflicts: 0 }, inTurn: { outcome, conflicts: 0 } },
});
const tried = (check: 'passed' | 'failed'): TriedMerges => ({
  ...{ commonDir: '/r/.git', asked: [], tips: { a: '1', b: '2' }, verdicts: [] },
  merges: [merge('a', 'clean'), merge('b', 'conflicts')],
  combinations: [{ target: 'main', sessions: ['a'], tree: 't', check }],
});
const now = (b: string) =>
  new Map([
    ['a', '1'],
    ['b', b],
  ]);

test.each([
  ['passed', '√', false],
  ['failed', '×', true],
] as const)('a check that has %s is told of those that it ran on', (check, sign, fails) => {
  const known = foreseenIn(tried(check), now('2'));
  const [one, other] = [known.get('a'), known.get('b')];
  if (!one || !other) throw new Error('nothing is known');
  expect(foreseenJson(one)).toEqual({ state: 'clean', conflicts: null, withAll: 'clean', check });
  expect(other).not.toHaveProperty('check');
  expect(foreseenWords(one)).toBe(`merges cleanly, check ${check}`);
  expect(isForeseenToFail(one)).toBe(fails);
  expect(foreseenSign({ foreseen: one } as SessionState, true)).toBe(sign);
});

test('it holds only while no branch of the repository has moved', () => {
  expect(foreseenIn(tried('passed'), now('3')).get('a')).toEqual({ state: 'clean' });
});
