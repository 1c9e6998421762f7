import { access, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import type { CreateProgress } from '../../../src/core/ports/sessions.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

let world: SessionWorld<FakeGit>;

beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.dispose());

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const worktree = (name: string) => join(world.root, 'data', 'worktrees', 'repo', name);
const create = (
  change: Parameters<typeof world.request>[0] = {},
  options: Parameters<typeof world.service.create>[1] = {},
) => world.service.create(world.request(change), options);
async function expectNothingMade(): Promise<void> {
  expect((await world.repository.list()).sessions).toEqual([]);
  expect([...world.git.branchTips.keys()]).toEqual(['main']);
  expect(world.git.entries.map(({ path }) => path)).toEqual([world.repo]);
  expect(world.host.panes).toEqual([]);
  expect(await exists(worktree('fix-login-bug'))).toBe(false);
}

describe('a worktree session', () => {
  test('gets a row, a branch, a worktree, a mark and a pane', async () => {
    const { session, warnings } = await create({ name: '' });
    const path = worktree('fix-login-bug');
    expect(warnings).toEqual([]);
    expect(session).toMatchObject({
      status: 'active',
      firstMessage: 'Please fix the login bug',
      type: 'feature',
      messageCount: 1,
      agent: { kind: 'claude', command: ['/bin/true'] },
      directory: path,
      repoRoot: world.repo,
      worktreeInfo: {
        path,
        branch: 'fix-login-bug',
        repoRoot: world.repo,
        isTemporary: false,
        mergeTarget: 'main',
        baseOid: '1'.repeat(40),
      },
      ports: { first: expect.any(Number), count: 10 },
      customFields: {},
    });
    expect((await world.repository.get(session.id))?.session).toEqual(session);
    expect(JSON.parse(await readFile(join(path, '.qtui', 'session.json'), 'utf8'))).toEqual(
      session,
    );
    expect(world.git.entries.at(-1)?.locked).toBe(`qtui:${session.id}`);
    expect(world.host.launched).toEqual([
      {
        paneId: session.id,
        sessionId: session.id,
        agentKind: 'claude',
        title: 'fix-login-bug',
        argv: ['/bin/true', '--', 'Please fix the login bug'],
        cwd: path,
        env: {
          PATH: '/usr/bin:/bin',
          USER: 'ada',
          QTUI_SESSION_ID: session.id,
          QTUI_SOCKET: join(world.root, 'host.sock'),
          QTUI_ROOT: world.repo,
          QTUI_WORKTREE: path,
          QTUI_BRANCH: 'fix-login-bug',
          QTUI_TARGET: 'main',
          QTUI_PORT: `${session.ports?.first}`,
          QTUI_PORT_COUNT: '10',
        },
        cols: 80,
        rows: 24,
      },
    ]);
    expect(world.preferences).toEqual([{ agentKind: 'claude', type: 'feature' }]);
  });

  test('tells its progress, the reserved names first', async () => {
    const steps: CreateProgress[] = [];
    world.config.worktrees = { ...world.config.worktrees, copy: ['.env'] };
    world.git.ignored = ['.env'];
    await writeFile(join(world.repo, '.env'), 'A=1');
    let branchWhenReserved = false;
    await create(
      {},
      {
        onProgress(progress) {
          steps.push(progress);
          if (progress.step === 'reserved') {
            branchWhenReserved = world.git.branchTips.has('fix-login-bug');
          }
        },
      },
    );
    expect(steps.map(({ step }) => step)).toEqual(['reserved', 'checkout', 'setup', 'launching']);
    expect(steps[0]).toMatchObject({ session: { status: 'creating' } });
    expect(branchWhenReserved).toBe(true);
  });

  test('names the process that makes it, until it is made', async () => {
    let creator: unknown;
    const { session } = await create(
      {},
      {
        onProgress: async ({ step }) => {
          if (step !== 'reserved') return;
          const { sessions } = await world.repository.list();
          creator = sessions[0]?.session.customFields['creator'];
        },
      },
    );
    expect(creator).toMatchObject({ pid: process.pid });
    expect(session.customFields).toEqual({});
  });

  test('passes on what the checkout warned of', async () => {
    world.git.checkoutWarnings = ['The post-checkout hook failed.'];
    expect((await create()).warnings).toEqual([
      { code: 'checkout', message: 'The post-checkout hook failed.' },
    ]);
  });

  test('can be temporary, of another base, with another target', async () => {
    world.git.branchTips.set('next', '2'.repeat(40));
    const { session } = await create({
      worktree: { kind: 'create', base: '7'.repeat(40), mergeTarget: 'next', isTemporary: true },
    });
    expect(session.worktreeInfo).toMatchObject({
      baseOid: '7'.repeat(40),
      mergeTarget: 'next',
      isTemporary: true,
    });
  });

  test('started on the branch of another session goes back to that', async () => {
    const { session: parent } = await create();
    const branch = parent.worktreeInfo!.branch;
    world.git.context = {
      kind: 'repository',
      repository: world.git.repository({ head: { kind: 'branch', branch, oid: '1' } }),
    };
    const { session } = await create({ message: 'Add a test' });
    expect(session.worktreeInfo?.mergeTarget).toBe(branch);
  });

  test('uses the configured target and prefix', async () => {
    world.git.branchTips.set('develop', '2'.repeat(40));
    world.config.merge = { ...world.config.merge, target: 'develop' };
    world.config.branches = { prefix: '{user}/', protected: [] };
    const { session } = await create();
    expect(session.worktreeInfo).toMatchObject({
      branch: 'ada-lovelace/fix-login-bug',
      mergeTarget: 'develop',
      baseOid: '2'.repeat(40),
    });
  });

  test('has a name of two words when nothing is known of it', async () => {
    const { session } = await create({ message: '' });
    expect(session.worktreeInfo?.branch).toMatch(/^[a-z]+-[a-z]+$/);
    expect(session.messageCount).toBe(0);
  });
});

