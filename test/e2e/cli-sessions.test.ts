import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

const shell = ['--agent', 'shell', '--detach'];

async function screenHas(session: string, text: string): Promise<void> {
  await until(`${text} on the screen of ${session}`, async () =>
    (await world.run(['capture', session])).stdout.includes(text),
  );
}

describe('qtui new', () => {
  test('makes branch, worktree, registry row and a running program', async () => {
    const { session } = await world.json([
      'new',
      'add a login',
      '--type',
      'feature',
      '--agent',
      'shell',
      '--worktree',
      'login',
    ]);
    expect(session).toMatchObject({
      type: 'feature',
      status: 'active',
      agent: { kind: 'shell' },
      branch: 'login',
      mergeTarget: 'main',
      isTemporary: false,
      repoRoot: world.repo.path,
    });
    expect(session.path.startsWith(`${world.env['XDG_DATA_HOME']}/qtui/worktrees/`)).toBe(true);
    expect(await readFile(join(session.path, 'README.md'), 'utf8')).toBe('hello\n');
    const git = (...args: string[]) => world.repo.gitIn(session.path, ...args);
    expect(await git('branch', '--show-current')).toBe('login');
    expect(await git('status', '--porcelain')).toBe('');

    const { sessions, warnings } = await world.json(['sessions', 'list']);
    expect(sessions.map(({ id }: { id: string }) => id)).toEqual([session.id]);
    expect(warnings).toEqual([]);
    const shown = await world.json(['sessions', 'show', 'login']);
    expect(shown.session).toMatchObject({ id: session.id, git: { dirty: 0, ahead: 0, behind: 0 } });
  });

  test('works in the directory itself when asked to', async () => {
    const { session } = await world.json(['new', '--no-worktree', '--agent', 'shell']);
    expect(session).toMatchObject({ branch: null, path: world.repo.path });
    expect(await world.repo.git('worktree', 'list')).not.toContain('\n');
  });

  test('outside a repository works without a worktree', async () => {
    const elsewhere = join(world.root, 'elsewhere');
    await mkdir(elsewhere);
    const { session } = await world.json(['new', ...shell], { cwd: elsewhere });
    expect(session).toMatchObject({ branch: null, repoRoot: null, path: elsewhere });
    const refused = await world.json(['new', ...shell, '--worktree', 'x'], {
      cwd: elsewhere,
      code: 1,
    });
    expect(refused.error.code).toBe('not-a-repository');
    const nowhere = await world.json(['sessions', 'list', '--repo', 'nowhere'], { code: 1 });
    expect(nowhere.error).toMatchObject({
      code: 'path-missing',
      hint: expect.stringContaining('without --repo'),
    });
  });

  test('an experiment is temporary', async () => {
    const made = await world.json(['new', 'try it', '--type', 'experiment', ...shell]);
    expect(made.session.isTemporary).toBe(true);
    const reason = 'the type experiment gets a temporary one';
    expect(made.worktree).toEqual({ strategy: 'createTemp', layer: 'type', reason });
  });

  test('a type that requires a worktree is refused where none can be made', async () => {
    const elsewhere = join(world.root, 'elsewhere');
    await mkdir(elsewhere);
    const wish = ['new', '--type', 'feature', ...shell];
    const { error } = await world.json(wish, { cwd: elsewhere, code: 1 });
    expect(error.code).toBe('not-a-repository');
    const asked = await world.run(['new', '--type', 'hotfix', ...shell], { cwd: elsewhere });
    expect(asked.code).toBe(0);
    expect(asked.stderr).toContain('It has no worktree, because none can be made here.');
  });

  test('asks where the type does, says why, and goes by the answer', async () => {
    const terminal = world.open(['new', '--type', 'hotfix', '--agent', 'shell', '--detach']);
    await terminal.waitForText('You are asked, as the type hotfix asks each time.');
    terminal.type('h\r');
    await terminal.waitForText('It has no worktree, because you chose so.');
    expect((await terminal.waitForExit()).code).toBe(0);
    expect(await world.repo.git('worktree', 'list')).not.toContain('\n');
  });

  test('opens no screen for a type that begins in the background', async () => {
    const directory = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui');
    await mkdir(directory, { recursive: true });
    await writeFile(
      join(directory, 'config.toml'),
      '[types.planning]\nbackground = "always"\n[agents]\nrequires-worktree = { shell = true }\n',
    );
    const terminal = world.open(['new', '--type', 'planning', '--agent', 'shell']);
    await terminal.waitForText('It has no worktree, because the type planning needs none.');
    expect((await terminal.waitForExit()).code).toBe(0);
    const { worktree } = await world.json(['new', 'x y', '--type', 'development', ...shell]);
    const reason = 'the agent requires one';
    expect(worktree).toEqual({ strategy: 'create', layer: 'requirement', reason });
  });

  test('a type that does not exist is wrong usage', async () => {
    const { error } = await world.json(['new', '--type', 'spike', ...shell], { code: 2 });
    expect(error.code).toBe('usage');
    expect(error.hint).toContain('development');
  });
});

