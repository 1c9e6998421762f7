import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import {
  fakeGit,
  foreignHost,
  pathWithoutGit,
  setWritable,
  staleSocket,
} from '../support/faults.js';
import { isAlive, until } from '../support/processes.js';
import type { TempRepoOptions } from '../support/temp-repo.js';

let world: World;
async function start(options: TempRepoOptions = {}): Promise<void> {
  world = await createWorld(options);
}
afterEach(async () => {
  await world.dispose();
});

const shell = ['--agent', 'shell', '--detach'];

/** Branches, worktrees and rows: what a creation makes and a failed one must not leave. */
async function traces() {
  const worktrees = join(world.env['XDG_DATA_HOME'] ?? '', 'qtui', 'worktrees');
  const names = await readdir(worktrees, { recursive: true }).catch(() => []);
  return {
    branches: await world.repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads'),
    worktrees: await world.repo.git('worktree', 'list', '--porcelain'),
    files: names.filter((name) => name.includes('/')),
    rows: (await world.json(['sessions', 'list', '--all'])).sessions.length,
  };
}

async function expectRefused(
  args: readonly string[],
  expected: { code: string; exit: number; words?: string },
  env?: Record<string, string>,
): Promise<void> {
  const before = await traces();
  const { error } = await world.json(args, { code: expected.exit, ...(env && { env }) });
  expect(error.code).toBe(expected.code);
  expect(`${error.message} ${error.hint}`).toContain(expected.words ?? '');
  expect(error.hint).not.toBeNull();
  expect(await traces()).toEqual(before);
}

describe('repositories that are not ready', () => {
  test('without git on PATH the reason is told', async () => {
    await start();
    const env = await pathWithoutGit(world);
    await expectRefused(
      ['new', ...shell, '--worktree', 'x'],
      { code: 'git-missing', exit: 1 },
      env,
    );
  });

  test('with an old git both versions are told', async () => {
    await start();
    const env = await fakeGit(world, 'echo "git version 2.30.2"');
    const expected = { code: 'git-too-old', exit: 1, words: '2.38' };
    await expectRefused(['new', ...shell, '--worktree', 'x'], expected, env);
  });

  test('an unborn HEAD has nothing to start from', async () => {
    await start({ unborn: true });
    await expectRefused(['new', ...shell, '--worktree', 'x'], { code: 'unborn-head', exit: 1 });
  });

  test('from a detached HEAD the session goes back to the default branch', async () => {
    await start();
    await world.repo.git('checkout', '-q', '--detach');
    const { session } = await world.json(['new', ...shell, '--worktree', 'x']);
    expect(session.mergeTarget).toBe('main');
    expect(await world.repo.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
  });

  test('a bare repository gets worktrees, and merges into its branches', async () => {
    await start({ bare: true });
    const { session } = await world.json(['new', ...shell, '--worktree', 'x']);
    expect(session.repoRoot).toBe(world.repo.path);
    await world.repo.gitIn(session.path, 'commit', '-q', '--allow-empty', '-m', 'work');
    const { merge } = await world.json(['merge', 'x', '--yes']);
    expect(merge.result).toBe('merged');
    expect(await world.repo.git('rev-parse', 'main')).toBe(merge.commit);
  });

  test('a read-only repository stays as it is', async () => {
    await start();
    const git = join(world.repo.path, '.git');
    await setWritable(git, false);
    const before = await traces();
    const { error } = await world.json(['new', ...shell, '--worktree', 'x'], {
      code: 1,
      unprivileged: true,
    });
    expect(['permission-denied', 'read-only']).toContain(error.code);
    await setWritable(git, true);
    expect(await traces()).toEqual(before);
  });

  test('a disk that fills up during the checkout undoes everything', async () => {
    await start();
    const env = await fakeGit(
      world,
      `for word in "$@"; do
        if [ "$word" = checkout ]; then
          echo 'error: unable to write file README.md: No space left on device' >&2
          exit 128
        fi
      done
      REAL_GIT "$@"`,
    );
    await expectRefused(['new', ...shell, '--worktree', 'x'], { code: 'disk-full', exit: 1 }, env);
  });
});

describe('the removal of directories that cannot be changed', () => {
  async function withCache(mode: number) {
    await start({ files: { '.gitignore': 'cache/\n' } });
    const { session } = await world.json(['new', ...shell, '--worktree', 'x']);
    const cache = join(session.path, 'cache', 'module');
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'f'), 'cached\n');
    await chmod(cache, mode);
    return session;
  }
  const remove = ['sessions', 'close', 'x', '--remove', '--force'];

  test('a read-only one goes with its worktree', async () => {
    const session = await withCache(0o555);
    const { removal } = await world.json(remove, { unprivileged: true });
    expect(removal.worktreeRemoved).toBe(true);
    expect(await world.repo.git('show', `${removal.backup}:cache/module/f`)).toBe('cached');
    await until(
      'its files are deleted',
      async () => (await readdir(dirname(session.path))).length === 0,
      // The process that deletes them lets all others go first.
      60_000,
    );
  }, 90_000);

  test('one that cannot be read keeps its worktree, and is named', async () => {
    const session = await withCache(0o000);
    const before = await traces();
    const { error } = await world.json(remove, { unprivileged: true, code: 3 });
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain('could not be looked into (cache/module/)');
    expect(await traces()).toEqual(before);
    const cache = join(session.path, 'cache', 'module');
    await chmod(cache, 0o755);
    expect(await readFile(join(cache, 'f'), 'utf8')).toBe('cached\n');
  });
});

