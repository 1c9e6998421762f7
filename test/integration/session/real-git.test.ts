import { execFile } from 'node:child_process';
import { access, chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { createSessionService } from '../../../src/session/service.js';
import { bundleScript } from '../../support/bundle.js';
import { caught } from '../../support/caught.js';
import { openRegistry } from '../../support/registry.js';
import { createWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const KEEP = { backUp: false, deleteBranch: true };
let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo({
    files: { 'README.md': 'hello\n', '.gitignore': '.env\nbuild/\n' },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const create = async (change: Parameters<typeof world.request>[0] = {}) =>
  (await world.service.create(world.request(change))).session;
const branches = async () =>
  (await repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n');
const worktrees = async () =>
  (await repo.git('worktree', 'list', '--porcelain'))
    .split('\n')
    .filter((line) => line.startsWith('worktree '))
    .map((line) => line.slice('worktree '.length));

/** The repository as it was before anything was made. */
async function expectPristine(): Promise<void> {
  expect(await branches()).toEqual(['main']);
  expect(await worktrees()).toEqual([repo.path]);
  expect(await repo.git('status', '--porcelain')).toBe('');
  expect((await world.repository.list()).sessions).toEqual([]);
}

describe('creating', () => {
  test('makes a clean, locked worktree of the target, with a mark git does not see', async () => {
    const session = await create();
    const { path, branch } = session.worktreeInfo!;
    expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('hello\n');
    expect(await repo.gitIn(path, 'status', '--porcelain', '--ignored')).not.toContain('README');
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
    expect(await repo.gitIn(path, 'branch', '--show-current')).toBe(branch);
    expect(await repo.git('worktree', 'list', '--porcelain')).toContain(
      `locked qtui:${session.id}`,
    );
    await access(join(path, '.qtui', 'session.json'));
    const { losses } = (await world.service.planRemoval(session.id)).report!;
    expect(losses).toEqual([]);
    expect(await repo.git('config', '--get-regexp', '^branch\\.').catch(() => 'none')).toBe('none');
  });

  test('starts in the directory of the worktree that the person stands in', async () => {
    await repo.commit('packages', { 'packages/web/index.js': '1\n' });
    const session = await create({ directory: join(repo.path, 'packages', 'web') });
    const { path } = session.worktreeInfo!;
    expect(session.directory).toBe(join(path, 'packages', 'web'));
    expect(world.host.launched.at(-1)?.cwd).toBe(session.directory);
    // From one session's worktree it is the same place of the next one's.
    const next = await create({ directory: session.directory, name: 'next' });
    expect(next.directory).toBe(join(next.worktreeInfo!.path, 'packages', 'web'));
    // Opened again when that directory has gone, it starts at the top.
    await world.service.close(session.id);
    await rm(session.directory, { recursive: true });
    await world.service.reopen(session.id, { cols: 80, rows: 24 });
    expect(world.host.launched.at(-1)?.cwd).toBe(path);
    expect((await world.service.find(session.id)).directoryExists).toBe(true);
  });

  test('starts at the top where the worktree has no such directory, or a link in its place', async () => {
    await repo.commit('a link', { 'real/file': '1\n' });
    await symlink('/tmp', join(repo.path, 'link'));
    await repo.git('add', 'link');
    await repo.git('commit', '-qm', 'link');
    await rm(join(repo.path, 'link'));
    await mkdir(join(repo.path, 'link'));
    await mkdir(join(repo.path, 'untracked'));
    for (const name of ['link', 'untracked']) {
      const session = await create({ directory: join(repo.path, name) });
      expect(session.directory).toBe(session.worktreeInfo?.path);
    }
  });

  test('copies ignored files that are configured, never over anything', async () => {
    world.config.worktrees = { ...world.config.worktrees, copy: ['.env', 'README.md'] };
    await repo.write('.env', 'SECRET=1');
    await repo.write('README.md', 'changed by the person\n');
    const { directory } = await create();
    expect(await readFile(join(directory, '.env'), 'utf8')).toBe('SECRET=1');
    expect(await readFile(join(directory, 'README.md'), 'utf8')).toBe('hello\n');
    expect(await repo.read('README.md')).toBe('changed by the person\n');
  });

  test("uses the git user's name in the prefix", async () => {
    world.config.branches = { prefix: '{user}/', protected: ['main'] };
    expect((await create()).worktreeInfo?.branch).toBe('test-person/fix-login-bug');
  });

  test('six at once get six names', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => create()));
    const names = made.map(({ worktreeInfo }) => worktreeInfo!.branch);
    expect(new Set(names).size).toBe(6);
    expect((await worktrees()).length).toBe(7);
  });

  test('works from a bare repository and from a linked worktree', async () => {
    const first = await create();
    const second = await create({ directory: first.directory, message: 'Add tests' });
    expect(second.worktreeInfo).toMatchObject({
      repoRoot: repo.path,
      mergeTarget: first.worktreeInfo!.branch,
    });
    const bare = join(repo.root, 'bare.git');
    await repo.gitIn(repo.root, 'clone', '-q', '--bare', repo.path, bare);
    const third = await create({ directory: bare, message: 'From the bare one' });
    expect(third.worktreeInfo?.repoRoot).toBe(bare);
    expect(await readFile(join(third.directory, 'README.md'), 'utf8')).toBe('hello\n');
  });

  test('a failing post-checkout hook is a warning, not a failure', async () => {
    const hook = join(repo.path, '.git', 'hooks', 'post-checkout');
    await mkdir(join(repo.path, '.git', 'hooks'), { recursive: true });
    await writeFile(hook, '#!/bin/sh\nexit 3\n');
    await chmod(hook, 0o755);
    const { session, warnings } = await world.service.create(world.request());
    expect(session.status).toBe('active');
    expect(warnings).toMatchObject([{ code: 'checkout' }]);
  });
});

describe('a creation that fails', () => {
  test.each([
    ['main', 'protected-branch'],
    ['has space', 'invalid-name'],
    ['-f', 'invalid-name'],
    ['refs/heads/x', 'invalid-name'],
  ])('with the branch %p leaves the repository as it was', async (branch, code) => {
    const error = await caught(
      create({ worktree: { kind: 'create', branch, isTemporary: false } }),
    );
    expect(error.code).toBe(code);
    await expectPristine();
  });

  test('because the branch exists leaves that branch alone', async () => {
    await repo.git('branch', 'mine');
    const tip = await repo.git('rev-parse', 'mine');
    const error = await caught(
      create({ worktree: { kind: 'create', branch: 'mine', isTemporary: false } }),
    );
    expect(error.code).toBe('name-taken');
    expect(await repo.git('rev-parse', 'mine')).toBe(tip);
  });

  test('because the worktree cannot be made takes its branch back', async () => {
    await mkdir(join(repo.root, 'data'));
    await writeFile(join(repo.root, 'data', 'worktrees'), 'in the way');
    const error = await caught(create());
    expect(error.hint ?? error.message).toBeTruthy();
    await expectPristine();
  });

  test('because the agent cannot be started takes everything back', async () => {
    world.host.launchError = new Error('exec failed');
    await caught(create());
    await expectPristine();
    expect(await readdir(join(repo.root, 'data', 'worktrees', 'repo'))).toEqual([]);
  });

  test('because it was cancelled during the checkout takes everything back', async () => {
    const controller = new AbortController();
    const creation = world.service.create(world.request(), {
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 'reserved') controller.abort();
      },
    });
    expect((await caught(creation)).code).toBe('aborted');
    await expectPristine();
  });
});