describe('names', () => {
  test('a derived name gives way to branches and directories', async () => {
    world.git.branchTips.set('fix-login-bug', '2'.repeat(40));
    await mkdir(worktree('fix-login-bug-2'), { recursive: true });
    const { session } = await create();
    expect(session.worktreeInfo?.branch).toBe('fix-login-bug-3');
  });

  test('a derived name never is a protected branch', async () => {
    const { session } = await create({ name: 'main' });
    expect(session.worktreeInfo?.branch).toBe('main-2');
    expect(session.name).toBe('main');
  });

  test('a derived name below a branch is flattened', async () => {
    world.git.branchTips.set('fix', '2'.repeat(40));
    const { session } = await create({ name: 'fix/login' });
    expect(session.worktreeInfo?.branch).toBe('fix-login');
  });

  test('a name that was taken since is replaced by another', async () => {
    let races = 0;
    world.git.before.set('create-branch', () => {
      if (races++ === 0) world.git.branchTips.set('fix-login-bug', '9'.repeat(40));
    });
    const { session } = await create();
    expect(session.worktreeInfo?.branch).toBe('fix-login-bug-2');
    expect(world.git.branchTips.get('fix-login-bug')).toBe('9'.repeat(40));
    expect((await world.repository.list()).sessions).toHaveLength(1);
  });

  test.each([
    ['fix..login', 'invalid-name'],
    ['main', 'protected-branch'],
    ['taken', 'name-taken'],
    ['taken/deeper', 'name-taken'],
  ])('the branch %p that was asked for is refused', async (branch, code) => {
    world.git.branchTips.set('taken', '2'.repeat(40));
    const error = await caught(
      create({ worktree: { kind: 'create', branch, isTemporary: false } }),
    );
    expect(error).toMatchObject({ code, untouched: 'Nothing was created.' });
    expect(error.hint).toBeTruthy();
    world.git.branchTips.delete('taken');
    await expectNothingMade();
  });

  test('a branch that was asked for keeps its name when its directory is taken', async () => {
    await mkdir(worktree('wanted'), { recursive: true });
    const { session } = await create({
      worktree: { kind: 'create', branch: 'wanted', isTemporary: false },
    });
    expect(session.worktreeInfo).toMatchObject({ branch: 'wanted', path: worktree('wanted-2') });
  });
});

