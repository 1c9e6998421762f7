import { describe, expect, test } from '@jest/globals';
import { Chalk } from 'chalk';
import { mergeReport, previewLines } from '../../../src/cli/merge/words.js';
import { lookAtMerged } from '../../../src/cli/merged.js';
import { removalWords } from '../../../src/cli/removal.js';
import { innermost } from '../../../src/cli/select.js';
import { sessionJson } from '../../../src/cli/session-json.js';
import type { Cancellable } from '../../../src/core/cancellable.js';
import type { MergePlan } from '../../../src/core/merge.js';
import type { SessionView } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { conflictAt } from '../../support/conflicts.js';

const plain = new Chalk({ level: 0 });

function view(change: Partial<SessionMetadata> = {}): SessionView {
  return {
    revision: '1',
    directoryExists: true,
    session: {
      version: 2,
      id: 'abc',
      status: 'active',
      created: '2026-01-01T00:00:00.000Z',
      lastActive: '2026-01-02T00:00:00.000Z',
      firstMessage: '',
      type: 'development',
      fileCount: 0,
      messageCount: 0,
      agent: { kind: 'shell', command: ['/bin/sh'] },
      directory: '/home/me/app',
      customFields: {},
      ...change,
    },
  };
}

const plan: MergePlan = {
  request: { repoRoot: '/r', source: 'topic', target: 'main', strategy: 'merge' },
  sourceOid: 's',
  targetOid: 't',
  ontoOid: 't',
  commits: [{ oid: '0123456789', subject: 'Do\x1b[31m it', author: 'A', date: '' }],
  files: [
    { path: 'a.txt', kind: 'modified', added: 3, removed: 1, isBinary: false },
    { path: 'b.png', kind: 'added', isBinary: true },
    { path: 'new', from: 'old', kind: 'renamed', added: 0, removed: 0, isBinary: false },
  ],
  uncommitted: [],
  conflicts: [],
  resolved: [],
  obstacles: [],
  isUpToDate: false,
  trailers: [],
  suggestedMessage: 'Merge topic',
};

test('a session without a worktree has nulls in JSON, not missing members', () => {
  expect(sessionJson(view())).toEqual({
    id: 'abc',
    name: null,
    type: 'development',
    status: 'active',
    agentState: null,
    isPaused: false,
    agent: { kind: 'shell' },
    branch: null,
    mergeTarget: null,
    isTemporary: false,
    path: '/home/me/app',
    repoRoot: null,
    created: '2026-01-01T00:00:00.000Z',
    lastActive: '2026-01-02T00:00:00.000Z',
    ended: null,
    messageCount: 0,
    fileCount: 0,
    isPinned: false,
    isReadOnly: false,
    priority: 'normal',
  });
});

describe('the session of a directory', () => {
  const outer = view({ id: 'outer', directory: '/home/me/app' });
  const inner = view({ id: 'inner', directory: '/home/me/app/nested' });

  test('is the innermost one that holds it', () => {
    expect(innermost([outer, inner], '/home/me/app/nested/src')).toBe(inner);
    expect(innermost([outer, inner], '/home/me/app/src')).toBe(outer);
  });

  test('is not one whose directory only begins alike', () => {
    expect(innermost([outer], '/home/me/app-two')).toBeUndefined();
  });

  test('is not one that was put away', () => {
    const merged = view({ status: 'merged' });
    expect(innermost([merged], '/home/me/app')).toBeUndefined();
  });
});

describe('what is merged in a list', () => {
  const endless = {
    merged: ({ signal }: Cancellable = {}) =>
      new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };

  test('is left out where it is late, which is told', async () => {
    const { verdicts, note } = await lookAtMerged(endless, undefined)();
    expect(verdicts.size).toBe(0);
    expect(note).toContain('--merged');
  });

  test('is not looked at where nobody wants it', async () => {
    expect((await lookAtMerged(endless, false)()).note).toBeUndefined();
  });
});

describe('a merge in words', () => {
  test('shows commits and files, and no control characters', () => {
    expect(previewLines(plan, plain)).toEqual([
      'topic → main, strategy merge',
      '  1 commit',
      '    01234567 Do [31m it',
      '  3 files',
      '    a.txt  +3 −1',
      '    b.png  binary',
      '    old → new  +0 −0',
    ]);
  });

  test('shows what is in the way, with the files', () => {
    const message = 'A file of yours would change.';
    const lines = previewLines(
      {
        ...plan,
        commits: [],
        files: [],
        conflicts: [conflictAt('c.txt')],
        obstacles: [
          { code: 'target-dirty-overlap', message, hint: 'Commit it.', paths: ['a.txt'] },
        ],
      },
      plain,
    );
    expect(lines.slice(1)).toEqual([
      '  1 conflict; ours is main, theirs is topic',
      '    c.txt: both changed the same lines [ours, theirs, delete]',
      `  Refused: ${message}`,
      '    a.txt',
      '    Commit it.',
    ]);
  });

  test('long lists are counted', () => {
    const files = Array.from({ length: 25 }, (_, index) => ({
      path: `f${index}`,
      kind: 'added' as const,
      isBinary: false,
    }));
    expect(previewLines({ ...plan, files }, plain).at(-1)).toBe('    … and 5 more');
  });

  test('the report leaves out what is not known', () => {
    expect(mergeReport(plan, 'refused', { reason: 'why' })).toEqual({
      result: 'refused',
      strategy: 'merge',
      source: 'topic',
      target: 'main',
      conflicts: [],
      reason: 'why',
    });
  });
});

test('a removal says what became of worktree and branch, and how it is undone', () => {
  const outcome = { worktreeRemoved: true, branchDeleted: false, unsaved: [], warnings: [] };
  expect(removalWords(outcome, 'topic')).toBe('worktree removed, branch topic kept');
  expect(removalWords({ ...outcome, branchDeleted: true, actId: 'k3f9x' }, 'topic')).toBe(
    'worktree removed, branch topic deleted, "qtui undo k3f9x" brings it back',
  );
  expect(removalWords({ ...outcome, actId: 'k3f9x', unsaved: ['dist/'] }, undefined)).toBe(
    'worktree removed, "qtui undo k3f9x" brings it back, without dist/',
  );
});
