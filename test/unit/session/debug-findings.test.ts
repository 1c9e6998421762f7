import { expect, test } from '@jest/globals';
import type { InspectedFile, SessionDebug } from '../../../src/core/ports/session-debug.js';
import type { WorktreeEntry } from '../../../src/core/repository.js';
import { findingsOf } from '../../../src/session/debug-findings.js';
import { sessionRow } from '../../support/sessions.js';

type Facts = Omit<SessionDebug, 'findings'>;

const ID = 'abcdefghij';
const session = sessionRow();
const path = session.directory;
const entry: WorktreeEntry = {
  ...{ path, branch: `branch-${ID}`, oid: '1'.repeat(40), locked: `qtui:${ID}` },
  ...{ isMain: false, isBare: false, isDetached: false },
};
const branch = { name: `branch-${ID}`, tip: '1', mergeTarget: 'main', targetTip: '2' };
const file = (role: InspectedFile['role'], problem?: string): InspectedFile => ({
  ...{ role, path: `/rows/${ID}/${role}`, size: 1, modified: session.created },
  ...(problem === undefined ? { version: 2 } : { problem }),
});
const mark = { copy: 'mark' as const, path: `${path}/.qtui/session.json`, differs: [] };
const whole: Facts = {
  id: ID,
  session,
  row: {
    directory: `/rows/${ID}`,
    files: [file('current'), file('backup')],
    index: { path: '/rows/index.json', state: 'behind' },
  },
  copies: [{ ...mark, state: 'agrees' }],
  worktree: { path, isThere: true, entry },
  branch,
};

test('a session that is whole has none', () => {
  expect(findingsOf(whole)).toEqual([]);
});

const { session: _session, ...unread } = whole;
const { locked: _locked, ...unlocked } = entry;
const lock = { path: `/rows/${ID}.lock`, since: session.created };
const corrupt = { code: 'metadata-corrupt', message: 'metadata.json cannot be read.' };

const wrong: [string, Facts, string, string][] = [
  ['recovered', { ...whole, recoveredFrom: '/rows/bak' }, 'row-unreadable', `recover ${ID}`],
  ['unreadable', { ...unread, problem: corrupt }, 'row-lost', `recover ${ID}`],
  ['gone', unread, 'row-lost', `recover ${ID}`],
  [
    'of a newer version',
    { ...unread, problem: { code: 'metadata-newer', message: 'newer', hint: 'Update qtui' } },
    'metadata-newer',
    'Update',
  ],
  [
    'marked otherwise',
    { ...whole, copies: [{ ...mark, state: 'differs', differs: ['name', 'status'] }] },
    'mark-differs',
    `recover ${ID}`,
  ],
  [
    'marked for another',
    { ...whole, copies: [{ ...mark, state: 'another-session' }] },
    'mark-foreign',
    `close ${ID} --remove`,
  ],
  [
    'without a directory',
    { ...whole, copies: [], worktree: { path, isThere: false, entry } },
    'worktree-missing',
    'repair PATH',
  ],
  ['unknown to git', { ...whole, worktree: { path, isThere: true } }, 'worktree-unknown', 'repair'],
  [
    'not locked',
    { ...whole, worktree: { path, isThere: true, entry: unlocked } },
    'worktree-unlocked',
    `attach ${ID}`,
  ],
  [
    'locked for another',
    { ...whole, worktree: { path, isThere: true, entry: { ...entry, locked: 'qtui:other' } } },
    'worktree-of-another',
    'debug other',
  ],
  [
    'switched',
    { ...whole, worktree: { path, isThere: true, entry: { ...entry, branch: 'main' } } },
    'worktree-switched',
    'sessions worktrees',
  ],
  [
    'without its branch',
    { ...whole, branch: { name: branch.name, mergeTarget: 'main', targetTip: '2' } },
    'branch-missing',
    'undo --list',
  ],
  [
    'locked by the dead',
    { ...whole, row: { ...whole.row, lock: { ...lock, state: 'abandoned' } } },
    'lock-left',
    'takes it over',
  ],
  [
    'indexed wrongly',
    { ...whole, row: { ...whole.row, index: { path: '/rows/index.json', state: 'differs' } } },
    'index-differs',
    'Remove /rows/index.json',
  ],
  [
    'with remains',
    { ...whole, row: { ...whole.row, files: [file('current'), file('unreadable', 'garbage')] } },
    'kept-unreadable',
    'Remove it',
  ],
];

test.each(wrong)('one that is %s has one, with what to do', (_how, facts, code, hint) => {
  const found = findingsOf(facts);
  expect(found.map((each) => each.code)).toEqual([code]);
  expect(found[0]?.hint).toContain(hint);
});

test('one that was put away misses neither worktree nor branch, and a held lock is none', () => {
  const { tip: _tip, ...gone } = branch;
  const putAway: Facts = {
    ...whole,
    session: { ...session, status: 'merged' },
    copies: [],
    worktree: { path, isThere: false },
    branch: gone,
    row: { ...whole.row, lock: { ...lock, state: 'held' } },
  };
  expect(findingsOf(putAway)).toEqual([]);
});
