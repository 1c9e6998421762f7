import { describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../../src/core/errors.js';
import {
  gitWords,
  saysConfigLocked,
  saysIndexLocked,
  saysNoRepository,
  toGitError,
} from '../../../src/git/failure.js';
import { REMOTE_CAUSES } from '../../../src/git/remote/failure.js';

const failure = (stderr: string, causes: typeof REMOTE_CAUSES = []) =>
  toGitError({
    doing: 'do it',
    args: ['x'],
    code: 128,
    stderr,
    details: { untouched: 'All.' },
    causes,
  });

const RUNNING = `

Another git process seems to be running in this repository, e.g.
an editor opened by 'git commit'. Please make sure all processes
are terminated then try again. If it still fails, a git process
may have crashed in this repository earlier:
remove the file manually to continue.
`;
const OID = '0123456789012345678901234567890123456789';

/** As git 2.38 and 2.39, gpg and ssh write it. */
const OWN: readonly [string, ErrorCode, string][] = [
  [`fatal: Unable to create '/r/.git/index.lock': File exists.${RUNNING}`, 'git-locked', 'a lock'],
  [
    `fatal: update_ref failed for ref 'refs/heads/y': cannot lock ref 'refs/heads/y': Unable to create '/r/.git/refs/heads/y.lock': File exists.${RUNNING}`,
    'git-locked',
    '/r/.git/refs/heads/y.lock',
  ],
  ['error: could not lock config file .git/config: File exists', 'git-locked', '.git/config.lock'],
  [
    "fatal: update_ref failed for ref 'refs/heads/a/b': cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'",
    'git-failed',
    'a branch is in the way',
  ],
  [
    `fatal: update_ref failed for ref 'refs/heads/a': cannot lock ref 'refs/heads/a': is at ${OID} but expected ${OID}`,
    'git-failed',
    'has moved meanwhile',
  ],
  [
    'fatal: unable to write loose object file: No space left on device',
    'disk-full',
    'disk is full',
  ],
  ['error: copy-fd: write returned: Disk quota exceeded', 'disk-full', 'disk is full'],
  [
    'Updating files:  85% (51/60)\rerror: unable to write file f56\nUpdating files: 100% (60/60)',
    'disk-full',
    'could not be written whole',
  ],
  [
    "fatal: update_ref failed for ref 'refs/heads/x': cannot update ref 'refs/heads/x': couldn't write '/r/.git/refs/heads/x.lock'",
    'disk-full',
    'could not be written whole',
  ],
  ['sh: 1: printf: printf: I/O error', 'disk-full', 'could not be written whole'],
  [
    `error: invalid object 100644 ${OID} for 'f'\nfatal: git-write-tree: error building trees`,
    'repository-damaged',
    'gc --prune=now',
  ],
  [`fatal: ${OID} is not a valid object`, 'repository-damaged', 'gc --prune=now'],
  [
    `fatal: update_ref failed for ref 'refs/qtui/x': cannot update ref 'refs/qtui/x': trying to write ref 'refs/qtui/x' with nonexistent object ${OID}`,
    'repository-damaged',
    'gc --prune=now',
  ],
  ['fatal: unable to write new index file', 'git-failed', 'could not be written'],
  [
    "fatal: Unable to create '/r/.git/index.lock': Read-only file system",
    'read-only',
    'the file system is read-only',
  ],
  [
    'error: could not lock config file .git/config: Read-only file system',
    'read-only',
    'the file system is read-only',
  ],
  [
    'error: insufficient permission for adding an object to repository database .git/objects\nfatal: failed to write object',
    'permission-denied',
    'permission denied',
  ],
  [
    "fatal: could not create work tree dir 'x': Permission denied",
    'permission-denied',
    'permission denied',
  ],
  [
    "fatal: detected dubious ownership in repository at '/r'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /r",
    'dubious-ownership',
    'belongs to another user',
  ],
  [
    'fatal: not a git repository (or any of the parent directories): .git',
    'not-a-repository',
    'it is not a git repository',
  ],
  [
    "fatal: ambiguous argument 'nope': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'",
    'unknown-revision',
    "'nope'",
  ],
  ['fatal: Not a valid object name nope', 'unknown-revision', 'nope'],
  ['fatal: invalid reference: nope', 'unknown-revision', 'nope'],
  ['fatal: Needed a single revision', 'unknown-revision', 'no such branch or commit'],
  ['merge: nope - not something we can merge', 'unknown-revision', 'nope'],
  [`fatal: bad object ${OID}`, 'repository-damaged', 'missing or damaged'],
  [
    `error: object file .git/objects/01/23 is empty\nfatal: loose object ${OID} (stored in .git/objects/01/23) is corrupt`,
    'repository-damaged',
    'missing or damaged',
  ],
  [
    `fatal: could not fetch ${OID} from promisor remote`,
    'remote-unreachable',
    'could not be fetched',
  ],
  [
    'not on a Friday: Permission denied\nfatal: ref updates aborted by hook',
    'hook-failed',
    'not on a Friday',
  ],
  [
    'error: gpg failed to sign the data\nfatal: failed to write commit object',
    'signing-failed',
    'could not be signed',
  ],
  [
    'error: Load key "/k": No such file or directory\n\nfatal: failed to write commit object\nerror: ssh-keygen: failed to sign',
    'signing-failed',
    'could not be signed',
  ],
  ['fatal: bad config line 6 in file .git/config', 'git-failed', 'line 6'],
  ["fatal: bad boolean config value 'x' for 'commit.gpgsign'", 'git-failed', 'commit.gpgsign'],
  ['error: cannot create async thread: Resource temporarily unavailable', 'git-failed', 'memory'],
  [
    "fatal: cannot create directory at 'xx': File name too long",
    'unusable-path',
    'longer than the file system allows',
  ],
  [
    'fatal: unknown repository extension found:\n\trefstorage',
    'repository-unsupported',
    'how the repository is stored',
  ],
];

/** What only a remote brings. */
const REMOTE: readonly [string, ErrorCode, string][] = [
  [
    "fatal: could not read Username for 'https://h': terminal prompts disabled",
    'remote-denied',
    'a user name and a password',
  ],
  [
    "fatal: unable to access 'https://h/x/': Could not resolve host: h",
    'remote-unreachable',
    'its host was not found',
  ],
  [
    'Host key verification failed.\nfatal: Could not read from remote repository.',
    'remote-denied',
    'its host key',
  ],
  ["git: 'remote-http' is not a git command. See 'git --help'.", 'remote-unreachable', 'this git'],
  [
    "fatal: 'nowhere' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    'remote-not-found',
    'no such repository',
  ],
];

describe('toGitError', () => {
  test.each([
    ...OWN.map((row) => [...row, []] as const),
    ...REMOTE.map((row) => [...row, REMOTE_CAUSES] as const),
  ])('tells %j as %s, in plain words', (stderr, code, words, causes) => {
    const error = failure(stderr, causes);
    expect(error).toMatchObject({ code, untouched: 'All.' });
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/^Could not do it: /);
    expect(error.message).not.toMatch(/fatal:|error:|hint:|Another git process|update_ref failed/);
    expect(error.hint).toMatch(/\S\.?$/);
  });

  test("leaves git's progress out of what it said", () => {
    const stderr = 'Updating files:  85% (51/60)\rUpdating files: 100% (60/60), done.\nfatal: odd';
    expect(failure(stderr).message).toBe('Could not do it: odd');
  });

  test('passes on what it does not know, with a way to see more', () => {
    const error = failure('fatal: anything else');
    expect(error).toMatchObject({ code: 'git-failed', message: 'Could not do it: anything else' });
  });

  test('says what to do about a cause it knows, not what the command says of any other', () => {
    const said = (stderr: string) =>
      toGitError({ doing: 'try', args: [], code: 128, stderr, details: { hint: 'Own words.' } })
        .hint;
    expect(said('fatal: x: Read-only file system')).toContain('writable');
    expect(said('fatal: something new')).toBe('Own words.');
  });

  test('names a lock file as it can be found from anywhere', () => {
    const stderr = 'error: could not lock config file .git/config: File exists';
    const error = toGitError({ doing: 'set', cwd: '/r', args: ['config'], code: 255, stderr });
    expect(error.data).toMatchObject({ lock: '/r/.git/config.lock' });
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

  test('tell locked settings from others that cannot be written', () => {
    expect(saysConfigLocked('error: could not lock config file .git/config: File exists')).toBe(
      true,
    );
    expect(saysConfigLocked('error: could not lock config file x: Permission denied')).toBe(false);
  });

  test('tell a locked index from a locked ref', () => {
    expect(saysIndexLocked("Unable to create '/r/.git/index.lock': File exists.")).toBe(true);
    expect(saysIndexLocked("Unable to create '/r/.git/refs/heads/a.lock': File exists.")).toBe(
      false,
    );
  });
});
