import { expect, test } from '@jest/globals';
import { saysWorktreeHalfMade } from '../../../src/git/failure.js';

test.each([
  ['fatal: failed to read .git/worktrees/fix-2/commondir: Success\n', true],
  ['fatal: failed to read /r/.git/worktrees/fix-2/gitdir: Success\n', true],
  ['fatal: failed to read object 1234: Input/output error\n', false],
  ["fatal: 'fix' is already checked out at '/r/worktrees/x/commondir'\n", false],
])('%j is a worktree in the making: %p', (stderr, expected) => {
  expect(saysWorktreeHalfMade(stderr)).toBe(expected);
});