describe('removing', () => {
  test('a session without work takes its worktree and branch', async () => {
    const session = await create();
    const plan = await world.service.planRemoval(session.id);
    expect(plan).toMatchObject({ branchRemovable: true, refusals: [] });
    await world.service.remove(plan, KEEP);
    expect(await branches()).toEqual(['main']);
    expect(await worktrees()).toEqual([repo.path]);
  });

  test('a session with an ignored .env says that it would go', async () => {
    const session = await create();
    await writeFile(join(session.directory, '.env'), 'SECRET=1');
    const plan = await world.service.planRemoval(session.id);
    const error = await caught(world.service.remove(plan, KEEP));
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain('.env');
    expect(await readFile(join(session.directory, '.env'), 'utf8')).toBe('SECRET=1');
  });

  test('with a backup saves what would go, ignored files too', async () => {
    const session = await create();
    await writeFile(join(session.directory, '.env'), 'SECRET=1');
    await writeFile(join(session.directory, 'new.txt'), 'new');
    const plan = await world.service.planRemoval(session.id);
    const { backupRef } = await world.service.remove(plan, { backUp: true, deleteBranch: true });
    expect(await repo.git('show', `${backupRef}:.env`)).toBe('SECRET=1');
    expect(await repo.git('show', `${backupRef}:new.txt`)).toBe('new');
    expect(await worktrees()).toEqual([repo.path]);
  });

  test('what changed since it was shown is refused, and stays', async () => {
    const session = await create();
    const plan = await world.service.planRemoval(session.id);
    await writeFile(join(session.directory, 'late.txt'), 'late');
    expect((await caught(world.service.remove(plan, KEEP))).code).toBe('would-lose-work');
    expect(await readFile(join(session.directory, 'late.txt'), 'utf8')).toBe('late');
    expect((await branches()).length).toBe(2);
  });

  test('a session with unmerged commits keeps its branch', async () => {
    const session = await create();
    await writeFile(join(session.directory, 'a.txt'), 'a');
    await world.service.commitForMerge(session.id, { message: 'Work' });
    const plan = await world.service.planRemoval(session.id);
    expect(plan.branchRemovable).toBe(false);
    expect(await world.service.remove(plan, KEEP)).toMatchObject({ branchDeleted: false });
    expect(await repo.git('show', `${session.worktreeInfo!.branch}:a.txt`)).toBe('a');
  });

  test('a worktree deleted by hand goes from the registry and from git', async () => {
    const session = await create();
    await rm(session.directory, { recursive: true });
    const view = await world.service.find(session.id);
    expect(view.directoryExists).toBe(false);
    await world.service.remove(await world.service.planRemoval(session.id), KEEP);
    expect(await worktrees()).toEqual([repo.path]);
    expect(await branches()).toEqual(['main']);
  });
});

