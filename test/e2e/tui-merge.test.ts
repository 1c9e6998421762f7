import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { newShell, openScreen, runCommand } from '../support/screen.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'README.md': 'hello\n', '.gitignore': '.env\n' } });
});
afterEach(async () => {
  await world.dispose();
});

const git = (...args: string[]) => world.repo.git(...args);

async function sessionPath(): Promise<string> {
  return (await world.json(['sessions', 'list'])).sessions[0].path;
}

async function openMerge(screen: TerminalDriver): Promise<void> {
  screen.press('ctrl-b', 'm');
  await screen.waitForText('Strategy');
}

describe('the merge dialog', () => {
  test('lands a committed session in the checked-out target, then removes it', async () => {
    await world.repo.write('mine.txt', 'not committed\n');
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    const commit = 'echo new > new.txt && git add . && git commit -qm "Add new" && echo done-$?';
    await runCommand(screen, commit, 'done-0');
    const path = await sessionPath();

    await openMerge(screen);
    await screen.waitForText('topic → main');
    await screen.waitForText('Add new');
    await screen.waitForText(/A new\.txt +\+1/);
    await screen.choose('Go on: merge 1 commit into main (merge)');
    await screen.choose('Merge into main');
    await screen.waitForText('Its former tip is kept.');
    expect(await world.repo.read('new.txt')).toBe('new\n');
    expect(await git('status', '--porcelain')).toBe('?? mine.txt');
    expect(await git('log', '--format=%s', '-2', '--first-parent', 'main')).toContain('topic');

    await screen.choose('Remove worktree and branch …');
    await screen.waitForText('Nothing would be lost.');
    await screen.choose('Remove worktree and branch');
    await screen.waitForText('Worktree and branch are removed.');
    expect(existsSync(path)).toBe(false);
    expect(await git('branch', '--list', 'topic')).toBe('');
    await screen.waitForText('No session is open.');
  });

  test('commits what is uncommitted and lands in a target that is checked out nowhere', async () => {
    await git('branch', 'release');
    await world.json(['new', '--agent', 'shell', '--worktree', 'draft', '--into', 'release']);
    const path = await sessionPath();
    await writeFile(join(path, 'draft.txt'), 'draft\n');
    const main = await git('rev-parse', 'main');
    const screen = await openScreen(world);
    await screen.waitForText('draft → release');
    await openMerge(screen);
    await screen.waitForText('1 uncommitted file');
    await screen.choose('Go on: commit 1 uncommitted file of draft');
    await screen.choose('Commit 1 file');
    await screen.choose('Merge into release');
    await screen.waitForText('Its former tip is kept.');
    await screen.choose('Keep the session');
    expect(await git('show', 'release:draft.txt')).toBe('draft');
    expect(await git('rev-parse', 'main')).toBe(main);
    expect(existsSync(path)).toBe(true);
  });

  test('refuses when a dirty file of the target would change, and leaves it alone', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    await runCommand(
      screen,
      'echo theirs > README.md && git commit -qam "Change it" && echo done-$?',
      'done-0',
    );
    await world.repo.write('README.md', 'mine\n');
    const before = await git('rev-parse', 'main');
    await openMerge(screen);
    await screen.waitForText('README.md');
    expect(screen.screen()).not.toContain('Go on');
    screen.press('enter');
    await screen.waitForGone('Strategy');
    expect(await world.repo.read('README.md')).toBe('mine\n');
    expect(await git('rev-parse', 'main')).toBe(before);
  });

  test('names the files that would conflict', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    await runCommand(
      screen,
      'echo theirs > README.md && git commit -qam "Change it" && echo done-$?',
      'done-0',
    );
    await world.repo.commit('Ours', { 'README.md': 'ours\n' });
    await openMerge(screen);
    await screen.waitForText('1 file would conflict');
    await screen.waitForText('both changed the same lines');
    expect(await git('status', '--porcelain')).toBe('');
  });

  test('can be stopped while a hook of the commit or of the landing hangs', async () => {
    await world.json(['new', '--agent', 'shell', '--worktree', 'stuck']);
    const path = await sessionPath();
    await writeFile(join(path, 'draft.txt'), 'draft\n');
    const hooks = join(world.repo.path, '.git/hooks');
    const started = join(world.repo.root, 'hook-started');
    const hang = `#!/bin/sh\n: > '${started}'\nexec sleep 300\n`;
    const untilStarted = () => until('the hook', async () => existsSync(started));
    await mkdir(hooks, { recursive: true });
    await writeFile(join(hooks, 'pre-commit'), hang, { mode: 0o755 });
    const screen = await openScreen(world);
    await screen.waitForText('stuck → main');
    await openMerge(screen);
    await screen.choose('Go on: commit 1 uncommitted file of stuck');
    await screen.choose('Commit 1 file');
    await untilStarted();
    screen.press('escape');
    await screen.waitForText('Stopped: nothing was committed.');
    expect(await git('-C', path, 'status', '--porcelain')).toBe('?? draft.txt');
    await rm(join(hooks, 'pre-commit'));
    await rm(started);

    await screen.choose('Commit 1 file');
    await screen.waitForText('[Land]');
    await writeFile(join(hooks, 'post-merge'), hang, { mode: 0o755 });
    await screen.choose('Merge into main');
    await untilStarted();
    screen.press('escape');
    // The target had moved before the hook began: what is done is told as done.
    await screen.waitForText('Its former tip is kept.');
    expect(await git('show', 'main:draft.txt')).toBe('draft');
    expect(await git('status', '--porcelain')).toBe('');
  });

  test('is walked back and forth and left with nothing changed, also when killed', async () => {
    const config = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
    const check = ['sh', '-c', 'echo one of two; echo two of two; exit 1'];
    await mkdir(dirname(config), { recursive: true });
    await writeFile(config, `[merge]\ncheck = ${JSON.stringify(check)}\n`);
    await world.json(['new', '--agent', 'shell', '--worktree', 'walk']);
    const path = await sessionPath();
    await writeFile(join(path, 'done.txt'), 'done\n');
    await git('-C', path, 'add', '-A');
    await git('-C', path, 'commit', '-qm', 'Do it');
    await writeFile(join(path, 'draft.txt'), 'draft\n');
    await world.repo.write('mine.txt', 'not committed\n');
    const state = async () => [
      await git('for-each-ref', 'refs/heads'),
      await git('status', '--porcelain'),
      await git('-C', path, 'status', '--porcelain'),
      await git('for-each-ref', 'refs/qtui/merge'),
    ];
    const before = await state();
    let screen = await openScreen(world);
    await screen.waitForText('walk → main');

    // To the check, which fails; at each step that is left nothing has changed.
    await openMerge(screen);
    await screen.choose('Go on: commit 1 uncommitted file');
    await screen.choose('Go on without a commit');
    await screen.waitForText('failed with code 1.');
    await screen.waitForText('two of two');
    screen.press('b');
    await screen.waitForText('[Commit]');
    screen.press('b');
    await screen.waitForText('[Preview]');
    screen.press('escape');
    await screen.waitForGone('[Preview]');
    expect(await state()).toEqual(before);

    // A client that is killed on the way leaves what was decided, and nothing else.
    await openMerge(screen);
    await screen.choose('Go on: commit 1 uncommitted file');
    await screen.choose('Go on without a commit');
    await screen.choose('Merge all the same');
    await screen.waitForText('type the name of the branch');
    screen.type('main\r');
    await screen.waitForText('[Land]');
    screen.press('shift-tab');
    screen.type(' by hand');
    screen.press('enter', 'enter');
    await screen.waitForText('[Check]');
    await screen.choose('Merge all the same');
    await screen.waitForText('type the name of the branch');
    screen.type('main\r');
    await screen.waitForText('by hand');
    await screen.dispose();
    screen = await openScreen(world);
    await screen.waitForText('walk → main');
    screen.press('ctrl-b', 'm');
    await screen.waitForText('left at Land, a message of yours.');
    screen.resize(40, 10);
    await screen.choose('Go on where you stopped');
    await screen.waitForText('[Land]');
    screen.resize(100, 30);
    await screen.waitForText('by hand');
    expect((await state()).slice(0, 3)).toEqual(before.slice(0, 3));

    // The target moves on before it lands: looked at again, with what was typed.
    await git('commit', '-q', '--allow-empty', '-m', 'Another');
    const moved = await git('rev-parse', 'main');
    screen.press('b');
    await screen.choose('Merge all the same');
    await screen.waitForText('type the name of the branch');
    screen.type('main\r');
    await screen.choose('Merge into main');
    await screen.waitForText('main has moved since it was looked at');
    expect(await git('rev-parse', 'main')).toBe(moved);
    await screen.choose('Go on: commit 1 uncommitted file');
    await screen.choose('Go on without a commit');
    await screen.choose('Merge all the same');
    await screen.waitForText('type the name of the branch');
    screen.type('main\r');
    await screen.choose('Merge into main');
    await screen.waitForText('Its former tip is kept.');
    expect(await git('log', '-1', '--format=%s', 'main')).toContain('by hand');
    expect(await git('status', '--porcelain')).toBe('?? mine.txt');
    screen.press('escape');
    await screen.waitForGone('[After]');
    screen.press('ctrl-b', 'm');
    await screen.waitForText('main has everything that walk has committed.');
  });

  test('opens by Ctrl-m where the terminal tells it from Enter, and never by Enter', async () => {
    const screen = await openScreen(world, { kitty: true });
    await newShell(screen, 'topic');
    await screen.waitForText('^M merge');
    screen.press('enter', 'enter');
    await runCommand(screen, 'echo after-$((1+1))', 'after-2');
    expect(screen.screen()).not.toContain('Strategy');
    screen.press('kitty-ctrl-m');
    await screen.waitForText('Strategy');
  });

  test('is not opened by 0x0d where Ctrl-m cannot be told from Enter', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    screen.press('ctrl-m');
    await runCommand(screen, 'echo after-$((1+1))', 'after-2');
    expect(screen.screen()).not.toContain('Strategy');
    expect(screen.screen()).toContain('^B m merge');
  });
});

test('removing a session says that an ignored .env would go, and keeps it unless told', async () => {
  const screen = await openScreen(world);
  await newShell(screen, 'topic');
  const path = await sessionPath();
  await writeFile(join(path, '.env'), 'SECRET=1\n');
  screen.press('ctrl-b', 'x');
  await screen.choose('End it and remove worktree and branch');
  await screen.waitForText('.env');
  screen.press('enter');
  await screen.waitForGone('.env');
  expect(await readFile(join(path, '.env'), 'utf8')).toBe('SECRET=1\n');
  expect(await git('branch', '--list', 'topic')).toContain('topic');
});
