import { describe, expect, it } from '@jest/globals';
import {
  aboutPath,
  EXIT,
  exitCodeOf,
  isErrorCode,
  QtuiError,
  toQtuiError,
  withDetails,
} from '../../../src/core/errors.js';

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
    ['ENOSPC', 'Free some space'],
    ['EROFS', 'Make it writable'],
    ['EACCES', 'Check who owns it'],
    ['EBUSY', 'unmount it'],
  ])('says what to do about %s, unless it is told better', (errno, words) => {
    expect(toQtuiError(systemError(errno), 'write').hint).toContain(words);
    expect(toQtuiError(systemError(errno), 'write', { hint: 'Wait.' }).hint).toBe('Wait.');
  });

  it('names the copy that found no place, not what was to be copied', () => {
    const full = Object.assign(systemError('ENOSPC', '/from'), { dest: '/tmp/to' });
    expect(toQtuiError(full, 'copy it').message).toContain('(/tmp/to)');
    const unreadable = Object.assign(systemError('EACCES', '/from'), { dest: '/tmp/to' });
    expect(toQtuiError(unreadable, 'copy it').message).toContain('(/from)');
  });

  it('names what it is told in place of a temporary file, and nothing else', () => {
    const error = Object.assign(systemError('EROFS', '/a/row.tmp'), { errno: -30 });
    expect(toQtuiError(aboutPath(error, '/a/row'), 'save').message).toContain('(/a/row)');
    const ours = new QtuiError('lock-busy', 'It is held.');
    expect(aboutPath(ours, '/a/row')).toBe(ours);
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

describe('withDetails', () => {
  it('changes what it is given and keeps the rest', () => {
    const error = new QtuiError('disk-full', 'Full.', { hint: 'Free some.', data: { path: '/a' } });
    const told = withDetails(error, { untouched: 'Nothing was removed.' });
    expect(told).toMatchObject({ code: 'disk-full', message: 'Full.', hint: 'Free some.' });
    expect(told).toMatchObject({ untouched: 'Nothing was removed.', data: { path: '/a' } });
    expect(told.cause).toBe(error);
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
