import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { openScreen, runCommand } from '../support/screen.js';

let world: World;
let directory: string;
beforeEach(async () => {
  world = await createWorld();
  directory = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'scrollback');
});
afterEach(async () => {
  await world.dispose();
});

const newSession = async (branch: string): Promise<string> => {
  const { session } = await world.json(['new', '--agent', 'shell', '--worktree', branch]);
  return session.id;
};
const send = (branch: string, text: string) => world.json(['send', branch, text]);
const fileOf = (id: string) => join(directory, `${id}.ansi`);
const savedText = (id: string) => readFile(fileOf(id), 'utf8').catch(() => '');

/** Kills the host as a power cut does, once it has saved the output of a program that ended. */
async function endAndKillHost(branch: string, id: string, command: string): Promise<void> {
  await send(branch, `${command}; exit`);
  await until('the output is saved', async () => (await savedText(id)).includes('last line'));
  const record = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'hosts');
  const [name = ''] = await readdir(record);
  const { pid } = JSON.parse(await readFile(join(record, name), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until('the host is gone', async () => (await world.processes()).length === 0);
}

describe('after the host was killed', () => {
  test('an opened session has its earlier output above', async () => {
    const id = await newSession('again');
    const colours = "printf '\\033[1;31mred\\033[m 日本\\n'";
    await endAndKillHost('again', id, `seq 1 100; ${colours}; echo last line`);
    expect((await stat(fileOf(id))).mode & 0o777).toBe(0o600);

    const screen = world.open(['attach', 'again']);
    await screen.waitForText('│$');
    expect(screen.screen()).not.toContain('last line');
    await runCommand(screen, 'echo fresh-$((1+1))', 'fresh-2');
    screen.press('ctrl-b', '[', 'pageup');
    await screen.waitForText('earlier output, saved 20');
    expect(screen.screen()).toMatch(/│99 .*\n│100 .*\n│red 日本 .*\n│last line/);
    screen.press('g');
    await screen.waitForText(/│1 .*\n│2 /);
  });

  test('capture prints what was saved, and says so', async () => {
    const id = await newSession('again');
    await endAndKillHost('again', id, "seq 1 100; printf '\\033[31mred\\033[m\\n'; echo last line");
    const { stdout, stderr, code } = await world.run(['capture', 'again']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^No program runs; this is what was saved on 20\d\d-\d\d-\d\d \d\d:\d\d\.\n$/,
    );
    expect(stdout.trimEnd().split('\n').slice(-4)).toEqual(['99', '100', 'red', 'last line']);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(25);
    const all = await world.run(['capture', 'again', '--history', 'all', '--ansi']);
    expect(all.stdout).toMatch(/\n1\n2\n3\n/);
    expect(all.stdout).toContain('\u001b[0;31mred\u001b[0m');
    const json = await world.json(['capture', 'again', '--history', '2']);
    expect(json.saved).toMatch(/^20\d\d-\d\d-\d\dT/);
    expect(json.size).toEqual({ cols: 80, rows: 24 });
    expect(json.session.id).toBe(id);
  });
});

test('capture of a running session says nothing of saving', async () => {
  await newSession('runs');
  expect(await world.json(['capture', 'runs'])).toMatchObject({ saved: null });
  expect((await world.run(['capture', 'runs'])).stderr).toBe('');
});

test('capture of a session that was never saved says that it does not run', async () => {
  const id = await newSession('never');
  await world.json(['sessions', 'close', 'never']);
  await world.run(['kill-server', '--yes']);
  await writeFile(fileOf(id), 'broken');
  const { error } = await world.json(['capture', 'never'], { code: 1 });
  expect(error).toMatchObject({ code: 'metadata-corrupt' });
  expect(error.message).toContain(fileOf(id));
});

test('a program that is started again by key has its first run above it', async () => {
  await world.installAgent('claude', 'exits-at-once');
  const screen = await openScreen(world);
  screen.press('ctrl-n');
  await screen.waitForText('Claude');
  screen.press('enter');
  await screen.waitForText('exited with code 3');
  await world.installAgent('claude', 'repainter');
  screen.press('r');
  await screen.waitForText('answers: 0');
  screen.press('ctrl-b', '[', 'g');
  await screen.waitForText('fatal: no licence found');
  await screen.waitForText('earlier output, ended 20');
});

test('removing a session removes its output, closing does not', async () => {
  const [kept, removed] = [await newSession('kept'), await newSession('removed')];
  await world.json(['sessions', 'close', 'kept']);
  await world.json(['sessions', 'close', 'removed', '--remove']);
  expect(await savedText(kept)).toContain('"title"');
  expect(await savedText(removed)).toBe('');
  expect(await readdir(directory)).toEqual([`${kept}.ansi`]);
});

test('nothing is kept where the settings say so', async () => {
  const settings = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui');
  await mkdir(settings, { recursive: true });
  await writeFile(join(settings, 'config.toml'), '[terminal]\nsave-scrollback = false\n');
  await newSession('secret');
  await world.json(['sessions', 'close', 'secret']);
  await world.run(['kill-server', '--yes']);
  await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  const { error } = await world.json(['capture', 'secret'], { code: 1 });
  expect(error.code).toBe('session-not-running');
});

test('doctor tells of output that cannot be saved', async () => {
  await newSession('full');
  await writeFile(directory, 'a file in the place of the directory');
  await send('full', 'exit');
  await until('it is told', async () => {
    const { checks } = await world.json(['doctor']);
    const host = checks.find(({ id }: { id: string }) => id === 'host');
    return host.status === 'warn' && /Could not save the output of panes/.test(host.detail);
  });
});
