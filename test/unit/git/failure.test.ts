import { describe, expect, test } from '@jest/globals';
import {
  gitWords,
  saysIndexLocked,
  saysNoRepository,
  toGitError,
} from '../../../src/git/failure.js';

const failure = (stderr: string) =>
  toGitError({ doing: 'do it', args: ['x'], code: 128, stderr, details: { untouched: 'All.' } });

describe('toGitError', () => {
  test.each([
    ['error: write error: No space left on device', 'disk-full'],
    ["fatal: could not create 'x': Read-only file system", 'read-only'],
    ['error: insufficient permission for adding an object', 'permission-denied'],
    ["fatal: Unable to create '/r/.git/index.lock': File exists.", 'git-locked'],
    ["fatal: detected dubious ownership in repository at '/r'", 'dubious-ownership'],
    ['fatal: not a git repository: /r/.git/worktrees/x', 'not-a-repository'],
    ['fatal: anything else', 'git-failed'],
  ])('gives %s the code %s', (stderr, code) => {
    expect(failure(stderr)).toMatchObject({ code, untouched: 'All.' });
  });

  test('names the lock file', () => {
    const error = failure("fatal: Unable to create '/r/.git/index.lock': File exists.");
    expect(error.message).toContain('/r/.git/index.lock');
    expect(error.data['lock']).toBe('/r/.git/index.lock');
  });

  test("passes git's own command for a repository of somebody else on", () => {
    const stderr =
      "fatal: detected dubious ownership in repository at '/r'\n" +
      'To add an exception for this directory, call:\n\n' +
      '\tgit config --global --add safe.directory /r\n';
    expect(failure(stderr).hint).toContain('git config --global --add safe.directory /r');
  });

  test('says the exit code when git said nothing', () => {
    expect(failure('').message).toBe('Could not do it: git ended with code 128');
  });
});

describe("git's words", () => {
  test('lose their prefixes and hints', () => {
    expect(gitWords('hint: try\nfatal: a\nerror: b\n')).toBe('a\nb');
  });

  test('tell a directory outside of git from a broken worktree', () => {
    const outside = 'fatal: not a git repository (or any of the parent directories): .git';
    expect(saysNoRepository(outside)).toBe(true);
    expect(saysNoRepository('fatal: not a git repository: /r/.git/worktrees/x')).toBe(false);
  });

  test('tell a locked index from a locked ref', () => {
    expect(saysIndexLocked("Unable to create '/r/.git/index.lock': File exists.")).toBe(true);
    expect(saysIndexLocked("Unable to create '/r/.git/refs/heads/a.lock': File exists.")).toBe(
      false,
    );
  });
});
