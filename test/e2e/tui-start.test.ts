import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { fakeGit, foreignHost, pathWithoutGit, silentHost } from '../support/faults.js';
import { detach, newShell, openScreen } from '../support/screen.js';
import type { TempRepoOptions } from '../support/temp-repo.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

let world: World;
async function start(options: TempRepoOptions = {}): Promise<void> {
  world = await createWorld(options);
}
afterEach(async () => {
  await world.dispose();
});

describe('the first start', () => {
  test('teaches three keys and knows the branch', async () => {
    await start();
    const screen = await openScreen(world);
    await screen.waitForText('No session is open.');
    await screen.waitForText(/\^N +starts a session/);
    await screen.waitForText(/\^B m +merges/);
    await screen.waitForText(/\^B \? +shows every key/);
    await screen.waitForText(/^ main /m);
    await screen.waitForText('qtui  repo');
  });

  test('leaving gives the terminal back', async () => {
    await start();
    const screen = await openScreen(world);
    expect(screen.showsMainScreen).toBe(false);
    screen.press('ctrl-b', 'd');
    expect(await screen.waitForExit()).toEqual({ code: 0, signal: 0 });
    expect(screen.showsMainScreen).toBe(true);
    expect(screen.screen().trim()).toBe('');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s gives the terminal back too',
    async (signal) => {
      await start();
      const screen = await openScreen(world);
      screen.kill(signal);
      await screen.waitForExit();
      expect(screen.showsMainScreen).toBe(true);
    },
  );

  test('help lists every key, and the palette finds an action', async () => {
    await start();
    const screen = await openScreen(world);
    screen.press('ctrl-b', '?');
    await screen.waitForText('List all sessions: open, rename, archive or remove one');
    screen.press('escape');
    await screen.waitForGone('List all sessions: open, rename, archive or remove one');
    screen.press('ctrl-b', ':');
    await screen.waitForText('Palette');
    screen.type('detach: leave');
    await screen.waitForText('Detach: leave qtui');
    screen.press('enter');
    expect((await screen.waitForExit()).code).toBe(0);
  });

  test('NO_COLOR leaves every cell in the default colours', async () => {
    await start();
    const screen = await openScreen(world, { env: { NO_COLOR: '1' } });
    await screen.waitForText('No session is open.');
    for (const row of screen.styledRows()) expect(row).not.toMatch(/\|[1-9]\d*\./);
  });
});

describe('the first frame', () => {
  test('is there while a host says nothing, and the screen can be left', async () => {
    await start();
    const host = await silentHost(world.socket);
    try {
      const screen = world.open();
      await screen.waitForText('^N new');
      expect(screen.screen()).toContain('starting …');
      await detach(screen);
      expect(screen.showsMainScreen).toBe(true);
    } finally {
      await host.close();
    }
  });

  test('a signal before anything else is loaded gives the terminal back', async () => {
    await start();
    let screen: TerminalDriver | undefined;
    const onOutput = (data: string) => {
      if (data.includes('qtui')) screen?.kill('SIGTERM');
    };
    screen = world.open([], { onOutput });
    await screen.waitForExit();
    expect(screen.showsMainScreen).toBe(true);
  });

  test('is not shown where the settings are wrong', async () => {
    await start();
    const directory = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'config.toml'), '[terminal\n');
    let written = '';
    const screen = world.open([], { onOutput: (data) => (written += data) });
    expect((await screen.waitForExit()).code).toBe(2);
    expect(screen.screen()).toContain('config.toml:1');
    expect(written).not.toContain('\x1b[?1049h');
  });
});

describe('places', () => {
  test('outside a repository it works without worktrees and says so', async () => {
    await start();
    const elsewhere = join(world.root, 'elsewhere');
    await mkdir(elsewhere);
    const screen = await openScreen(world, { cwd: elsewhere });
    await screen.waitForText('Sessions run here without worktrees.');
    await newShell(screen, 'plain');
    screen.type('pwd\r');
    await screen.waitForText(`${elsewhere}`);
  });

  test('an unborn HEAD is told, and can be made ready from the palette', async () => {
    await start({ unborn: true });
    const screen = await openScreen(world);
    await screen.waitForText(/no\s+commit/i);
    screen.press('ctrl-b', ':');
    await screen.waitForText('Palette');
    screen.type('prepare');
    await screen.waitForText(/Find +prepare/);
    screen.press('enter');
    await screen.waitForText('Make the first commit?');
    const branches = () => world.repo.git('for-each-ref', '--format=%(refname:short)');
    expect(await branches()).toBe('');
  });

  test('a bare repository gets worktrees', async () => {
    await start({ bare: true });
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    await screen.waitForText('topic → main');
  });

  test('a detached HEAD is no obstacle', async () => {
    await start();
    await world.repo.git('checkout', '-q', '--detach');
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    await screen.waitForText('topic → main');
  });
});

describe('terminals', () => {
  test('of 20×5 say what is missing, and go on when enlarged', async () => {
    await start();
    const screen = world.open([], { cols: 20, rows: 5 });
    await screen.waitForText('Window too small');
    await screen.waitForText('20x5 of 40x10');
    screen.resize(80, 24);
    await screen.waitForText('No session is open.');
    screen.resize(20, 5);
    await screen.waitForText('Window too small');
    await detach(screen);
    expect(screen.showsMainScreen).toBe(true);
  });

  test.each([
    [40, 10],
    [60, 15],
    [200, 50],
  ])('of %d×%d show a session', async (cols, rows) => {
    await start();
    const screen = world.open([], { cols, rows });
    await screen.waitForText('No session is open.');
    screen.press('ctrl-n');
    await screen.waitForText('Enter creates');
    screen.press('enter');
    await screen.waitForText(/│?\$/);
    screen.type('echo cols-$(stty size | cut -d" " -f2)\r');
    await screen.waitForText(/cols-\d+/);
    expect(Number(/cols-(\d+)/.exec(screen.screen())?.[1])).toBeGreaterThan(cols - 4);
  });
});

describe('what keeps the screen from opening', () => {
  test('no git: told on the own screen, and no host is started', async () => {
    await start();
    const screen = world.open([], { env: await pathWithoutGit(world) });
    expect((await screen.waitForExit()).code).toBe(1);
    expect(screen.screen()).toContain('git');
    expect(screen.screen()).toMatch(/install/i);
    expect(screen.showsMainScreen).toBe(true);
    expect(await world.processes()).toEqual([]);
  });

  test('old git: both versions are told', async () => {
    await start();
    const env = await fakeGit(world, 'echo "git version 2.30.2"');
    const screen = world.open([], { env });
    expect((await screen.waitForExit()).code).toBe(1);
    expect(screen.screen()).toContain('2.30.2');
    expect(screen.screen()).toContain('2.38');
  });

  test('a host of another version: told with the way out', async () => {
    await start();
    const hello = { protocol: 999, version: '9.9.9', pid: 4711 };
    const host = await foreignHost(world.socket, hello);
    try {
      const screen = world.open();
      expect((await screen.waitForExit()).code).toBe(1);
      expect(screen.screen()).toContain('9.9.9');
      expect(screen.screen()).toContain('qtui kill-server');
      expect(screen.showsMainScreen).toBe(true);
    } finally {
      host.close();
    }
  });
});
