import { describe, expect, test } from '@jest/globals';
import { lookAtChanges } from '../../../src/cli/session-list/changes.js';
import {
  byRepository,
  chosenSessions,
  type ListChoice,
  parseStates,
  repositoryAround,
} from '../../../src/cli/session-list/choice.js';
import { QtuiError } from '../../../src/core/errors.js';
import type { SessionGitStatus, SessionView } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../src/core/session.js';

function view(
  id: string,
  change: Partial<SessionMetadata> = {},
  live: Partial<SessionView> = {},
): SessionView {
  const repoRoot = change.repoRoot ?? '/home/me/app';
  return {
    revision: '1',
    directoryExists: true,
    ...live,
    session: {
      version: 2,
      id,
      status: 'active',
      created: '2026-01-01T00:00:00.000Z',
      lastActive: '2026-01-02T00:00:00.000Z',
      firstMessage: '',
      name: id,
      type: 'feature',
      fileCount: 0,
      messageCount: 0,
      agent: { kind: 'shell', command: ['/bin/sh'] },
      directory: `/trees/${id}`,
      repoRoot,
      worktreeInfo: {
        ...{ path: `/trees/${id}`, branch: id, repoRoot, mergeTarget: 'main', baseOid: '' },
        isTemporary: false,
      },
      customFields: {},
      ...change,
    },
  };
}

const VIEWS = [
  view('old', { lastActive: '2026-01-01T00:00:00.000Z' }, { agentState: 'waiting' }),
  view('new', { lastActive: '2026-01-03T00:00:00.000Z', type: 'debug' }, { agentState: 'busy' }),
  view('gone', {}, { directoryExists: false }),
  view('away', { status: 'archived' }),
  view('landed', { status: 'merged', repoRoot: '/home/me/other' }, { directoryExists: false }),
];
const idsOf = (choice: ListChoice) =>
  chosenSessions(VIEWS, choice).map(({ session }) => session.id);

describe('the sessions of a list', () => {
  test.each<[ListChoice, string[]]>([
    [{}, ['new', 'gone', 'old']],
    [{ all: true }, ['new', 'gone', 'away', 'landed', 'old']],
    [{ archived: true }, ['away']],
    [{ status: ['waiting'] }, ['old']],
    [{ status: ['missing', 'merged'] }, ['gone', 'landed']],
    [{ status: ['active'] }, ['new', 'gone', 'old']],
    [{ status: ['busy'], archived: true }, ['new', 'away']],
    [{ type: ['debug'] }, ['new']],
    [{ type: ['hotfix'] }, []],
    [{ all: true, repoRoot: '/home/me/other' }, ['landed']],
    [{ sort: 'name' }, ['gone', 'new', 'old']],
    [{ sort: 'name', reverse: true }, ['old', 'new', 'gone']],
    [{ sort: 'state' }, ['old', 'new', 'gone']],
  ])('that %j means', (choice, expected) => {
    expect(idsOf(choice)).toEqual(expected);
  });

  test('of a state that nobody can tell are found by both words for it', () => {
    const shell = view('shell', {}, { agentState: 'unknown' });
    for (const status of ['running', 'unknown', 'active']) {
      expect(chosenSessions([...VIEWS, shell], { status: [status] })).toContain(shell);
    }
  });

  test('begin with the pinned ones, unless another order is asked for', () => {
    const pinned = [...VIEWS, view('pinned', { isPinned: true, created: '2025-01-01T00:00:00Z' })];
    const first = (choice: ListChoice) => chosenSessions(pinned, choice)[0]?.session.id;
    expect(first({})).toBe('pinned');
    expect(first({ sort: 'created' })).not.toBe('pinned');
  });

  test('stand by repository, with the one that somebody is in first', () => {
    const here = repositoryAround(VIEWS, '/trees/landed/src');
    expect(here).toBe('/home/me/other');
    expect(byRepository(VIEWS, here).map(([root]) => root)).toEqual([
      '/home/me/other',
      '/home/me/app',
    ]);
    expect(repositoryAround(VIEWS, '/home/me/application')).toBeUndefined();
  });

  test('a state that there is not is named with those that there are', () => {
    expect(parseStates('busy, idle', ['waiting'])).toEqual(['waiting', 'busy', 'idle']);
    expect(() => parseStates('buzy', undefined)).toThrow(QtuiError);
  });
});

describe('changes in a list', () => {
  const status = { status: { dirty: 1 } } as SessionGitStatus;

  test('are looked at in open worktrees only', async () => {
    const asked: string[] = [];
    const gitStatus = async ({ id }: SessionMetadata) => {
      asked.push(id);
      return status;
    };
    const { changes, note } = await lookAtChanges({ gitStatus }, VIEWS, true);
    expect(asked.sort()).toEqual(['new', 'old']);
    expect([...changes.keys()].sort()).toEqual(['new', 'old']);
    expect(note).toBeUndefined();
  });

  test('that are late are left out, which is told', async () => {
    const gitStatus = ({ id }: SessionMetadata, signal?: AbortSignal) =>
      id === 'new'
        ? Promise.resolve(status)
        : new Promise<never>((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(new Error('aborted')));
          });
    const { changes, note } = await lookAtChanges({ gitStatus }, VIEWS, undefined);
    expect([...changes.keys()]).toEqual(['new']);
    expect(note).toContain('in 1 session: ');
  });
});