test('a merge is planned, landed and recorded; then the session can go whole', async () => {
  const session = await create();
  await writeFile(join(session.directory, 'a.txt'), 'a\n');
  expect((await world.service.planMerge(session.id)).uncommitted).toHaveLength(1);
  const commit = await world.service.commitForMerge(session.id, { message: 'Add a' });
  const plan = await world.service.planMerge(session.id, { strategy: 'squash' });
  const built = await world.service.buildMerge(plan, { message: 'Add a, squashed' });
  await landInSession(world.service, session.id, built);
  expect(await repo.git('log', '-1', '--format=%s')).toBe('Add a, squashed');
  expect(await repo.read('a.txt')).toBe('a\n');
  const { session: merged } = await world.service.find(session.id);
  expect(merged.worktreeInfo?.mergedOid).toBe(commit);
  const removal = await world.service.planRemoval(session.id);
  expect(removal.branchRemovable).toBe(true);
  await world.service.remove(removal, KEEP);
  expect(await branches()).toEqual(['main']);
  expect((await world.service.find(session.id)).session.status).toBe('merged');
});

describe('after a kill', () => {
  /** Files of the commit are there, but not all, and git has not written its index. */
  async function leaveHalfCheckout() {
    const [oid = '', path] = [await repo.git('rev-parse', 'HEAD'), join(repo.root, 'data', 'half')];
    await repo.git('branch', 'half');
    const reason = ['--lock', '--reason', 'qtui:halfhalf00'];
    await repo.git('worktree', 'add', '-q', '--no-checkout', ...reason, '--', path, 'half');
    await writeFile(join(path, 'README.md'), 'hel');
    const made = await create();
    const info = { ...made.worktreeInfo!, path, branch: 'half', baseOid: oid };
    await world.service.remove(await world.service.planRemoval(made.id), KEEP);
    const creator = { pid: 2 ** 22 + 1, host: hostname() };
    const row = { ...made, id: 'halfhalf00', status: 'creating' as const, directory: path };
    await world.repository.save({ ...row, worktreeInfo: info, customFields: { creator } }, null);
    const archived = await world.repository.get(made.id);
    await world.registry.delete(made.id, archived!.revision);
    return path;
  }

  test('a half-written checkout is undone', async () => {
    await leaveHalfCheckout();
    const warnings = await world.service.recover(repo.path);
    expect(warnings.map(({ code }) => code)).toEqual(['session-undone']);
    await expectPristine();
  });

  test('a half-written checkout with a file of the person is kept', async () => {
    const path = await leaveHalfCheckout();
    await writeFile(join(path, 'notes.txt'), 'mine');
    const warnings = await world.service.recover(repo.path);
    expect(warnings.map(({ code }) => code)).toEqual(['session-kept']);
    expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await branches()).toContain('half');
  });

  test('at any instant of a creation, the next process finishes or undoes it', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 400 }, (_, number) => [`src/file${number}.txt`, `${number}\n`]),
    );
    await repo.commit('many files', files);
    const script = join(repo.root, 'create-session.mjs');
    await bundleScript('fixtures/session/create-session.ts', script);
    const repository = openRegistry(join(repo.root, 'state'));
    const service = createSessionService({ ...world.deps, repository });
    const run = (message: string, killAfterMs?: number) =>
      new Promise<string>((resolve) => {
        const child = execFile(
          process.execPath,
          [script, repo.root, repo.path, message],
          { env: repo.env },
          (_error, stdout) => resolve(stdout),
        );
        child.stdout?.once('data', () => {
          if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
        });
      });
    const started = performance.now();
    expect(await run('warm up')).toContain('"status":"active"');
    const whole = performance.now() - started;
    for (let round = 0; round < 12; round += 1) {
      await run(`task number ${round}`, (whole * round) / 14);
    }
    await expectOneOrNothingEach(service, repository);
  });

  async function expectOneOrNothingEach(
    service: SessionWorld<Git>['service'],
    repository: SessionWorld<Git>['repository'],
  ): Promise<void> {
    const refuses = (await service.recover(repo.path)).filter(
      ({ code }) => !['session-undone', 'session-kept', 'session-restored'].includes(code),
    );
    expect(refuses).toEqual([]);
    expect(await service.recover(repo.path)).toEqual([]);
    const { sessions, warnings } = await repository.list();
    expect(warnings).toEqual([]);
    const rows = sessions.map(({ session }) => session);
    expect(rows.every(({ status }) => status === 'active' || status === 'background')).toBe(true);
    expect(rows.map(({ worktreeInfo }) => worktreeInfo!.path).sort()).toEqual(
      (await worktrees()).slice(1).sort(),
    );
    expect(['main', ...rows.map(({ worktreeInfo }) => worktreeInfo!.branch)].sort()).toEqual(
      (await branches()).sort(),
    );
    for (const { directory } of rows) {
      expect(await repo.gitIn(directory, 'status', '--porcelain')).toBe('');
    }
  }
});
