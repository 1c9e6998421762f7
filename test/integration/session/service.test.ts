import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';

const SIZE = { cols: 100, rows: 30 };
let world: SessionWorld<FakeGit>;

beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.dispose());

const create = async (change: Parameters<typeof world.request>[0] = {}) =>
  (await world.service.create(world.request(change))).session;
const stored = async (id: string) => (await world.repository.get(id))?.session;
const mark = async ({ directory }: SessionMetadata) =>
  JSON.parse(await readFile(join(directory, '.qtui', 'session.json'), 'utf8')) as SessionMetadata;

describe('list', () => {
  test('shows live states, and which directories are gone', async () => {
    const first = await create();
    const second = await create({ message: 'Another task' });
    world.host.exit(second.id, 0);
    await rm(second.directory, { recursive: true });
    await world.repository.save(sessionRow({ directory: world.repo }), null);
    const { sessions, warnings } = await world.service.list();
    expect(warnings).toEqual([]);
    const byId = Object.fromEntries(
      sessions.map(({ session, agentState, directoryExists }) => [
        session.id,
        { agentState, directoryExists },
      ]),
    );
    expect(byId).toEqual({
      [first.id]: { agentState: 'starting', directoryExists: true },
      [second.id]: { agentState: 'exited', directoryExists: false },
      abcdefghij: { agentState: undefined, directoryExists: true },
    });
  });

  test('needs no host, and starts none', async () => {
    await world.repository.save(sessionRow(), null);
    expect((await world.service.list()).sessions).toHaveLength(1);
    expect(world.isHostRunning).toBe(false);
  });

  test('says why a host could not be asked', async () => {
    await world.repository.save(sessionRow(), null);
    world.hostError = new QtuiError('host-version', 'The host is older.');
    const { sessions, warnings } = await world.service.list();
    expect(sessions).toHaveLength(1);
    expect(warnings).toEqual([{ code: 'host-version', message: 'The host is older.' }]);
  });
});

describe('find', () => {
  test('takes id, prefix, name and branch', async () => {
    const session = await create({ name: 'Login' });
    for (const selector of [session.id, session.id.slice(0, 9), 'Login', 'login']) {
      expect((await world.service.find(selector)).session.id).toBe(session.id);
    }
  });

  test('tells why a session that is there cannot be read', async () => {
    world.repository.get = async () => {
      throw new QtuiError('metadata-newer', 'Written by a newer qtui.');
    };
    expect((await caught(world.service.find('abcdefghij'))).code).toBe('metadata-newer');
  });

  test('tells what is not there', async () => {
    expect((await caught(world.service.find('nobody'))).code).toBe('session-not-found');
  });
});

