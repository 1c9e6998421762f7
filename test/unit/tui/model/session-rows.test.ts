import { expect, test } from '@jest/globals';
import { FOREIGN_GROUP, sessionRows } from '../../../../src/tui/model/session-table/rows.js';
import { stateWith } from '../../../support/tui/session-state.js';

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

test('this repository comes first, then the others by name, then what has none', () => {
  const rows = sessionRows(
    stateWith([
      { row: { id: 'none', repoRoot: undefined } as never },
      { row: { id: 'z', repoRoot: '/work/zebra' } },
      { row: { id: 'twin', repoRoot: '/elsewhere/here' } },
      { row: { id: 'mine' } },
    ]),
    [{ path: '/work/by-hand', branch: 'by-hand' }],
  );
  expect(ids(rows)).toEqual(['mine', 'twin', 'z', 'none', '/work/by-hand']);
  expect(rows.map(({ group }) => group)).toEqual([
    'here  /work',
    'here  /elsewhere',
    'zebra  /work',
    'no repository',
    FOREIGN_GROUP,
  ]);
});

test('pinned ones come first, then by state, priority and last activity; put away ones last', () => {
  const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
  const rows = sessionRows(
    stateWith([
      { row: { id: 'landed', status: 'merged' }, directoryExists: false },
      { row: { id: 'old pinned archive', status: 'archived', isPinned: true } },
      { row: { id: 'gone' }, directoryExists: false },
      { row: { id: 'gone below' }, directoryExists: false, pane: { agentState: 'busy' } },
      { row: { id: 'closed', lastActive: at(1) } },
      { row: { id: 'closed later', lastActive: at(2) } },
      { row: { id: 'closed high', lastActive: at(1), priority: 'high' } },
      { row: { id: 'dead' }, pane: { agentState: 'exited', exit: { code: 1, signal: 0 } } },
      { row: { id: 'idle' }, pane: { agentState: 'idle' } },
      { row: { id: 'unknown' }, pane: { agentState: 'unknown' } },
      { row: { id: 'busy' }, pane: { agentState: 'busy' } },
      { row: { id: 'waiting' }, pane: { agentState: 'waiting' } },
      { row: { id: 'pinned', isPinned: true } },
    ]),
  );
  expect(rows.map(({ id, state }) => [id, state])).toEqual([
    ['pinned', 'closed'],
    ['waiting', 'waiting'],
    ['busy', 'busy'],
    ['idle', 'idle'],
    ['unknown', 'running'],
    ['dead', 'exited'],
    ['closed high', 'closed'],
    ['closed later', 'closed'],
    ['closed', 'closed'],
    ['gone', 'missing'],
    ['gone below', 'missing'],
    ['old pinned archive', 'archived'],
    ['landed', 'merged'],
  ]);
  expect(ids(rows.filter(({ isPutAway }) => isPutAway))).toEqual(['old pinned archive', 'landed']);
});

test('texts can neither move the cursor nor turn round', () => {
  const [row] = sessionRows(stateWith([{ row: { id: 'x', name: 'a\x1b[2Jb\u202ec' } }]));
  expect(row?.title).toBe('a [2Jb c');
});
