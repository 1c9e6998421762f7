import { expect, test } from '@jest/globals';
import { ownSummary, type WorkFacts, workWords } from '../../../src/session/removal/summary.js';

const commit = (subject: string) => ({ oid: '1', subject, author: 'A', date: '' });
const facts = (change: Partial<WorkFacts> = {}): WorkFacts => ({
  commits: [commit('Check the token'), commit('Add a login')],
  files: [
    { path: 'a', kind: 'modified', added: 12, removed: 3, isBinary: false },
    { path: 'b', kind: 'added', isBinary: true },
  ],
  uncommitted: 0,
  verdict: { merged: true, evidence: 'ancestor' },
  target: 'main',
  ...change,
});

test.each<[string, Partial<WorkFacts>, string]>([
  ['what is merged', {}, '2 commits, 2 files +12 -3, merged into main: Check the token'],
  [
    'what is not, with uncommitted files',
    { verdict: { merged: false, unmergedCommits: 2 }, uncommitted: 1 },
    '2 commits, 2 files +12 -3, 1 uncommitted file, not merged: Check the token',
  ],
  ['what nobody can tell of', { verdict: undefined }, '2 commits, 2 files +12 -3: Check the token'],
  ['nothing', { commits: [], files: [] }, 'no commits'],
  ['only a draft', { commits: [], files: [], uncommitted: 3 }, 'no commits, 3 uncommitted files'],
  [
    'a subject that would move the cursor',
    { commits: [commit('Do\u001b[2Jit')], files: [] },
    '1 commit, merged into main: Do [2Jit',
  ],
])('%s', (_what, change, expected) => {
  expect(workWords(facts(change))).toBe(expected);
});

test("a person's own summary is one line", () => {
  expect(ownSummary(' Tried it.\n\nIt is too slow. ')).toBe('Tried it. It is too slow.');
  expect(ownSummary('x'.repeat(600))).toHaveLength(500);
});