describe('close and reopen', () => {
  test('closing ends the program and keeps worktree and branch', async () => {
    const session = await create();
    const closed = await world.service.close(session.id);
    expect(closed.status).toBe('background');
    expect(world.host.closed).toEqual([session.id]);
    expect(world.git.branchTips.has(session.worktreeInfo!.branch)).toBe(true);
    expect((await mark(session)).status).toBe('background');
  });

  test('closing without a host only marks the session', async () => {
    await world.repository.save(sessionRow(), null);
    expect((await world.service.close('abcdefghij')).status).toBe('background');
    expect(world.isHostRunning).toBe(false);
  });

  test('closing keeps the status of a session that is put away', async () => {
    await world.repository.save(sessionRow({ status: 'merged' }), null);
    expect((await world.service.close('abcdefghij')).status).toBe('merged');
  });

  test('reopening starts the same command again, without the first message', async () => {
    const session = await create();
    await world.service.close(session.id);
    const { session: again, warnings } = await world.service.reopen(session.id, SIZE);
    expect(again.status).toBe('active');
    expect(world.host.launched.at(-1)).toMatchObject({
      paneId: session.id,
      argv: ['/bin/true'],
      cwd: session.directory,
      cols: 100,
      rows: 30,
    });
    expect(warnings).toMatchObject([{ code: 'fresh-conversation' }]);
  });

  test('reopening a shell has nothing to warn of', async () => {
    const session = await create({ agentKind: 'shell' });
    await world.service.close(session.id);
    expect((await world.service.reopen(session.id, SIZE)).warnings).toEqual([]);
  });

  test('reopening leaves a running program alone, and replaces an exited one', async () => {
    const session = await create();
    expect((await world.service.reopen(session.id, SIZE)).warnings).toEqual([]);
    expect(world.host.launched).toHaveLength(1);
    world.host.exit(session.id, 1);
    await world.service.reopen(session.id, SIZE);
    expect(world.host.launched).toHaveLength(2);
    expect(world.host.panes).toHaveLength(1);
  });

  test("reopening uses the agent's program of now when the former has moved", async () => {
    const session = await create({ command: ['/bin/true', '--fast'] });
    await world.service.close(session.id);
    const row = await world.repository.get(session.id);
    const agent = { kind: 'claude', command: ['/old/claude', '--fast'] };
    await world.repository.save({ ...row!.session, agent }, row!.revision);
    await world.service.reopen(session.id, SIZE);
    expect(world.host.launched.at(-1)?.argv).toEqual(['/bin/true', '--fast']);
  });

  test('reopening says when the agent is gone', async () => {
    const agent = { kind: 'codex', command: ['/old/codex'] };
    await world.repository.save(sessionRow({ agent, directory: world.repo }), null);
    expect((await caught(world.service.reopen('abcdefghij', SIZE))).code).toBe('agent-not-found');
    expect((await stored('abcdefghij'))?.status).toBe('active');
  });

  test('reopening says when the worktree was deleted, and what to do', async () => {
    const session = await create();
    await world.service.close(session.id);
    await rm(session.directory, { recursive: true });
    const error = await caught(world.service.reopen(session.id, SIZE));
    expect(error.code).toBe('path-missing');
    expect(error.untouched).toContain('fix-login-bug');
    expect(error.hint).toContain('--remove');
    expect((await stored(session.id))?.status).toBe('background');
  });

  test.each(['creating', 'failed', 'merged'] as const)(
    'a session that is %s is not opened',
    async (status) => {
      await world.repository.save(sessionRow({ status }), null);
      expect((await caught(world.service.reopen('abcdefghij', SIZE))).code).toBe(
        'session-not-running',
      );
      expect(world.host.launched).toEqual([]);
    },
  );

  test.each(['creating', 'failed', 'merged'] as const)(
    'a session that is %s is not archived, and its program goes on',
    async (status) => {
      const session = await create();
      const row = await world.repository.get(session.id);
      await world.repository.save({ ...session, status }, row?.revision ?? '');
      expect((await caught(world.service.archive(session.id))).code).toBe('session-not-running');
      expect((await stored(session.id))?.status).toBe(status);
      expect(world.host.closed).toEqual([]);
    },
  );
});

test('what is put away already keeps what was said of it, until something else is said', async () => {
  const { id } = await create();
  const { ended } = await world.service.archive(id, { summary: 'the login works' });
  expect(ended?.summary).toBe('the login works');
  expect((await world.service.archive(id)).ended).toEqual(ended);
  expect((await stored(id))?.ended).toEqual(ended);
  await world.service.archive(id, { summary: 'and the logout' });
  expect((await stored(id))?.ended?.summary).toBe('and the logout');
});

describe('rename', () => {
  test('changes row, mark and pane', async () => {
    const session = await create();
    const renamed = await world.service.rename(session.id, '  New\nname ');
    expect(renamed.name).toBe('New name');
    expect((await mark(session)).name).toBe('New name');
    expect(world.host.renamed).toEqual([{ paneId: session.id, title: 'New name' }]);
  });

  test('refuses an empty name', async () => {
    const session = await create();
    expect((await caught(world.service.rename(session.id, ' \x07 '))).code).toBe('invalid-name');
    expect((await stored(session.id))?.name).toBeUndefined();
  });

  test('is not lost to a save by another process, nor loses it', async () => {
    const session = await create();
    const { save } = world.repository;
    let races = 0;
    world.repository.save = async (row, revision) => {
      if (races++ === 0) {
        const now = await world.repository.get(row.id);
        await save({ ...now!.session, fileCount: 7 }, now!.revision);
      }
      return save(row, revision);
    };
    await world.service.rename(session.id, 'Mine');
    expect(await stored(session.id)).toMatchObject({ name: 'Mine', fileCount: 7 });
  });
});

