import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { isAlive, until } from '../support/processes.js';
import { newShell, openScreen, runCommand } from '../support/screen.js';
import type { TerminalDriver } from '../support/terminal-driver.js';
import { TerminalState } from '../support/terminal-state.js';

let world: World;
let state: TerminalState;
beforeEach(async () => {
  world = await createWorld();
  state = new TerminalState();
});
afterEach(async () => {
  await world.dispose();
});

/** An exception that nobody catches, in the client and in nothing else. */
const THROWS_ON_SIGUSR2 =
  "--import=data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)('boom'))})";

const ESC = String.raw`\033`;
/** What a program asks of its terminal: every one of it reaches the person's in some form. */
const CHANGES_EVERYTHING = [
  `printf '`,
  `${ESC}[?1003h${ESC}[?1006h${ESC}[?1004h${ESC}[?2004h`,
  `${ESC}[5 q${ESC}]12;#ff8800${ESC}\\\\${ESC}]9;4;1;50${ESC}\\\\`,
  `${ESC}[>3u${ESC}[1;31m${ESC}]8;;https://example.org/${ESC}\\\\`,
  `'; echo on''e`,
].join('');

/** A screen whose terminal is changed as far as programs and the client can. */
async function open(env: Record<string, string> = {}): Promise<TerminalDriver> {
  const screen = await openScreen(world, {
    kitty: true,
    env: { TERM_PROGRAM: 'ghostty', ...env },
    onOutput: state.write,
  });
  screen.type('\x1b[?2031;2$y');
  await newShell(screen, 'work');
  await runCommand(screen, CHANGES_EVERYTHING, 'one');
  await screen.waitFor('the modes', () => isChanged());
  return screen;
}

function isChanged(): boolean {
  const { modes, cursorColor, progress, kitty } = state.summary() as {
    modes: string[];
    cursorColor: string;
    progress: string;
    kitty: { alternate: string[] };
  };
  const hasModes = ['1003', '1004', '1049', '2004', '2031'].every((mode) => modes.includes(mode));
  return hasModes && cursorColor === '#ff8800' && progress === '1;50' && kitty.alternate[0] === '7';
}

async function hostPid(): Promise<number> {
  const record = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'hosts');
  const [name = ''] = await readdir(record);
  return JSON.parse(await readFile(join(record, name), 'utf8')).pid;
}

async function leaveLostHost(screen: TerminalDriver): Promise<void> {
  await screen.waitForText('The host is gone');
  await screen.waitForText('Enter chooses');
  await screen.choose('Leave qtui');
}

/** The state of the process as ps(1) shows it. */
async function processState(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
}

describe('the terminal is as it was before', () => {
  test.each<[string, (screen: TerminalDriver) => unknown, { code?: number; signal?: number }]>([
    ['a detach', (screen) => screen.press('ctrl-b', 'd'), { code: 0 }],
    ['SIGTERM', (screen) => screen.kill('SIGTERM'), {}],
    ['SIGHUP', (screen) => screen.kill('SIGHUP'), {}],
    ['SIGINT', (screen) => screen.kill('SIGINT'), {}],
    ['SIGQUIT', (screen) => screen.kill('SIGQUIT'), {}],
    [
      'an exception nobody catches',
      async (screen) => {
        screen.kill('SIGUSR2');
        await screen.waitForExit();
        expect(screen.screen()).toContain('boom');
      },
      {},
    ],
    [
      'kill -9 of the host',
      async (screen) => {
        process.kill(await hostPid(), 'SIGKILL');
        await leaveLostHost(screen);
      },
      { code: 1 },
    ],
    [
      'a host that was shut down',
      async (screen) => {
        await world.run(['kill-server', '--yes']);
        await leaveLostHost(screen);
      },
      { code: 1 },
    ],
  ])('%s', async (_, leave, exit) => {
    const before = new TerminalState().summary();
    const screen = await open({ NODE_OPTIONS: THROWS_ON_SIGUSR2 });
    await leave(screen);
    expect(await screen.waitForExit()).toMatchObject(exit);
    expect(state.summary()).toEqual(before);
    expect(screen.showsMainScreen).toBe(true);
    expect(screen.cursorLook.isVisible).toBe(true);
  });

  test('being stopped, and has everything again when it goes on', async () => {
    const before = new TerminalState().summary();
    const screen = await open();
    await screen.waitForText(/ idle · 50% [\s\S]*\n│one +│\n│\$ /);
    await screen.waitForText(/±0 ↑0 ↓0 .* idle .*\^M merge/);
    const during = state.summary();
    // A slow program is done in the eyes of the tab, until it is looked at.
    const screenWithoutMark = () => screen.screen().replace(' ✔', '').replace(/ +/g, ' ');
    const shown = screenWithoutMark();
    screen.kill('SIGTSTP');
    await until('it is stopped', async () => (await processState(screen.pid)) === 'T');
    await screen.waitFor('the main screen', () => screen.showsMainScreen);
    expect(state.summary()).toEqual(before);
    screen.kill('SIGCONT');
    await screen.waitFor('the same screen', () => screenWithoutMark() === shown);
    screen.type('\x1b[?2031;2$y');
    await screen.waitFor('the same modes', () => isEqual(state.summary(), during));
    screen.press('ctrl-b', 'd');
    await screen.waitForExit();
    expect(state.summary()).toEqual(before);
  });

  test('a terminal that is closed ends the client, and nothing else', async () => {
    const screen = await open();
    const { pid } = screen;
    const host = await hostPid();
    screen.hangUp();
    await until('the client ends', () => !isAlive(pid));
    expect(isAlive(host)).toBe(true);
    expect((await world.json(['sessions', 'list'])).sessions).toMatchObject([{ status: 'active' }]);
  });
});

function isEqual(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
