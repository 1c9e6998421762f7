import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
let userFile: string;
let projectFile: string;
beforeEach(async () => {
  world = await createWorld();
  userFile = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'config.toml');
  projectFile = join(world.repo.path, '.qtui', 'config.toml');
});
afterEach(async () => {
  await world.dispose();
});

describe('qtui config', () => {
  test('writes a file, changes it key by key, and says where what holds comes from', async () => {
    expect(await world.json(['config', 'init'])).toEqual({ schema: 1, file: userFile });
    const template = await readFile(userFile, 'utf8');
    const again = await world.run(['config', 'init']);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('left as it is') });
    const set = await world.json(['config', 'set', 'merge.strategy', 'squash']);
    expect(set).toMatchObject({ file: userFile, isChanged: true, setting: { value: 'squash' } });
    const changed = await readFile(userFile, 'utf8');
    expect(changed.replace('strategy = "squash"\n', '')).toBe(template);
    const line = changed.split('\n').indexOf('strategy = "squash"') + 1;
    const { stdout } = await world.run(['config', 'explain', 'merge.strategy']);
    expect(stdout).toContain(`config.toml:${line}\n  over "merge" from default`);
    await world.json(['config', 'unset', 'merge.strategy']);
    expect(await readFile(userFile, 'utf8')).toBe(template);
    const table = await world.run(['config', 'unset', 'types.feature']);
    expect(table).toMatchObject({ code: 2, stderr: expect.stringContaining('is a table of') });
    const option = await world.run(['config', 'set', '--projct', 'merge.strategy', 'squash']);
    expect(option).toMatchObject({ code: 2, stderr: expect.stringContaining("'--projct'") });
    const wrong = await world.run(['config', 'get', 'merge.strtegy']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('merge.strategy?') });
  });

  test('asks who sets a repository’s command whether to trust the file', async () => {
    const set = ['config', 'set', '--project', 'merge.check', 'make', '-k'];
    const terminal = world.open(set);
    await terminal.waitForText('Trust its commands, so that they run here? [y/N]');
    expect(terminal.screen()).toContain('check: make -k');
    terminal.type('\r');
    await terminal.waitForExit();
    expect(await readFile(projectFile, 'utf8')).toBe('[merge]\ncheck = ["make", "-k"]\n');
    const explained = await world.run(['config', 'explain', 'merge.check']);
    expect(explained.stdout).toContain('not trusted, not run');
    await world.json(['trust', '--yes']);
    const { setting } = await world.json(['config', 'get', 'merge.check']);
    expect(setting).toMatchObject({ value: ['make', '-k'], from: 'project', isTrusted: true });
    const other = await world.json(['config', 'set', '--project', 'merge.strategy', 'rebase']);
    expect(other).toMatchObject({ isTrusted: false, setting: { value: 'rebase', line: 3 } });
  });

  test('refuses to change what is not right, and says where it is not', async () => {
    await mkdir(dirname(userFile), { recursive: true });
    await writeFile(userFile, '[keys]\nleader = "f5"\nleader = "f6"\n');
    const { code, stderr } = await world.run(['config', 'set', 'terminal.mouse', 'false']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${userFile}:3: keys.leader is set on line 2 already`);
    expect(stderr).toContain('Nothing was changed.');
  });

  test('shows what each type asks for, and which file says so', async () => {
    await mkdir(dirname(userFile), { recursive: true });
    await mkdir(dirname(projectFile), { recursive: true });
    await writeFile(userFile, '[merge]\nstrategy = "rebase"\n[types.feature]\nprefix = "f/"\n');
    await writeFile(projectFile, '[types.feature]\nworktree = "ask"\ncheck = ["make"]\n');
    const { types } = await world.json(['config', 'types']);
    expect(types).toHaveLength(9);
    const feature = types.find(({ type }: { type: string }) => type === 'feature');
    expect(feature).toMatchObject({
      worktree: { value: 'ask', from: 'project', file: projectFile, line: 2 },
      prefix: { key: 'types.feature.prefix', value: 'f/', from: 'user', file: userFile, line: 4 },
      strategy: { key: 'merge.strategy', value: 'rebase', from: 'user', line: 2 },
      check: { key: 'types.feature.check', value: ['make'], isTrusted: false },
      'archive-days': { value: 0, from: 'default', file: null, line: null },
    });
    const { stdout } = await world.run(['config', 'types']);
    expect(stdout).toMatch(/^feature +ask +rebase +make +- +f\/ +never +30 days +never$/m);
    expect(stdout).toMatch(/^types\.feature\.check +\["make"\] \(not trusted: see "qtui trust"\)/m);
    const trusted = await world.run(['trust', '--yes']);
    expect(trusted.stderr).toContain('types.feature.check, before a merge of type feature:');
  });
});