describe('git status', () => {
  test('of a worktree session is counted against its target', async () => {
    const session = await create();
    const { reader } = world.git;
    reader.status = async (worktree) => ({
      branch: worktree === session.directory ? 'fix-login-bug' : 'wrong',
      ...{ dirty: 2, staged: 0, unstaged: 2, untracked: 0, conflicted: 0 },
    });
    reader.aheadBehind = async (_repo, branch, target) =>
      branch === 'fix-login-bug' && target === 'main'
        ? { ahead: 3, behind: 1 }
        : { ahead: 0, behind: 0 };
    const status = await world.service.gitStatus(session);
    expect(status).toMatchObject({ status: { dirty: 2 }, aheadBehind: { ahead: 3, behind: 1 } });
    reader.aheadBehind = async () => {
      throw new QtuiError('unknown-revision', 'main is gone');
    };
    expect(await world.service.gitStatus(session)).toEqual({ status: status?.status });
  });

  test('is unknown outside a repository and without the directory', async () => {
    const { repoRoot: _repoRoot, ...outside } = sessionRow({ directory: world.repo });
    expect(await world.service.gitStatus(outside)).toBeUndefined();
    expect(await world.service.gitStatus(sessionRow())).toBeUndefined();
  });
});

describe('pushing', () => {
  test('tells that the branch is pushed, where only the settings here fail', async () => {
    const { session } = await world.service.create(world.request());
    world.git.fail.set('follow', () => new QtuiError('read-only', 'Not writable.'));
    const { pushed, warnings } = await world.service.push(session.id);
    expect(pushed.outcome).toBe('created');
    expect(warnings).toMatchObject([{ code: 'read-only', message: 'Not writable.' }]);
  });
});

describe('merging', () => {
  test('plans with target and strategy of the session, or those that are given', async () => {
    const session = await create();
    world.config.merge = { ...world.config.merge, strategy: 'squash' };
    const { request } = await world.service.planMerge(session.id);
    expect(request).toEqual({
      repoRoot: world.repo,
      worktree: session.directory,
      source: 'fix-login-bug',
      target: 'main',
      strategy: 'squash',
      refresh: false,
      trailers: [],
      builtOn: [{ tip: session.worktreeInfo?.baseOid }],
    });
    const other = await world.service.planMerge(session.id, { target: 'x', strategy: 'merge' });
    expect(other.request).toMatchObject({ target: 'x', strategy: 'merge' });
  });

  test('plans without a worktree that was deleted', async () => {
    const session = await create();
    await rm(session.directory, { recursive: true });
    expect((await world.service.planMerge(session.id)).request.worktree).toBeUndefined();
  });

  test('commits in the worktree', async () => {
    const session = await create();
    const oid = await world.service.commitForMerge(session.id, { message: 'Work' });
    expect(oid).toBe('4'.repeat(40));
    expect(world.git.calls.at(-1)).toBe(`commit ${session.directory} Work`);
  });

  test('records what landed in row and mark', async () => {
    const session = await create();
    world.git.changes = [{ path: 'a', kind: 'modified', isBinary: false }];
    const built = await world.service.buildMerge(await world.service.planMerge(session.id), {
      message: 'Merge',
    });
    await landInSession(world.service, session.id, built);
    expect(await stored(session.id)).toMatchObject({
      fileCount: 1,
      worktreeInfo: { mergedOid: '3'.repeat(40) },
    });
    expect((await mark(session)).worktreeInfo?.mergedOid).toBe('3'.repeat(40));
  });

  test('records nothing when landing is refused', async () => {
    const session = await create();
    const plan = await world.service.planMerge(session.id);
    const built = await world.service.buildMerge(plan, { message: 'Merge' });
    world.git.fail.set('land', () => new QtuiError('branch-moved', 'main moved'));
    expect((await caught(landInSession(world.service, session.id, built))).code).toBe(
      'branch-moved',
    );
    expect((await stored(session.id))?.worktreeInfo?.mergedOid).toBeUndefined();
  });

  test('a landing whose record fails has landed, and the failure is logged', async () => {
    const session = await create();
    const plan = await world.service.planMerge(session.id);
    const built = await world.service.buildMerge(plan, { message: 'Merge' });
    world.repository.save = async () => {
      throw new QtuiError('disk-full', 'full');
    };
    expect((await landInSession(world.service, session.id, built)).backupRef).toBeTruthy();
    expect(world.logged).toContain('merge-not-recorded');
  });

  test('does not land the merge of another branch', async () => {
    const session = await create();
    const plan = await world.service.planMerge(session.id);
    const other = { ...plan, request: { ...plan.request, source: 'other' } };
    const built = await world.service.buildMerge(other, { message: 'Merge' });
    expect((await caught(landInSession(world.service, session.id, built))).code).toBe(
      'merge-refused',
    );
  });

  test('needs a branch of its own', async () => {
    const session = await create({ worktree: { kind: 'none' } });
    expect((await caught(world.service.planMerge(session.id))).code).toBe('merge-refused');
  });
});