describe('names', () => {
  beforeEach(() => start());

  test.each([
    ['a..b', 'invalid-name', 2],
    ['-x', 'invalid-name', 2],
    ['main', 'protected-branch', 3],
    ['taken', 'name-taken', 1],
    ['TAKEN', 'name-taken', 1],
    ['taken/below', 'name-taken', 1],
  ])('--worktree=%s is refused', async (name, code, exit) => {
    await world.repo.git('branch', 'taken');
    await expectRefused(['new', ...shell, `--worktree=${name}`], { code, exit });
  });

  test('a base that does not exist is not found', async () => {
    const args = ['new', ...shell, '--worktree', 'x', '--base', 'nowhere'];
    await expectRefused(args, { code: 'unknown-revision', exit: 5, words: 'nowhere' });
  });

  test('a base that looks like an option is only a name', async () => {
    const args = ['new', ...shell, '--worktree', 'x', '--base=--upload-pack=touch pwned'];
    await expectRefused(args, { code: 'unknown-revision', exit: 5 });
    expect(existsSync(join(world.repo.path, 'pwned'))).toBe(false);
  });
});

describe('agents', () => {
  beforeEach(() => start());

  test('one that is not installed is named, with those that are', async () => {
    await expectRefused(['new', '--agent', 'codex', '--detach', '--worktree', 'x'], {
      code: 'agent-not-found',
      exit: 1,
      words: 'shell',
    });
  });

  test('one that exits at once leaves its last words to be read', async () => {
    await world.installAgent('claude', 'exits-at-once');
    await world.json(['new', '--agent', 'claude', '--worktree', 'x']);
    await world.json(['wait', 'x', '--until', 'exited', '--timeout', '10']);
    const { stdout } = await world.run(['capture', 'x']);
    expect(stdout).toContain('fatal: no licence found');
    const sent = await world.json(['send', 'x', 'hello'], { code: 1 });
    expect(sent.error.code).toBe('session-not-running');
  });

  test('one that repaints is told apart by its title, and gets its first prompt', async () => {
    await world.installAgent('claude', 'repainter');
    await world.json(['new', 'first task', '--agent', 'claude', '--worktree', 'x']);
    await world.json(['wait', 'x', '--until', 'idle', '--timeout', '20']);
    const { stdout } = await world.run(['capture', 'x']);
    expect(stdout).toContain('last: first task');
    expect(stdout).toContain('日本語');
  });

  test('one that ignores every signal is ended all the same', async () => {
    await world.installAgent('claude', 'deaf');
    await world.json(['new', '--agent', 'claude', '--worktree', 'x']);
    await until('the agent runs', async () =>
      (await world.run(['capture', 'x'])).stdout.includes('deaf agent is running'),
    );
    await world.json(['sessions', 'close', 'x']);
    await until('the agent has ended', async () =>
      (await world.processes()).every(({ command }) => !command.includes('bin/claude')),
    );
  });
});

