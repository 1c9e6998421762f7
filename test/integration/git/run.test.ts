import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createGit } from '../../../src/git/index.js';
import { createRunner } from '../../../src/git/run.js';
import { caught } from '../../support/caught.js';
import { wrapGit } from '../../support/git-session.js';
import { isAlive, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;

beforeEach(async () => {
  repo = await createTempRepo();
});
afterEach(() => repo.dispose());

const withPath = (path: string) =>
  createGit({ env: { ...repo.env, PATH: path }, stateDirectory: join(repo.root, 'state') });

const fakeGit = (script: string) => wrapGit(repo, script);

/** A runner, and a wait until a git of it has found what it needs locked. */
async function runnerThatTells() {
  const refused = join(repo.root, 'refused');
  const PATH = await fakeGit(`"$REAL_GIT" "$@"; code=$?
    [ $code -eq 0 ] || touch '${refused}'
    exit $code`);
  return {
    runner: createRunner({ env: { ...repo.env, PATH } }),
    refusedOnce: () => until('git finds it locked', () => existsSync(refused)),
  };
}

describe('git itself', () => {
  test('is named as missing when PATH has none', async () => {
    const git = withPath(join(repo.root, 'empty'));
    await expect(git.reader.version()).rejects.toMatchObject({
      code: 'git-missing',
      hint: expect.stringContaining('2.38'),
    });
  });

  test('is refused when it is too old', async () => {
    const git = withPath(await fakeGit('echo git version 2.37.9'));
    await expect(git.reader.version()).rejects.toMatchObject({ code: 'git-too-old' });
  });

  test('tells its version', async () => {
    expect(await withPath(repo.env['PATH'] ?? '').reader.version()).toMatch(/^2\.\d+\.\d+$/);
  });

  test('is not blamed for a directory that is missing', async () => {
    const git = withPath(repo.env['PATH'] ?? '');
    await expect(git.reader.context(join(repo.root, 'nowhere'))).rejects.toMatchObject({
      code: 'path-missing',
    });
  });
});

describe('the environment of a hook', () => {
  test('does not lead git to another repository', async () => {
    const other = join(repo.root, 'other');
    await repo.gitIn(repo.root, 'init', '-q', other);
    const runner = createRunner({
      env: { ...repo.env, GIT_DIR: join(repo.path, '.git'), GIT_WORK_TREE: repo.path },
    });
    const top = await runner.text(other, ['rev-parse', '--show-toplevel'], { doing: 'ask' });
    expect(top).toBe(other);
  });
});

describe('a command that does not end', () => {
  test('is killed with its whole group when its time is up', async () => {
    const pidFile = join(repo.root, 'child.pid');
    const path = await fakeGit(`sleep 300 & echo $! > ${pidFile}; wait`);
    const runner = createRunner({ env: { ...repo.env, PATH: path } });
    await expect(
      runner.run(repo.path, ['status'], { doing: 'wait', timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'timeout' });
    const pid = Number(await readFile(pidFile, 'utf8'));
    await until('the child is gone', () => !isAlive(pid));
  });

  test('is killed with its whole group when it is cancelled', async () => {
    const pidFile = join(repo.root, 'child.pid');
    const path = await fakeGit(`trap '' TERM; sleep 300 & echo $! > ${pidFile}; wait; wait`);
    const runner = createRunner({ env: { ...repo.env, PATH: path } });
    const abort = new AbortController();
    const running = runner.run(repo.path, ['status'], { doing: 'wait', signal: abort.signal });
    const readPid = () => readFile(pidFile, 'utf8').catch(() => '');
    await until('the child runs', async () => (await readPid()).endsWith('\n'));
    const pid = Number(await readPid());
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    await until('the child is gone', () => !isAlive(pid));
  });

  test('is not started when it was cancelled before', async () => {
    const started = join(repo.root, 'started');
    const path = await fakeGit(`touch ${started}`);
    const runner = createRunner({ env: { ...repo.env, PATH: path } });
    const signal = AbortSignal.abort();
    await expect(
      runner.run(repo.path, ['status'], { doing: 'wait', signal }),
    ).rejects.toMatchObject({ code: 'aborted' });
    await expect(readFile(started)).rejects.toThrow('ENOENT');
  });

  test('does not hold the result back by a process that it leaves behind', async () => {
    const pidFile = join(repo.root, 'child.pid');
    const path = await fakeGit(`sleep 300 & echo $! > ${pidFile}; echo done`);
    const runner = createRunner({ env: { ...repo.env, PATH: path } });
    expect(await runner.text(repo.path, ['status'], { doing: 'run' })).toBe('done');
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
  });
});

describe('a locked index', () => {
  test('is waited for', async () => {
    const lock = join(repo.path, '.git/index.lock');
    await writeFile(lock, '');
    await repo.write('a.txt', 'a');
    const { runner, refusedOnce } = await runnerThatTells();
    const adding = runner.run(repo.path, ['add', 'a.txt'], { doing: 'add' });
    await refusedOnce();
    await rm(lock);
    await adding;
    expect(await repo.git('diff', '--cached', '--name-only')).toBe('a.txt');
  });

  test('is reported with its file when it stays', async () => {
    const lock = join(repo.path, '.git/index.lock');
    await writeFile(lock, '');
    await repo.write('a.txt', 'a');
    const runner = createRunner({ env: repo.env });
    await expect(runner.run(repo.path, ['add', 'a.txt'], { doing: 'add' })).rejects.toMatchObject({
      code: 'git-locked',
      data: { lock },
      hint: 'No git that uses it was found here. If none runs elsewhere, delete the lock file.',
    });
  });

  test.each(['the main worktree', 'a linked one'])(
    'is reported with the git that waits for its editor in %s',
    async (where) => {
      const linked = join(repo.root, 'linked');
      await repo.git('worktree', 'add', '-q', linked);
      const cwd = where === 'a linked one' ? linked : repo.path;
      const args = ['-c', 'core.editor=sleep 300 #', 'commit', '-a', '--allow-empty'];
      const committing = spawn('git', args, {
        cwd,
        env: repo.env,
        detached: true,
        stdio: 'ignore',
      });
      try {
        const lock = await repo.gitIn(cwd, 'rev-parse', '--git-path', 'index.lock');
        await until('the index is locked', () => existsSync(resolve(cwd, lock)));
        await writeFile(join(cwd, 'a.txt'), 'a');
        const runner = createRunner({ env: repo.env });
        const error = await caught(runner.run(cwd, ['add', 'a.txt'], { doing: 'add a.txt' }));
        expect(error).toMatchObject({
          code: 'git-locked',
          hint: 'Wait for it to end, or end it.',
          data: { holder: { pid: committing.pid } },
        });
        expect(error.message).toContain(': git -c core.editor=sleep 300 # commit -a');
      } finally {
        process.kill(-(committing.pid ?? 0), 'SIGKILL');
      }
    },
  );
});

describe('locked settings', () => {
  test('are waited for', async () => {
    const lock = join(repo.path, '.git/config.lock');
    await writeFile(lock, '');
    const { runner, refusedOnce } = await runnerThatTells();
    const setting = runner.run(repo.path, ['config', '--local', 'a.b', 'c'], { doing: 'set' });
    await refusedOnce();
    await rm(lock);
    await setting;
    expect(await repo.git('config', 'a.b')).toBe('c');
  });
});