describe('a running session', () => {
  test('takes what send types and shows it to capture', async () => {
    await world.json(['new', ...shell, '--worktree', 'talk']);
    const sent = await world.run(['send', 'talk', 'echo sum=$((20+22))']);
    expect(sent.code).toBe(0);
    await screenHas('talk', 'sum=42');
    await world.run(['send', 'talk', 'not entered', '--no-enter']);
    await screenHas('talk', '$ not entered');
    const captured = await world.json(['capture', 'talk', '--history', 'all']);
    expect(captured.schema).toBe(1);
    expect(captured.screen).toContain('sum=42');
  });

  test('counts what is sent to it, and the files that it changes', async () => {
    const { session } = await world.json(['new', '--name', 'counted', ...shell]);
    await world.run(['send', 'counted', 'echo one > one.txt']);
    await world.run(['send', 'counted', 'echo $((40+2))']);
    await screenHas('counted', '42');
    await world.run(['send', '--no-enter', 'counted', 'not yet']);
    const { session: shown } = await world.json(['sessions', 'show', 'counted']);
    expect(shown).toMatchObject({ messageCount: 2, fileCount: 1, firstMessage: '' });
    expect(Date.parse(shown.lastActive)).toBeGreaterThan(Date.parse(session.created));
    await world.run(['kill-server', '--yes']);
    const { sessions } = await world.json(['sessions', 'list', '--no-merged']);
    expect(sessions).toMatchObject([{ messageCount: 2, fileCount: 1 }]);
    await world.json(['sessions', 'close', 'counted']);
  });

  test('is told apart from one that does not exist', async () => {
    const { error } = await world.json(['capture', 'nobody'], { code: 5 });
    expect(error.code).toBe('session-not-found');
  });

  test('wait returns when the program has exited, and with 1 at its timeout', async () => {
    await world.json(['new', ...shell, '--worktree', 'waiter']);
    const late = await world.json(['wait', 'waiter', '--until', 'exited', '--timeout', '0.2'], {
      code: 1,
    });
    expect(late.error.code).toBe('timeout');
    expect((await world.json(['pause', 'waiter'])).session).toMatchObject({ isPaused: true });
    expect((await world.run(['pause', 'waiter'])).stdout).toContain('was paused already');
    const list = await world.run(['sessions', 'list', '--no-merged', '--status', 'paused']);
    expect(list.stdout).toMatch(/paused\s+waiter/);
    expect((await world.run(['sessions', 'show', 'waiter'])).stdout).toContain(', paused');
    expect((await world.run(['resume', 'waiter'])).stdout).toContain('goes on');
    expect((await world.json(['resume', 'waiter'])).session).toMatchObject({ isPaused: false });
    const waiting = world.json(['wait', 'waiter', '--until', 'exited', '--timeout', '20']);
    await world.run(['send', 'waiter', 'exit 7']);
    expect((await waiting).session.agentState).toBe('exited');
    await screenHas('waiter', 'exit 7');
    expect((await world.json(['pause', 'waiter'], { code: 1 })).error.code).toBe(
      'session-not-running',
    );
    await world.json(['sessions', 'close', 'waiter']);
    const gone = await world.json(['wait', 'waiter', '--until', 'exited']);
    expect(gone.session.agentState).toBe('exited');
    const idle = await world.json(['wait', 'waiter', '--until', 'idle'], { code: 1 });
    expect(idle.error.code).toBe('session-not-running');
  });

  test('is the one meant where no session is named, inside its worktree', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'here']);
    const shown = await world.json(['sessions', 'show'], { cwd: session.path });
    expect(shown.session.id).toBe(session.id);
    const none = await world.json(['sessions', 'show'], { code: 5 });
    expect(none.error.code).toBe('session-not-found');
  });

  test('knows its session and socket from its environment, and nothing of ours', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'env'], {
      env: { TMUX: '/tmp/outer,1,0', GIT_DIR: '/nowhere', TERM_PROGRAM: 'vscode' },
    });
    await world.run([
      'send',
      'env',
      'echo "[$QTUI_SESSION_ID] [$TMUX$GIT_DIR] $TERM_PROGRAM $TERM"',
    ]);
    await screenHas('env', `[${session.id}] [] qtui xterm-256color`);
  });

  test('does not open the screen that it is in, and makes sessions beside itself', async () => {
    await world.json(['new', ...shell, '--worktree', 'inner']);
    const qtui = world.command().join(' ');
    await world.run(['send', 'inner', `${qtui}; echo "code $?"`]);
    await screenHas('inner', 'This terminal is a pane of qtui, and would show itself.');
    await screenHas('inner', 'code 2');
    await world.run(['send', 'inner', `${qtui} new --agent shell --worktree beside`]);
    await screenHas('inner', 'beside → ');
    const { sessions } = await world.json(['sessions', 'list']);
    expect(sessions).toHaveLength(2);
  });
});