describe('the host', () => {
  beforeEach(() => start());

  test('is started in place of one that left its socket behind', async () => {
    await staleSocket(world.socket);
    expect(existsSync(world.socket)).toBe(true);
    const { sessions } = await world.json(['sessions', 'list']);
    expect(sessions).toEqual([]);
    await world.json(['new', ...shell, '--worktree', 'x']);
  });

  test('killed with all its programs leaves sessions that can be seen and started again', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'x']);
    const { checks } = await world.json(['doctor']);
    const { detail } = checks.find(({ id }: { id: string }) => id === 'host');
    const pid = Number(/pid (\d+)/.exec(detail)?.[1]);
    process.kill(pid, 'SIGKILL');
    await until('the host is gone', () => !isAlive(pid));
    const listed = await world.json(['sessions', 'list']);
    expect(listed.sessions).toMatchObject([{ id: session.id, agentState: null }]);
    const { error } = await world.json(['capture', 'x'], { code: 1 });
    expect(error.code).toBe('session-not-running');
    await world.json(['new', ...shell, '--worktree', 'y']);
  });

  test('of another version is not used, and the way out is told', async () => {
    const hello = { protocol: 999, version: '9.9.9', pid: 4711 };
    const host = await foreignHost(world.socket, hello);
    try {
      const { error } = await world.json(['new', ...shell, '--worktree', 'x'], { code: 1 });
      expect(error.code).toBe('host-version');
      expect(error.message).toContain('4711');
      expect(error.hint).toContain('kill-server');
      const listed = await world.json(['sessions', 'list']);
      expect(listed.sessions).toEqual([]);
      expect(listed.warnings).toMatchObject([{ code: 'host-version' }]);
      expect(await world.repo.git('branch', '--list', 'x')).toBe('');

      const refused = await world.json(['kill-server'], { code: 3 });
      expect(refused.error.message).toContain('9.9.9');
      expect(host.listening).toBe(true);
      const { killed } = await world.json(['kill-server', '--yes']);
      expect(killed).toEqual({ host: true, programs: null });
      expect(host.listening).toBe(false);
    } finally {
      host.close();
    }
  });

  test('in a directory that others can open is not trusted', async () => {
    await mkdir(dirname(world.socket), { recursive: true });
    await chmod(dirname(world.socket), 0o777);
    const { error } = await world.json(['new', ...shell, '--worktree', 'x'], { code: 3 });
    expect(error.code).toBe('socket-unsafe');
    expect(await world.repo.git('branch', '--list', 'x')).toBe('');
    await chmod(dirname(world.socket), 0o700);
  });

  test('is not started where a file is in the way of its socket, and says so in words', async () => {
    await mkdir(dirname(world.socket), { recursive: true, mode: 0o700 });
    await writeFile(world.socket, 'mine');
    const { code, stderr } = await world.run(['new', '-d', '--agent', 'shell', '--worktree', 'x']);
    expect(code).toBe(1);
    expect(stderr).toContain('is not a socket');
    expect(stderr).not.toMatch(/\.js:\d|QtuiError|\n {4}at /);
    expect(await readFile(world.socket, 'utf8')).toBe('mine');
    await rm(world.socket);
    expect(await world.repo.git('branch', '--list', 'x')).toBe('');
  });

  test('of another socket has programs of its own', async () => {
    const other = ['--host-socket', join(world.root, 'other.sock')];
    await world.json(['new', ...shell, '--worktree', 'x']);
    const none = await world.json([...other, 'capture', 'x'], { code: 1 });
    expect(none.error.code).toBe('session-not-running');
  });
});

test('Ctrl-C leaves no git behind that waits for a program of the user', async () => {
  await start();
  const { session } = await world.json(['new', ...shell, '--worktree', 'x']);
  const running = join(world.root, 'running');
  await world.repo.git('config', 'filter.slow.clean', `touch '${running}'; sleep 300; cat`);
  await world.repo.write('.git/info/attributes', 'README.md filter=slow\n');
  // Of the same size, so that git has to look into it.
  await writeFile(join(session.path, 'README.md'), 'HELLO\n');
  const closing = world.open(['sessions', 'close', 'x', '--remove']);
  await until('the filter runs', () => existsSync(running));
  closing.type('\x03');
  await closing.waitForExit();
  const left = (await world.processes()).map(({ command }) => command);
  expect(left.filter((command) => /git|sleep/.test(command))).toEqual([]);
  expect(await readFile(join(session.path, 'README.md'), 'utf8')).toBe('HELLO\n');
  await world.repo.git('config', '--unset', 'filter.slow.clean');
});

describe('a creation that was killed', () => {
  beforeEach(() => start());

  test('is undone by the next command, which says so', async () => {
    const env = await fakeGit(
      world,
      `for word in "$@"; do
        if [ "$word" = checkout ]; then kill -9 $PPID; exit 1; fi
      done
      REAL_GIT "$@"`,
    );
    const before = await traces();
    const killed = await world.run(['new', ...shell, '--worktree', 'x'], { env });
    expect(killed.code).toBeNull();
    expect(await world.repo.git('branch', '--list', 'x')).toContain('x');
    const { warnings } = await world.json(['sessions', 'list']);
    expect(warnings).toMatchObject([{ code: 'session-undone' }]);
    expect(await traces()).toEqual(before);
  });
});
