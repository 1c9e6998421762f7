import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { fakeGit } from '../support/faults.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const shell = ['--agent', 'shell', '--detach'];
const made = async (branch: string) =>
  (await world.json(['new', ...shell, '--worktree', branch])).session;
const stateAt = async (path: string) => {
  const { worktrees } = await world.json(['sessions', 'worktrees']);
  return worktrees.find((each: { path: string }) => each.path === path)?.state;
};

describe('worktrees', () => {
  test('are listed with sessions and without, in words and as JSON', async () => {
    const session = await made('auth');
    const foreign = join(world.root, 'by-hand');
    await world.repo.git('worktree', 'add', '-q', foreign);
    const { worktrees, warnings } = await world.json(['sessions', 'worktrees']);
    expect(warnings).toEqual([]);
    expect(worktrees).toMatchObject([
      { path: world.repo.path, isMain: true, branch: 'main', session: null, state: 'ok' },
      { path: foreign, branch: 'by-hand', session: null, state: 'foreign', movedTo: null },
      { path: session.path, branch: 'auth', session: { id: session.id }, state: 'ok' },
    ]);
    expect(worktrees[1].findings).toEqual([
      {
        state: 'foreign',
        message: 'It is of no session.',
        hint: `\`qtui sessions adopt ${foreign}\` makes one of it.`,
      },
    ]);
    const { stdout, code } = await world.run(['sessions', 'worktrees']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/by-hand +by-hand +- +foreign/);
    expect(stdout).toContain('makes one of it');
  });

  test('made by hand are adopted, opened, merged and removed', async () => {
    const foreign = join(world.root, 'by-hand');
    await world.repo.git('worktree', 'add', '-q', foreign);
    await writeFile(join(foreign, 'new.txt'), 'new\n');
    const { session, kind } = await world.json(
      ['sessions', 'adopt', '../by-hand', '--name', 'Mine', '--agent', 'shell'],
      { cwd: world.repo.path },
    );
    expect({ ...session, kind }).toMatchObject({
      name: 'Mine',
      branch: 'by-hand',
      mergeTarget: 'main',
      status: 'background',
      kind: 'made',
    });
    expect(await stateAt(foreign)).toBe('ok');
    const merged = ['merge', 'Mine', '--commit', 'New file', '--yes', '--remove'];
    expect((await world.json(merged)).merge.result).toBe('merged');
    expect(await world.repo.read('new.txt')).toBe('new\n');
    const again = await world.run(['sessions', 'adopt', world.repo.path]);
    expect(again).toMatchObject({ code: 3 });
    expect(again.stderr).toContain('is the repository itself');
  });

  test('that were moved are found and told, by recovery and by repair', async () => {
    const session = await made('auth');
    const beside = `${session.path}-moved`;
    await rename(session.path, beside);
    const listed = await world.run(['sessions', 'worktrees']);
    expect(listed.stderr).toContain('git and the record follow');
    expect(await stateAt(beside)).toBe('ok');
    const far = join(world.root, 'far', 'auth');
    await mkdir(join(world.root, 'far'));
    await rename(beside, far);
    expect(await stateAt(beside)).toBe('missing');
    const { repaired } = await world.json(['sessions', 'repair', far]);
    expect(repaired).toEqual([
      { path: far, from: beside, session: { id: session.id, title: 'auth' } },
    ]);
    expect((await world.json(['sessions', 'show', 'auth'])).session.path).toBe(far);
    expect((await world.json(['sessions', 'repair'])).repaired).toEqual([]);
    expect((await world.run(['sessions', 'repair', '/nowhere'])).code).toBe(1);
  });

  test('on another branch are told in list and show, and not merged', async () => {
    const session = await made('auth');
    await world.repo.gitIn(session.path, 'switch', '-q', '-c', 'other');
    await world.repo.gitIn(session.path, 'commit', '-q', '--allow-empty', '-m', 'other work');
    const words = 'stands on the branch other, not on the session';
    for (const command of ['list', 'show auth']) {
      expect((await world.run(['sessions', ...command.split(' ')])).stderr).toContain(words);
    }
    const { warnings } = await world.json(['sessions', 'list']);
    expect(warnings).toMatchObject([{ code: 'branch-switched' }]);
    const { merge } = await world.json(['merge', 'auth', '--yes'], { code: 3 });
    expect(merge).toMatchObject({ result: 'refused' });
    expect(merge.reason).toContain(words);
    await world.json(['sessions', 'adopt', session.path]);
    expect((await world.json(['merge', 'other', '--yes'])).merge.result).toBe('merged');
    expect(await world.repo.git('log', '-1', '--format=%s', 'main^2')).toBe('other work');
  });

  test('whose rows are lost are found by a scan', async () => {
    const session = await made('auth');
    await world.json(['sessions', 'close', 'auth']);
    const state = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'sessions');
    await rm(state, { recursive: true });
    const trial = await world.json(['sessions', 'scan', '--dry-run']);
    expect(trial).toMatchObject({ dryRun: true, restored: [], warnings: [] });
    expect(trial.repositories[0].worktrees[1]).toMatchObject({
      ...{ path: session.path, state: 'lost', isAdoptable: false, session: null },
    });
    const { restored } = await world.json(['sessions', 'scan']);
    expect(restored).toMatchObject([{ id: session.id, branch: 'auth' }]);
    expect((await world.run(['sessions', 'scan'])).stdout).toContain('no session was lost.');
  });
});

