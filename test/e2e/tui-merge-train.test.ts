import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { openScreen } from '../support/screen.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'README.md': 'hello\n' } });
});
afterEach(async () => {
  await world.dispose();
});

async function open(branch: string, file: string, content: string): Promise<string> {
  const args = ['new', '--agent', 'shell', '--worktree', branch];
  const { session } = await world.json(args);
  await writeFile(join(session.path, file), content);
  await world.repo.gitIn(session.path, 'add', '-A');
  await world.repo.gitIn(session.path, 'commit', '-qm', `Write ${file}`);
  await world.json(['wait', branch, '--until', 'idle']);
  return session.path;
}

test('three in a chosen order: the one in the middle conflicts and is left out', async () => {
  await open('one', 'same.txt', 'one\n');
  const two = await open('two', 'same.txt', 'two\nand more\n');
  await open('three', 'three.txt', 'three\n');
  const screen = await openScreen(world, { rows: 24, cols: 80 });
  screen.press('ctrl-b', 'M');
  // What conflicts with what is before it is left out at first.
  await screen.waitForText('Merge several: 2 in this order');
  await screen.waitForText(/1\. three.*2\. one.*\[ \] two.*left out; by itself: merges/s);
  screen.press('J', 'J', 'up', 'space');
  await screen.waitForText(/1\. one.*2\. two.*3\. three/s);
  await screen.waitForText('conflicts in 1 file with what is before it: same.txt');
  screen.press('enter');
  await screen.waitForText('one, two, three');
  await screen.choose('Merge 3 sessions');

  await screen.waitForText('Stopped at two');
  await screen.waitForText('conflicts in same.txt');
  await screen.waitForText('ahead: merges cleanly');
  // What the person does with it by themselves, and then not.
  await screen.choose('Open the merge of two …');
  await screen.waitForText('two → main');
  screen.press('escape');
  await screen.waitForText('Not merged yet: two, three.');
  await screen.choose('Go on with 2 sessions');
  await screen.waitForText('Stopped at two');
  await screen.choose('Leave two out and go on with the other one');
  await screen.waitForText('2 sessions merged.');
  await screen.waitForText('undoes them one by one');

  const { git } = world.repo;
  expect(await git('log', '--first-parent', '--format=%s', 'main')).toMatch(
    /^Merge .*three.*\nMerge .*one.*\n/,
  );
  expect(await git('show', 'main:same.txt')).toBe('one');
  expect(await world.repo.gitIn(two, 'status', '--porcelain')).toBe('');
  screen.press('ctrl-b', 'u');
  await screen.waitForText('three');
  await screen.waitForText('The merge');
});

test('a train is cancelled while a check runs: what has landed stays, the rest is as it was', async () => {
  await open('one', 'one.txt', 'one\n');
  await open('two', 'two.txt', 'two\nmore\n');
  const hang = `ls two.txt && { touch ${join(world.root, 'hangs')}; echo hanging; sleep 600; } || true`;
  await world.repo.write('.qtui/config.toml', `[merge]\ncheck = ["sh", "-c", "${hang}"]\n`);
  const screen = await openScreen(world);
  screen.press('ctrl-b', 'M');
  await screen.waitForText('Merge several: 2 in this order');
  await screen.waitForText(/2\. two.*merges cleanly/s);
  screen.press('enter');
  await screen.choose('Merge 2 sessions');
  await screen.waitForText('trusted, so it cannot run');
  await screen.choose('End here');
  await screen.waitForText('0 sessions merged.');
  await world.json(['trust', '--yes']);
  screen.press('ctrl-b', 'M');
  await screen.waitForText(/2\. two.*merges cleanly/s);
  screen.press('enter');
  await screen.choose('Merge 2 sessions');
  await screen.waitForText('hanging');
  await screen.waitForText(/merged into main as/);
  screen.press('escape');
  await screen.waitForText('stopped by you; not merged');
  await screen.choose('End here');
  await screen.waitForText('1 session merged.');
  const { git } = world.repo;
  expect(await git('ls-tree', '--name-only', 'main')).toContain('one.txt');
  expect(await git('ls-tree', '--name-only', 'main')).not.toContain('two.txt');
  expect(await git('for-each-ref', 'refs/qtui/merge')).toBe('');

  // The same by a kill, of which the next screen tells.
  const landed = await git('rev-parse', 'main');
  screen.press('ctrl-b', 'M');
  await screen.waitForText(/two.*merges cleanly/s);
  screen.press('enter');
  await screen.choose('Merge 1 session');
  await screen.waitForText('hanging');
  await screen.dispose();
  expect(await git('worktree', 'list')).toContain('check-');
  const next = await openScreen(world);
  await next.waitForText('A check of a merge was interrupted; its worktree was removed.');
  expect(await git('worktree', 'list')).not.toContain('check-');
  expect(await git('for-each-ref', 'refs/qtui/merge')).toBe('');
  expect([await git('rev-parse', 'main'), await git('status', '--porcelain')]).toEqual([
    landed,
    '?? .qtui/',
  ]);
});

test('a development session is checked at rest, and its merge is offered without a dialog', async () => {
  const file = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '[merge]\ncheck = ["test", "-e", "one.txt"]\n');
  await open('one', 'one.txt', 'one\n');
  const screen = await openScreen(world);
  await screen.waitForText('one: ^B m there merges it into main. test -e one.txt passed.');
  await screen.waitForText('1 one »');
});
