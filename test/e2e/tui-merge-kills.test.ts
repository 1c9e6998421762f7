import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { openScreen } from '../support/screen.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

let world: World;
let path = '';
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'one\n', 'b.txt': 'one\n' } });
});
afterEach(() => world.dispose());

const git = (...args: string[]) => world.repo.git(...args);
const below = (name: string) => join(world.root, name);

async function commitIn(directory: string, name: string, text: string): Promise<void> {
  await writeFile(join(directory, name), text);
  await world.repo.gitIn(directory, 'commit', '-qam', text.trim());
}

/**
 * A program that is at it, with its id in a file, until it is ended. It says so before: to a reader
 * that was killed it could not any more.
 */
const hangs = (name: string) =>
  `echo $$ > '${below(name)}.new'; echo at it; mv '${below(name)}.new' '${below(name)}'; sleep 600`;

/** What a merge that has not landed has no business with. */
const persons = async () => [
  await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/stash'),
  await git('symbolic-ref', 'HEAD'),
  await git('status', '--porcelain', '--untracked-files=all'),
  await git('ls-files', '-s'),
  await git('-C', path, 'status', '--porcelain', '--untracked-files=all'),
  await git('-C', path, 'ls-files', '-s'),
];

/** What a killed merge leaves, until the next start has seen to it. */
async function leftovers(): Promise<string[]> {
  const refs = await git('for-each-ref', '--format=%(refname)', 'refs/qtui/merge');
  const worktrees = (await git('worktree', 'list', '--porcelain')).match(/^worktree .*check-.*/gm);
  const programs = (await world.processes()).filter(({ command }) => /hang|sleep/.test(command));
  return [refs, ...(worktrees ?? []), ...programs.map(({ command }) => command)].filter(Boolean);
}

/** Another screen in place of one that is killed, with what the killed one has left seen to. */
async function killed(screen: TerminalDriver): Promise<TerminalDriver> {
  screen.resize(40, 10);
  screen.resize(100, 30);
  await screen.dispose();
  expect(await leftovers()).not.toEqual([]);
  const next = await openScreen(world);
  await until('nothing is left', async () => (await leftovers()).length === 0);
  await next.waitForText(/A check of a merge was interrupted|Found at the start/);
  if (next.screen().includes('Found at the start')) {
    await next.waitForText('Esc closes');
    next.press('escape');
  }
  await next.waitForGone('Found at the start');
  return next;
}

async function goOn(screen: TerminalDriver): Promise<void> {
  await screen.waitForText('topic → main');
  screen.press('ctrl-b', 'm');
  await screen.choose('Go on where you stopped');
}

test('a screen that is killed while a check or the landing runs leaves nothing, or all of it', async () => {
  const config = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(config), { recursive: true });
  await writeFile(below('hang.sh'), `[ -e '${below('passes')}' ] || { ${hangs('check')}; }\n`);
  await writeFile(config, `[merge]\ncheck = ["sh", ${JSON.stringify(below('hang.sh'))}]\n`);
  path = (await world.json(['new', '--agent', 'shell', '--worktree', 'topic'])).session.path;
  await commitIn(world.repo.path, 'a.txt', 'main\n');
  await commitIn(path, 'a.txt', 'topic\n');
  // The result is no content that was checked before.
  await commitIn(world.repo.path, 'b.txt', 'main too\n');
  await writeFile(join(path, 'draft.txt'), 'draft\n');
  await world.repo.write('stashed.txt', 'stashed\n');
  await git('stash', '-u');
  await world.repo.write('mine.txt', 'mine\n');
  await world.repo.write('staged.txt', 'staged\n');
  await git('add', 'staged.txt');
  const before = await persons();

  let screen = await openScreen(world);
  await screen.waitForText('topic → main');
  screen.press('ctrl-b', 'm');
  await screen.choose('Go on: commit 1 uncommitted file');
  await screen.choose('Go on without a commit');
  await screen.waitForText('at it');
  screen = await killed(screen);
  expect(await persons()).toEqual(before);

  // The check of what the conflicts were settled to.
  await writeFile(below('passes'), '');
  await goOn(screen);
  await screen.waitForText('[Check]');
  await screen.choose('Go on');
  await screen.waitForText('1 of 1 open');
  screen.press('t');
  await rm(below('passes'));
  await screen.choose('Go on with the merge');
  await screen.waitForText('at it');
  screen = await killed(screen);
  expect(await persons()).toEqual(before);

  // The landing, within a hook of the person's: the branch has moved, and all is as after a merge.
  await writeFile(below('passes'), '');
  await goOn(screen);
  await screen.waitForText('[Verify]');
  await screen.choose('Go on');
  const hook = join(world.repo.path, '.git/hooks/post-merge');
  await mkdir(dirname(hook), { recursive: true });
  await writeFile(hook, `#!/bin/sh\n${hangs('hook')}\n`, { mode: 0o755 });
  await screen.choose('Merge into main');
  await until('the hook runs', async () => existsSync(below('hook')));
  await screen.dispose();
  screen = await openScreen(world);
  await screen.waitForText('was complete.');
  // What the person's own hook does is not ended; that is left to them.
  process.kill(-(await groupOf(Number(await readFile(below('hook'), 'utf8')))), 'SIGKILL');
  await until('nothing is left', async () => (await leftovers()).length === 0);
  expect(await git('show', 'main:a.txt')).toBe('topic');
  expect(await git('status', '--porcelain')).toBe('A  staged.txt\n?? mine.txt');
  expect(await git('-C', path, 'status', '--porcelain')).toBe('?? draft.txt');
  expect(await git('stash', 'list')).toContain('stash@{0}');
  expect(await git('log', '-1', '--format=%s', 'main^')).toBe('main too');
  expect((await world.run(['undo', '--yes'])).code).toBe(0);
  expect(await persons()).toEqual(before);
});

/** Field 5 of proc_pid_stat(5). */
async function groupOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