describe('a session without a worktree', () => {
  test('runs in the directory as it is', async () => {
    const { session } = await create({ worktree: { kind: 'none' } });
    expect(session).toMatchObject({ directory: world.repo, repoRoot: world.repo });
    expect(session.worktreeInfo).toBeUndefined();
    expect(world.git.calls).toEqual([]);
    expect(world.host.launched[0]?.cwd).toBe(world.repo);
    expect(await exists(join(world.repo, '.qtui'))).toBe(false);
  });

  test('works outside a repository', async () => {
    world.git.context = { kind: 'none', directory: world.repo };
    const { session } = await create({ worktree: { kind: 'none' } });
    expect(session.repoRoot).toBeUndefined();
  });

  test('works without git, and says so', async () => {
    world.git.fail.set('context', () => new QtuiError('git-missing', 'git was not found.'));
    const { warnings } = await create({ worktree: { kind: 'none' } });
    expect(warnings).toEqual([{ code: 'git-missing', message: 'git was not found.' }]);
  });
});

describe('refused before anything is made', () => {
  test.each<[string, string, Parameters<typeof world.request>[0], () => void]>([
    ['an agent that is not installed', 'agent-not-found', { agentKind: 'codex' }, () => {}],
    ['a directory that is gone', 'path-missing', { directory: '/no/such/place' }, () => {}],
    ['a relative directory', 'path-missing', { directory: 'src' }, () => {}],
    [
      'a base that is no commit',
      'unknown-revision',
      { worktree: { kind: 'create', base: '--evil', isTemporary: false } },
      () => {},
    ],
    [
      'a target that is no branch',
      'unknown-revision',
      { worktree: { kind: 'create', mergeTarget: 'nope', isTemporary: false } },
      () => {},
    ],
    [
      'a directory outside git',
      'not-a-repository',
      {},
      () => {
        world.git.context = { kind: 'none', directory: world.repo };
      },
    ],
    [
      'a repository without a commit',
      'unborn-head',
      {},
      () => {
        const head = { kind: 'unborn', branch: 'main' } as const;
        world.git.context = { kind: 'repository', repository: world.git.repository({ head }) };
      },
    ],
    [
      'a repository without git',
      'git-missing',
      {},
      () => {
        world.git.fail.set('context', () => new QtuiError('git-missing', 'git was not found.'));
      },
    ],
  ])('%s', async (_what, code, change, prepare) => {
    prepare();
    const error = await caught(create(change));
    expect(error.code).toBe(code);
    await expectNothingMade();
    expect(world.git.calls).toEqual([]);
    expect(world.isHostRunning).toBe(false);
  });

  test('a detached HEAD without a main branch needs a target', async () => {
    world.git.branchTips.clear();
    const head = { kind: 'detached', oid: '1' } as const;
    world.git.context = { kind: 'repository', repository: world.git.repository({ head }) };
    expect(await caught(create())).toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('merge target'),
    });
  });
});

