import { describe, expect, it } from '@jest/globals';
import { EXIT, exitCodeOf, isErrorCode, QtuiError, toQtuiError } from '../../../src/core/errors.js';

function systemError(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: raw words`), { code, path });
}

describe('toQtuiError', () => {
  it('keeps an error that is already ours', () => {
    const error = new QtuiError('branch-moved', 'main moved.');
    expect(toQtuiError(error, 'land')).toBe(error);
  });

  it.each([
    ['ENOSPC', 'disk-full', 'the disk is full'],
    ['EROFS', 'read-only', 'the file system is read-only'],
    ['EACCES', 'permission-denied', 'permission denied'],
    ['ENOENT', 'path-missing', 'it does not exist'],
    ['EEXIST', 'path-exists', 'it already exists'],
  ])('says what %s means', (errno, code, words) => {
    const error = toQtuiError(systemError(errno, '/a/b'), 'write the row');
    expect(error.code).toBe(code);
    expect(error.message).toBe(`Could not write the row: ${words} (/a/b).`);
  });

  it.each([
    ['EISDIR', "EISDIR: illegal operation on a directory, read '/a/b'", 'it is a directory (/a/b)'],
    ['ESTALE', "ESTALE: stale file handle, open '/a/b'", "stale file handle (open '/a/b')"],
    ['ESTALE', 'ESTALE: stale file handle, read', 'stale file handle (read)'],
  ])('says without a raw errno what %s means', (code, raw, words) => {
    const thrown = Object.assign(new Error(raw), { code, path: '/a/b' });
    expect(toQtuiError(thrown, 'read it').message).toBe(`Could not read it: ${words}.`);
  });

  it('takes an abort for a cancellation by the person', () => {
    const error = toQtuiError(new DOMException('gone', 'AbortError'), 'create the worktree');
    expect(error.code).toBe('aborted');
    expect(exitCodeOf(error.code)).toBe(EXIT.interrupted);
  });

  it('never loses an unknown failure, nor its cause', () => {
    const cause = new TypeError('x is not a function');
    const error = toQtuiError(cause, 'draw', { untouched: 'Nothing was written.' });
    expect(error.code).toBe('internal');
    expect(error.message).toContain('x is not a function');
    expect(error.untouched).toBe('Nothing was written.');
    expect(error.cause).toBe(cause);
    expect(toQtuiError('text', 'draw').message).toContain('text');
  });
});

describe('exit codes', () => {
  it('are the ones scripts rely on', () => {
    expect(exitCodeOf('usage')).toBe(2);
    expect(exitCodeOf('would-lose-work')).toBe(3);
    expect(exitCodeOf('merge-conflicts')).toBe(4);
    expect(exitCodeOf('session-not-found')).toBe(5);
  });

  it('know their own codes only', () => {
    expect(isErrorCode('timeout')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});
