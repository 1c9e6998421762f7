import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { openScreen } from '../support/screen.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'one\ntwo\nthree\n' } });
});
afterEach(async () => {
  await world.dispose();
});

const statuses = async () => {
  const { sessions } = await world.json(['sessions', 'list', '--all']);
  return sessions.map(({ name, branch, status }: Record<string, string>) => [name, branch, status]);
};

test('the list of sessions fills in what git tells, follows other processes and acts', async () => {
  for (const name of ['login', 'parser']) {
    const made = await world.json(['new', '--agent', 'shell', '--worktree', name, '--detach']);
    await appendFile(join(made.session.path, 'a.txt'), `of ${name}\n`);
  }
  const screen = await openScreen(world, { cols: 120, rows: 36 });
  await screen.waitForText(/1 \w+.*2 \w+/);
  screen.press('ctrl-b', 's');
  await screen.waitForText('Sessions (2)');
  await screen.waitForText(/login +login +main .* ±1 +! parser/);
  await screen.waitForText(/parser +parser +main .* ±1 +! login/);
  screen.type('lgn');
  await screen.waitForText('Sessions (1 of 2)');
  await screen.waitForText('1 uncommitted file');

  await world.json(['sessions', 'rename', 'login', 'sign-in']);
  screen.press('ctrl-u');
  await screen.waitForText(/› .* sign-in +login/);
  screen.press('ctrl-s');
  await screen.waitForText('› Cancel');
  screen.press('down');
  await screen.waitForText('› End the program and archive it');
  screen.press('enter');
  await screen.waitForText('sign-in is archived; worktree and branch stay.');
  await screen.waitForText('Sessions (1)');
  expect(await statuses()).toContainEqual(['sign-in', 'login', 'archived']);
  screen.press('ctrl-v');
  await screen.waitForText(/sign-in +login +main +archived/);
  screen.type('sign');
  await screen.waitForText('Sessions (1 of 2)');
  screen.press('enter');
  await screen.waitForText('sign-in · shell');
  await screen.waitForGone('Sessions (');
  expect(await statuses()).toContainEqual(['sign-in', 'login', 'active']);
});