describe('qtui sessions', () => {
  test('rename changes the name only', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'old']);
    const renamed = await world.json(['sessions', 'rename', 'old', 'a', 'new', 'name']);
    expect(renamed.session).toMatchObject({ id: session.id, name: 'a new name', branch: 'old' });
    expect((await world.json(['sessions', 'show', 'a new name'])).session.id).toBe(session.id);
  });

  test('switch prints where a session works, also as a line for a shell', async () => {
    const place = join(world.root, "it's a place");
    await mkdir(place);
    await world.json(['new', '--no-worktree', ...shell, '--name', 'odd one'], { cwd: place });
    const plain = await world.run(['sessions', 'switch', 'odd one']);
    expect(plain).toEqual({ code: 0, stdout: `${place}\n`, stderr: '' });
    const line = (await world.run(['sessions', 'switch', '--cd', '--', 'odd one'])).stdout;
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `${line} pwd`]);
    expect(stdout).toBe(`${place}\n`);
    const { error } = await world.json(['sessions', 'switch', '--print', 'nobody'], { code: 5 });
    expect(error.code).toBe('session-not-found');
    await rm(place, { recursive: true });
    const gone = await world.run(['sessions', 'switch', 'odd one']);
    expect(gone).toMatchObject({ code: 1, stdout: '' });
  });

  test('close ends the program and keeps the worktree', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'keep']);
    await world.json(['sessions', 'close', 'keep']);
    expect(existsSync(session.path)).toBe(true);
    const { error } = await world.json(['send', 'keep', 'anybody?'], { code: 1 });
    expect(error.code).toBe('session-not-running');
  });

  test('close --remove takes away a worktree without work, and its branch', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'empty']);
    const closed = await world.json(['sessions', 'close', 'empty', '--remove']);
    expect(closed.removal).toMatchObject({ worktreeRemoved: true, branchDeleted: true });
    expect(closed.session).toMatchObject({ id: session.id, status: 'archived', agentState: null });
    expect(existsSync(session.path)).toBe(false);
    expect(await world.repo.git('branch', '--list', 'empty')).toBe('');
    expect((await world.json(['sessions', 'list'])).sessions).toEqual([]);
    expect((await world.run(['sessions', 'list', '--all'])).stdout).toMatch(/archived +empty /);
    const again = await world.json(['sessions', 'close', 'empty', '--remove'], { code: 5 });
    expect(again.error.message).toContain('was removed before');
  });

  test('close --remove refuses to destroy work, and says which', async () => {
    await world.repo.commit('ignore', { '.gitignore': '.env\n' });
    const { session } = await world.json(['new', ...shell, '--worktree', 'work']);
    await writeFile(join(session.path, '.env'), 'SECRET=1\n');
    await writeFile(join(session.path, 'draft.txt'), 'unsaved\n');

    const { error } = await world.json(['sessions', 'close', 'work', '--remove'], { code: 3 });
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain('.env');
    expect(error.message).toContain('draft.txt');
    expect(await readFile(join(session.path, '.env'), 'utf8')).toBe('SECRET=1\n');
    expect(await readFile(join(session.path, 'draft.txt'), 'utf8')).toBe('unsaved\n');
    expect((await world.json(['sessions', 'show', 'work'])).session.status).toBe('active');
  });

  test('close --remove --force saves everything under a backup ref first', async () => {
    await world.repo.commit('ignore', { '.gitignore': '.env\n' });
    const { session } = await world.json(['new', ...shell, '--worktree', 'work']);
    await writeFile(join(session.path, '.env'), 'SECRET=1\n');
    await writeFile(join(session.path, 'draft.txt'), 'unsaved\n');

    const { removal } = await world.json(['sessions', 'close', 'work', '--remove', '--force']);
    expect(removal.worktreeRemoved).toBe(true);
    expect(existsSync(session.path)).toBe(false);
    const show = (path: string) => world.repo.git('show', `${removal.backup}:${path}`);
    expect(await show('draft.txt')).toBe('unsaved');
    expect(await show('.env')).toBe('SECRET=1');
  });

  test('a session whose worktree was deleted by hand is shown as such and can be closed', async () => {
    const { session } = await world.json(['new', ...shell, '--worktree', 'gone']);
    await rm(session.path, { recursive: true });
    const shown = await world.json(['sessions', 'show', 'gone']);
    expect(shown.session.directoryExists).toBe(false);
    const listed = await world.run(['sessions', 'list']);
    expect(listed.stdout).toContain('missing');
    await world.json(['sessions', 'close', 'gone', '--remove']);
    expect((await world.json(['sessions', 'list'])).sessions).toEqual([]);
    expect(await world.repo.git('worktree', 'list')).not.toContain('\n');
  });
});

describe('qtui kill-server', () => {
  test('does not end programs without being told to', async () => {
    await world.json(['new', ...shell, '--worktree', 'alive']);
    const { error } = await world.json(['kill-server'], { code: 3 });
    expect(error.message).toContain('1 program would end');
    await screenHas('alive', '$');
    const { killed } = await world.json(['kill-server', '--yes']);
    expect(killed).toEqual({ host: true, programs: 1 });
    await until('every process has ended', async () => (await world.processes()).length === 0);
  });

  test('without a host says so', async () => {
    const result = await world.run(['kill-server']);
    expect(result).toEqual({ code: 0, stdout: 'No host is running.\n', stderr: '' });
  });
});
