import { describe, expect, test } from '@jest/globals';
import type { SessionView } from '../../../src/core/ports/sessions.js';
import { type SessionMetadata, sessionTitle } from '../../../src/core/session.js';
import { printable } from '../../../src/core/text.js';
import { selectSession } from '../../../src/session/registry/find.js';
import { sessionRow } from '../../support/sessions.js';

const view = (change: Partial<SessionMetadata>): SessionView => ({
  session: sessionRow(change),
  revision: 'r',
  directoryExists: true,
});
const views = [
  view({ id: 'abc0000000', name: 'Login' }),
  view({ id: 'abd0000000', name: 'abc' }),
  view({ id: 'x000000000', name: 'twice' }),
  view({ id: 'y000000000', name: 'twice' }),
  view({ id: 'z000000000', name: 'again', status: 'merged' }),
  view({ id: 'w000000000', name: 'again' }),
];
const inRepo = (repoRoot: string, branch: string) => {
  const { worktreeInfo } = sessionRow();
  return { worktreeInfo: { ...worktreeInfo!, repoRoot, branch } };
};
views.push(
  view({ id: 'q000000000', ...inRepo('/r/other', 'shared') }),
  view({ id: 'v000000000', name: 'third/shared' }),
  view({ id: 't000000000', ...inRepo('/r/third', 'shared') }),
);
const { worktreeInfo: _none, ...plain } = sessionRow({ id: 'u000000000', directory: '/srv/plain' });
views.push({ session: plain, revision: 'r', directoryExists: true });
for (const [id, firstMessage] of [
  ['m000000000', 'tell me\x1b[1m why\nand how'],
  ['n000000000', 'abd0000'],
  ['o000000000', ''],
] as const) {
  const row = { ...plain, id, firstMessage, directory: `/srv/${id}` };
  views.push({ session: row, revision: 'r', directoryExists: true });
}
const find = (selector: string) => selectSession(views, selector).session.id;

describe('selectSession', () => {
  test.each([
    ['abc0000000', 'abc0000000'],
    ['Login', 'abc0000000'],
    ['branch-x000000000', 'x000000000'],
    ['abd', 'abd0000000'],
    [' y0 ', 'y000000000'],
    ['repo/branch-x000000000', 'x000000000'],
    ['other/shared', 'q000000000'],
    ['third/shared', 'v000000000'],
    ['/srv/plain', 'u000000000'],
    [sessionTitle({ ...plain, firstMessage: '', directory: '/srv/o000000000' }), 'o000000000'],
    [printable('tell me\x1b[1m why'), 'm000000000'],
    ['abd0000', 'n000000000'],
  ])('%p means %p', (selector, id) => {
    expect(find(selector)).toBe(id);
  });

  test('a name comes before an id prefix', () => {
    expect(find('abc')).toBe('abd0000000');
  });

  test('of two with one name the one that is not put away is meant', () => {
    expect(find('again')).toBe('w000000000');
  });

  test.each(['', ' ', 'nobody', 'login', 'abc00000000'])('%p means nothing', (selector) => {
    expect(() => find(selector)).toThrow(expect.objectContaining({ code: 'session-not-found' }));
  });

  test.each(['twice', 'ab', 'shared'])('%p means several', (selector) => {
    expect(() => find(selector)).toThrow(expect.objectContaining({ code: 'session-ambiguous' }));
  });
});