describe('defaults', () => {
  test('are the first agent, development and the default branch at first', async () => {
    const defaults = await world.service.defaults(world.repo);
    expect(defaults).toMatchObject({
      agentKind: 'claude',
      type: 'development',
      mergeTarget: 'main',
      warnings: [],
    });
    expect(defaults.branches.map(({ name }) => name)).toEqual(['main']);
    expect(defaults.worktreeObstacle).toBeUndefined();
  });

  test('remember the last choices', async () => {
    await create({ agentKind: 'shell', type: 'hotfix' });
    expect(await world.service.defaults(world.repo)).toMatchObject({
      agentKind: 'shell',
      type: 'hotfix',
    });
  });

  test('forget what no longer holds, and use the configured agent', async () => {
    world.preferences.push({ agentKind: 'gone', type: 'odd' });
    world.config.agents = { default: 'shell', manifests: {}, newlines: {}, requiresWorktree: {} };
    expect(await world.service.defaults(world.repo)).toMatchObject({
      agentKind: 'shell',
      type: 'development',
    });
  });

  test('say when there is no agent', async () => {
    const [, shell] = await world.deps.agents.find();
    world.deps.agents.find = async () => [shell!];
    const { agentKind, warnings } = await world.service.defaults(world.repo);
    expect(agentKind).toBe('shell');
    expect(warnings).toMatchObject([{ code: 'no-agents' }]);
  });

  test('say why there can be no worktree', async () => {
    world.git.context = { kind: 'none', directory: world.repo };
    const outside = await world.service.defaults(world.repo);
    expect(outside.worktreeObstacle?.code).toBe('no-repository');
    expect(outside.branches).toEqual([]);
    const head = { kind: 'unborn', branch: 'main' } as const;
    world.git.context = { kind: 'repository', repository: world.git.repository({ head }) };
    const unborn = await world.service.defaults(world.repo);
    expect(unborn.worktreeObstacle?.code).toBe('unborn-head');
  });

  test('work without git', async () => {
    world.git.fail.set('context', () => new QtuiError('git-missing', 'git was not found.'));
    const defaults = await world.service.defaults(world.repo);
    const problem = { code: 'git-missing', message: 'git was not found.' };
    expect(defaults.context).toEqual({ kind: 'none', directory: world.repo, problem });
    expect(defaults.worktreeObstacle).toEqual({ ...problem, hint: '', level: 'obstacle' });
  });
});

describe('prepareRepository', () => {
  test.each([
    ['none', ['init', 'first commit Initial commit']],
    ['unborn', ['first commit Initial commit']],
    ['born', []],
  ])('a directory that is %s gets what it lacks', async (state, calls) => {
    if (state === 'none') world.git.context = { kind: 'none', directory: world.repo };
    if (state === 'unborn') {
      const head = { kind: 'unborn', branch: 'main' } as const;
      world.git.context = { kind: 'repository', repository: world.git.repository({ head }) };
    }
    await world.service.prepareRepository(world.repo);
    expect(world.git.calls).toEqual(calls);
  });
});
