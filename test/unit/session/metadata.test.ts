import { describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import { formatMetadata, parseMetadata } from '../../../src/session/registry/metadata.js';
import { sessionRow } from '../../support/sessions.js';

const failure = (text: string): QtuiError => {
  try {
    parseMetadata(text, '/state/metadata.json');
  } catch (error) {
    if (error instanceof QtuiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('parseMetadata', () => {
  test('reads back what was written', () => {
    const row = sessionRow({
      name: 'Login',
      isPinned: true,
      priority: 'high',
      customFields: { note: [1, null] },
    });
    expect(parseMetadata(formatMetadata(row), 'x')).toEqual({ session: row, version: 2 });
  });

  test('keeps unknown fields at every level', () => {
    const row = sessionRow();
    const stored = {
      ...row,
      future: { a: 1 },
      agent: { ...row.agent, mood: 'good' },
      worktreeInfo: { ...row.worktreeInfo, port: 4000 },
    };
    const { session } = parseMetadata(JSON.stringify(stored), 'x');
    expect(JSON.parse(formatMetadata({ ...session, name: 'other' }))).toEqual({
      ...stored,
      name: 'other',
    });
  });

  test.each([
    ['', 'it is empty'],
    ['  \n', 'it is empty'],
    [JSON.stringify(sessionRow()).slice(0, 80), 'it is no JSON'],
    ['\0\0\0', 'it is no JSON'],
    ['null', 'it holds no object'],
    ['[]', 'it holds no object'],
    [JSON.stringify({ ...sessionRow(), version: 'two' }), 'its version is no number'],
    [JSON.stringify({ ...sessionRow(), version: -1 }), 'its version is no number'],
    [JSON.stringify({ ...sessionRow(), status: 'odd' }), 'status: '],
    [JSON.stringify({ ...sessionRow(), id: '../up' }), 'id: '],
    [JSON.stringify({ ...sessionRow(), created: 'yesterday' }), 'created: '],
    [JSON.stringify({ ...sessionRow(), agent: { kind: 'x', command: 'sh' } }), 'agent.command: '],
    [JSON.stringify({ ...sessionRow(), worktreeInfo: {} }), 'worktreeInfo.path: '],
  ])('calls %j corrupt', (text, reason) => {
    const error = failure(text);
    expect(error.code).toBe('metadata-corrupt');
    expect(error.message).toContain(reason);
    expect(error.message).toContain('/state/metadata.json');
  });

  test('leaves a newer row alone', () => {
    const error = failure(JSON.stringify({ version: 3, all: 'new' }));
    expect(error.code).toBe('metadata-newer');
    expect(error.message).toContain('schema 3');
  });
});

describe('migration', () => {
  const { agent: _agent, directory: _directory, repoRoot: _repoRoot, ...common } = sessionRow();

  test('version 1 had a plain agent and no directory', () => {
    const old = { ...common, version: 1, agent: 'codex', extra: true };
    const { session, version } = parseMetadata(JSON.stringify(old), 'x');
    expect(version).toBe(1);
    expect(session).toEqual({
      ...common,
      version: 2,
      extra: true,
      agent: { kind: 'codex', command: [] },
      directory: common.worktreeInfo?.path,
      repoRoot: '/repo',
    });
  });

  test('version 0 had no version, no counters and said "running"', () => {
    const { id, created, worktreeInfo } = common;
    const old = { id, created, worktreeInfo, status: 'running', agent: 'q' };
    const { session, version } = parseMetadata(JSON.stringify(old), 'x');
    expect(version).toBe(0);
    expect(session).toMatchObject({
      version: 2,
      status: 'active',
      lastActive: created,
      type: 'development',
      fileCount: 0,
      agent: { kind: 'q', command: [] },
    });
  });

  test('an old row that misses what it must have is corrupt, not invented', () => {
    expect(failure(JSON.stringify({ version: 1, id: 'abc' })).code).toBe('metadata-corrupt');
  });
});
