import { expect, test } from '@jest/globals';
import { sessionTitle } from '../../../src/core/session.js';
import { sessionRow } from '../../support/sessions.js';

test.each([
  ['its name', { name: 'login', firstMessage: 'Fix it' }, 'login'],
  ['its branch', { firstMessage: 'Fix it' }, 'branch-x'],
  [
    'the first line that says something',
    { worktreeInfo: undefined, firstMessage: ' \nFix it \nnow' },
    'Fix it',
  ],
  ['its agent and repository', { worktreeInfo: undefined, firstMessage: '' }, 'claude in repo'],
  [
    'its agent and directory',
    { worktreeInfo: undefined, firstMessage: '  ', repoRoot: undefined, directory: '/home/me/' },
    'claude in me',
  ],
  [
    'its agent at the root',
    { worktreeInfo: undefined, firstMessage: '', repoRoot: undefined, directory: '/' },
    'claude in /',
  ],
])('a session is called by %s', (_what, change, title) => {
  const session = sessionRow({ id: 'x', ...(change as object) });
  expect(sessionTitle(session)).toBe(title);
});