describe('a failure undoes exactly what was made', () => {
  const full = () => new QtuiError('disk-full', 'The disk is full.', { hint: 'Make room.' });
  const path = () => worktree('fix-login-bug');

  test.each<[string, () => string[]]>([
    ['create-branch', () => []],
    ['add', () => ['branch fix-login-bug', 'delete branch fix-login-bug']],
    ['exclude', () => everything()],
    ['checkout', () => everything()],
    ['ignored', () => everything()],
  ])('at the step %s', async (step, calls) => {
    world.config.worktrees = { ...world.config.worktrees, copy: ['.env'] };
    world.git.fail.set(step, full);
    const error = await caught(create());
    expect(error).toMatchObject({
      code: 'disk-full',
      message: 'The disk is full.',
      hint: 'Make room.',
    });
    expect(error.untouched).toMatch(/^(Nothing was created|Undone again: .*fix-login-bug)/);
    expect(world.git.calls).toEqual(calls());
    await expectNothingMade();
    expect(world.preferences).toEqual([]);
    expect(world.logged).toEqual(['session-not-created']);
  });

  const everything = () => [
    'branch fix-login-bug',
    `add ${path()}`,
    `discard ${path()}`,
    'delete branch fix-login-bug',
  ];

  test('when the mark cannot be written', async () => {
    world.git.before.set('ignored', () => {
      return symlink('/nowhere', join(path(), '.qtui'));
    });
    expect((await caught(create())).code).toBe('path-exists');
    expect(world.git.calls).toEqual(everything());
    await expectNothingMade();
  });

  test('when no host can be started', async () => {
    world.hostError = new QtuiError('host-unreachable', 'The host did not answer.');
    expect((await caught(create())).code).toBe('host-unreachable');
    expect(world.git.calls).toEqual(everything());
    await expectNothingMade();
  });

  test('when the agent cannot be started', async () => {
    world.host.launchError = new QtuiError('agent-failed', 'exec failed');
    expect((await caught(create())).code).toBe('agent-failed');
    expect(world.git.calls).toEqual(everything());
    await expectNothingMade();
  });

  test('when the row cannot be saved at the end, the pane included', async () => {
    const { save } = world.repository;
    world.repository.save = (session, revision) => {
      if (session.status === 'active') throw full();
      return save(session, revision);
    };
    expect((await caught(create())).code).toBe('disk-full');
    expect(world.host.closed).toHaveLength(1);
    await expectNothingMade();
  });

  test('when the row cannot be saved at the start', async () => {
    world.repository.save = async () => {
      throw full();
    };
    expect(await caught(create())).toMatchObject({
      code: 'disk-full',
      untouched: 'Nothing was created.',
    });
    expect(world.git.calls).toEqual([]);
  });

  test('an error that is none of ours keeps its cause', async () => {
    world.git.fail.set('checkout', () => new TypeError('oops'));
    const error = await caught(create());
    expect(error).toMatchObject({ code: 'internal', cause: expect.any(TypeError) });
    await expectNothingMade();
  });

  test('an undo that fails too is told, and its session stays as failed', async () => {
    world.git.fail.set('checkout', full);
    world.git.fail.set('discard', () => new QtuiError('permission-denied', 'Not permitted.'));
    const error = await caught(create());
    expect(error.code).toBe('disk-full');
    expect(error.message).toContain('The disk is full.');
    expect(error.message).toContain(`the worktree ${path()} (Not permitted.)`);
    expect(error.untouched).toBe('Undone again: the branch fix-login-bug.');
    const [row] = (await world.repository.list()).sessions;
    expect(row?.session).toMatchObject({ status: 'failed', customFields: {} });
    expect(error.hint).toContain(row!.session.id);
  });

  test('a choice that cannot be remembered is only a warning', async () => {
    world.deps.preferences.save = async () => {
      throw full();
    };
    expect((await create()).warnings).toEqual([
      { code: 'disk-full', message: 'The disk is full.' },
    ]);
  });
});

describe('cancelling', () => {
  test.each<CreateProgress['step']>(['reserved', 'checkout', 'launching'])(
    'at %s undoes everything',
    async (step) => {
      const controller = new AbortController();
      const onProgress = (progress: CreateProgress) => {
        if (progress.step === step) controller.abort();
      };
      const error = await caught(create({}, { signal: controller.signal, onProgress }));
      expect(error.code).toBe('aborted');
      await expectNothingMade();
    },
  );

  test('before it began makes nothing', async () => {
    const error = await caught(create({}, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('aborted');
    expect(world.git.calls).toEqual([]);
    await expectNothingMade();
  });
});

describe('ignored files', () => {
  beforeEach(() => {
    world.config.worktrees = { ...world.config.worktrees, copy: ['.env*', 'link'] };
  });

  test('are copied with their directories and links, never over anything', async () => {
    world.git.ignored = ['.env', 'app/.env', 'link', 'gone'];
    await writeFile(join(world.repo, '.env'), 'A=1', { mode: 0o600 });
    await mkdir(join(world.repo, 'app'));
    await writeFile(join(world.repo, 'app', '.env'), 'B=2');
    await symlink('.env', join(world.repo, 'link'));
    world.git.before.set('ignored', () => {
      return writeFile(join(worktree('fix-login-bug'), '.env'), 'of the commit');
    });
    const { session, warnings } = await create();
    const read = (file: string) => readFile(join(session.directory, file), 'utf8');
    expect(await read('.env')).toBe('of the commit');
    expect(await read('app/.env')).toBe('B=2');
    expect(await read('link')).toBe('of the commit');
    expect(warnings).toMatchObject([{ code: 'not-copied' }]);
    expect(warnings[0]?.message).toContain('gone');
  });

  test('are never written through a link out of the worktree', async () => {
    const outside = join(world.root, 'outside');
    await mkdir(outside);
    await mkdir(join(world.repo, 'app'));
    await writeFile(join(world.repo, 'app', '.env'), 'secret');
    world.git.ignored = ['app/.env'];
    world.git.before.set('ignored', () => {
      return symlink(outside, join(worktree('fix-login-bug'), 'app'));
    });
    const { warnings } = await create();
    expect(warnings).toMatchObject([{ code: 'not-copied' }]);
    expect(await exists(join(outside, '.env'))).toBe(false);
  });
});
