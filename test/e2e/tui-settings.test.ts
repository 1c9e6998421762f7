import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
let file: string;
beforeEach(async () => {
  world = await createWorld();
  file = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'config.toml');
});
afterEach(async () => {
  await world.dispose();
});

test('an open screen takes up what is written to the settings, and tells of mistakes', async () => {
  const terminal = world.open();
  await terminal.waitForText('^B ? help');
  await mkdir(dirname(file), { recursive: true });
  // As editors do it.
  await writeFile(`${file}~`, '[keys]\nleader = "ctrl-t"\n');
  await rename(`${file}~`, file);
  await terminal.waitForText('Settings changed: keys.leader.');
  await writeFile(file, '[keys]\nlaeder = "ctrl-t"\n');
  await terminal.waitForText('config.toml:2: keys.laeder');
  expect((await world.run(['config', 'unset', 'keys.laeder'])).code).toBe(0);
  await terminal.waitForText('The settings are right again.');
  expect((await world.run(['config', 'set', 'keys.leader', 'ctrl-y'])).code).toBe(0);
  await terminal.waitForText('^Y m');
  for (const need of ['required', 'none']) {
    await world.json(['config', 'set', 'types.development.worktree', need]);
    await terminal.waitForText('Settings changed: types.development.worktree.');
    terminal.press('ctrl-n');
    const words = need === 'none' ? 'needs none' : 'requires one';
    await terminal.waitForText(`because the type development ${words}`);
    terminal.press('escape');
    await terminal.waitForText('^Y m');
  }
  terminal.type('\x19d');
  await terminal.waitForExit();
  // A host is ended without them.
  await writeFile(file, 'keys = 3\n');
  expect((await world.json(['kill-server'])).killed.programs).toBe(0);
});