describe('a workspace', () => {
  test('is scanned by repository, with what cannot be read and how to adopt', async () => {
    const foreign = join(world.root, 'by hand');
    await world.repo.git('worktree', 'add', '-q', '-b', 'by-hand', foreign);
    await world.repo.gitIn(world.root, 'init', '-q', 'broken');
    const head = join(world.root, 'broken', '.git', 'HEAD');
    await writeFile(head, 'nonsense\n');
    const { repositories } = await world.json(['sessions', 'scan'], { cwd: world.root, code: 1 });
    expect(repositories).toMatchObject([
      { name: 'broken', worktrees: [], error: { message: expect.stringContaining('broken') } },
      { name: 'repo', error: null, worktrees: [{ isMain: true }, { isAdoptable: true }] },
    ]);
    expect(repositories[1].worktrees[1]).not.toHaveProperty('commit');
    const { code, stdout } = await world.run(['sessions', 'scan', '.'], { cwd: world.root });
    expect(code).toBe(1);
    expect(stdout).toContain(`qtui sessions adopt '${foreign}'`);
    expect(stdout).toMatch(/^broken {2}.*\n {2}.*cannot read/m);
    expect(stdout).toContain('1 repository, 2 worktrees, 1 repository that cannot be read');
    await rm(join(world.root, 'broken'), { recursive: true });
    const known = await world.json(['sessions', 'scan', '--all'], { cwd: '/' });
    expect(known.repositories).toMatchObject([{ path: world.repo.path }]);
    const empty = join(world.root, 'empty');
    await mkdir(empty);
    const none = await world.json(['sessions', 'scan'], { cwd: empty, code: 1 });
    expect(none.error).toMatchObject({ code: 'not-a-repository' });
  });

  test('takes a session in the repository that is named, and names those there are', async () => {
    const { error } = await world.json(['new', ...shell, '--worktree', 'x'], {
      cwd: world.root,
      code: 1,
    });
    expect(error).toMatchObject({ code: 'not-a-repository' });
    expect(error.message).toContain('holds one repository');
    const told = await world.run(['new', ...shell], { cwd: world.root });
    expect(told.stderr).toContain('but holds some: repo. --repo names one.');
    const { session } = await world.json(['new', ...shell, '--worktree', 'x', '--repo', 'repo'], {
      cwd: world.root,
    });
    expect(session).toMatchObject({ repoRoot: world.repo.path, branch: 'x' });
    const missing = await world.json(['new', ...shell, '--repo', 'nowhere'], {
      cwd: world.root,
      code: 1,
    });
    expect(missing.error.code).toBe('path-missing');
  });
});

describe('doctor', () => {
  const check = async (id: string, cwd = world.repo.path) =>
    (await world.json(['doctor'], { cwd })).checks.find((each: { id: string }) => each.id === id);

  test('tells what bears on sessions in this directory', async () => {
    expect(await check('repository.no-remote')).toMatchObject({ status: 'ok' });
    await world.repo.git('checkout', '-q', '--detach');
    expect(await check('repository.detached-head')).toMatchObject({ status: 'warn' });
    expect((await check('repository', world.root)).detail).toContain('holds one repository');
  });

  test('tells that git is too old', async () => {
    const env = await fakeGit(world, 'echo "git version 2.37.9"');
    const { ok, checks } = await world.json(['doctor'], { env, code: 1 });
    expect(ok).toBe(false);
    expect(checks.find((each: { id: string }) => each.id === 'git')).toMatchObject({
      status: 'fail',
      detail: 'git 2.37.9 is too old for qtui.',
      hint: 'Install git 2.38 or newer.',
    });
  });
});
