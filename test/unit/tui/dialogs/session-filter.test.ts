import { expect, test } from '@jest/globals';
import { filterRows } from '../../../../src/tui/dialogs/session-table/filter.js';
import { sessionRows } from '../../../../src/tui/model/session-table/rows.js';
import { stateWith } from '../../../support/tui/session-state.js';

const ROWS = sessionRows(
  stateWith([
    { row: { id: 'login' }, pane: { agentState: 'busy' } },
    { row: { id: 'parser', agent: { kind: 'codex', command: [] } } },
    { row: { id: 'number 1' } },
    { row: { id: 'number 2' } },
    { row: { id: 'number 3', repoRoot: '/work/zebra' } },
    { row: { id: 'log', repoRoot: '/work/zebra' } },
  ]),
);

const found = (text: string) => filterRows(ROWS, text).map(({ row }) => row.id);

test('nothing typed keeps all rows in their order', () => {
  expect(found('  ')).toEqual(ROWS.map(({ id }) => id));
});

test.each([
  ['a name', 'prsr', ['parser']],
  ['a branch', 'branch-login', ['login']],
  ['an agent', 'codex', ['parser']],
  ['a state', 'busy', ['login']],
  ['a repository', 'zebra', ['log', 'number 3']],
  ['words of several fields', 'zebra number', ['number 3']],
  ['nothing', 'qqq', []],
])('finds by %s', (_what, text, ids) => {
  expect(found(text)).toEqual(ids);
});

test('keeps equals in their order, and groups together with the best match first', () => {
  expect(found('number')).toEqual(['number 1', 'number 2', 'number 3']);
  expect(found('log')).toEqual(['log', 'login']);
});

test('marks what was typed where it was found, of every word', () => {
  const [match] = filterRows(ROWS, 'par cod');
  expect(match?.marks.title).toEqual(new Set([0, 1, 2]));
  expect(match?.marks.agent).toEqual(new Set([0, 1, 2]));
  expect(match?.marks.state).toBeUndefined();
});
