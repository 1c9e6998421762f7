import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { createShell, detach, newShell, openScreen } from '../support/screen.js';

const FILE = '.qtui/config.toml';
const SETTINGS =
  '[worktrees]\nsetup = ["npm", "ci"]\n[merge]\ncheck = ["sh", "-c", "make \\u001b[2J"]\n';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { [FILE]: SETTINGS } });
});
afterEach(async () => {
  await world.dispose();
});

describe('qtui trust', () => {
  test('shows the commands with nothing hidden, and wants a yes', async () => {
    const { code, stderr, stdout } = await world.run(['trust']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('setup: npm ci; check: sh -c "make \\u001b[2J"');
    expect(await world.json(['trust', '--list'])).toEqual({ schema: 1, trusted: [] });
  });

  test('asks in a terminal, and takes anything but a yes for no', async () => {
    const no = world.open(['trust']);
    await no.waitForText('Trust them? [y/N]');
    expect(no.screen()).toContain('npm ci');
    no.type('\r');
    expect((await no.waitForExit()).code).toBe(130);
    const yes = world.open(['trust']);
    await yes.waitForText('Trust them? [y/N]');
    yes.type('y\r');
    expect((await yes.waitForExit()).code).toBe(0);
    expect((await world.json(['trust', '--list'])).trusted).toHaveLength(1);
  });

  test('--yes trusts this content; a change of the file ends it', async () => {
    const { trust } = await world.json(['trust', '--yes']);
    expect(trust).toMatchObject({
      path: join(world.repo.path, FILE),
      root: world.repo.path,
      commands: { setup: ['npm', 'ci'], check: ['sh', '-c', 'make \x1b[2J'] },
      isTrusted: true,
    });
    expect((await world.run(['trust'])).stdout).toContain('trusted already');
    await world.repo.git('worktree', 'add', '-q', '-b', 'other', '../other');
    const other = join(world.root, 'other');
    expect((await world.run(['trust'], { cwd: other })).stdout).toContain('trusted already');
    await writeFile(join(world.repo.path, FILE), SETTINGS.replace('ci', 'install'));
    const { code, stderr } = await world.run(['trust']);
    expect(code).toBe(2);
    expect(stderr).toContain('npm install');
  });

  test('--revoke forgets the repository', async () => {
    await world.json(['trust', '--yes']);
    const { revoked } = await world.json(['trust', '--revoke']);
    expect(revoked).toEqual({ root: world.repo.path, contents: 1 });
    expect((await world.run(['trust', '--list'])).stdout).toBe('Nothing is trusted.\n');
    expect((await world.run(['trust', '--revoke'])).stdout).toContain('was trusted');
  });

  test('says of a damaged record that it is put aside, and goes on', async () => {
    await world.json(['trust', '--yes']);
    const record = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'trust.json');
    await writeFile(record, 'rubbish');
    expect((await world.run(['trust', '--list'])).stderr).toContain('it is damaged');
    const { code, stderr } = await world.run(['trust', '--yes']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('put aside') });
    expect(await readFile(`${record}.unreadable`, 'utf8')).toBe('rubbish');
    expect((await world.json(['trust', '--list'])).trusted).toHaveLength(1);
  });

  test('has nothing to do without a file, and nothing to ask without commands', async () => {
    const outside = await world.run(['trust', world.root]);
    expect(outside.code).toBe(1);
    expect(outside.stderr).toContain('no .qtui/config.toml');
    await world.repo.write(FILE, '[worktrees]\ncopy = [".env"]\n');
    const { code, stdout } = await world.run(['trust']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('needs no trust'),
    });
  });

  test('refuses a file with a mistake, by its line', async () => {
    await world.repo.write(FILE, '[worktrees]\nsetup = "npm ci"\n');
    const { code, stderr } = await world.run(['trust', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${FILE}:2: worktrees.setup must be a list`);
  });
});

describe('the setup command of a repository', () => {
  const SETUP = '[worktrees]\nsetup = ["sh", "-c", "echo set up $QTUI_SESSION_ID; touch done"]\n';
  const NEW = ['new', '--agent', 'shell', '--worktree', 'task', '-d'];

  async function captured(id: string, wanted: string): Promise<string> {
    let screen = '';
    await until(`"${wanted}" in the pane`, async () => {
      ({ screen } = await world.json(['capture', id, '--history', 'all']));
      return screen.includes(wanted);
    });
    return screen;
  }

  beforeEach(async () => {
    await world.repo.write(FILE, SETUP);
  });

  test('runs in the pane of a new session once it is trusted', async () => {
    await world.json(['trust', '--yes']);
    const { session, warnings } = await world.json(NEW);
    expect(warnings).toEqual([]);
    const screen = await captured(session.id, 'setup done');
    expect(screen).toContain(`set up ${session.id}`);
    await stat(join(session.path, 'done'));
  });

  test('does not run untrusted: the session is made, with a warning', async () => {
    const { session, warnings } = await world.json(NEW);
    expect(session.status).toBe('active');
    expect(warnings).toEqual([expect.objectContaining({ code: 'untrusted-command' })]);
    await expect(stat(join(session.path, 'done'))).rejects.toThrow('ENOENT');
  });

  test('does not run with --no-setup', async () => {
    await world.json(['trust', '--yes']);
    const { session, warnings } = await world.json([...NEW, '--no-setup']);
    expect(warnings).toEqual([]);
    await captured(session.id, '$');
    await expect(stat(join(session.path, 'done'))).rejects.toThrow('ENOENT');
  });

  test('is asked about in a terminal', async () => {
    const terminal = world.open(['new', '--agent', 'shell', '--worktree', 'task']);
    await terminal.waitForText('Trust that file, and run it? [y/N]');
    expect(terminal.screen()).toContain('sh -c "echo set up $QTUI_SESSION_ID; touch done"');
    terminal.type('y\r');
    await terminal.waitForText('task → main');
    await captured('task', 'setup done');
  });

  test('that fails is shown in its pane, and Enter starts the agent', async () => {
    await world.repo.write(FILE, '[worktrees]\nsetup = ["sh", "-c", "echo offline; exit 3"]\n');
    await world.json(['trust', '--yes']);
    const { session } = await world.json(NEW);
    const { session: waiting } = await world.json(['wait', session.id, '--until', 'waiting']);
    expect(waiting.agentState).toBe('waiting');
    expect(await captured(session.id, 'Enter goes on')).toContain('offline');
    await world.run(['send', session.id, '']);
    await captured(session.id, '$');
    await world.json(['wait', session.id, '--until', 'idle']);
  });

  test('is asked about anew on an open screen once the file has changed', async () => {
    await world.repo.write(FILE, '[worktrees]\nsetup = ["sh", "-c", "echo old; touch old"]\n');
    await world.json(['trust', '--yes']);
    const screen = await openScreen(world);
    await newShell(screen, 'first');
    await captured('first', 'setup done');
    await world.repo.write(FILE, '[worktrees]\nsetup = ["sh", "-c", "echo new; touch new"]\n');
    await screen.waitForText('settings have changed. Their commands run only');
    await createShell(screen, 'second');
    await screen.waitForText('Trust this repository?');
    await screen.waitForText('sh -c "echo new; touch new"');
    const { sessions } = await world.json(['sessions', 'list']);
    const pathOf = (branch: string): string =>
      sessions.find((each: { branch: string }) => each.branch === branch).path;
    await stat(join(pathOf('first'), 'old'));
    await expect(stat(join(pathOf('second'), 'new'))).rejects.toThrow('ENOENT');
    await screen.waitForText('Enter chooses');
    screen.press('down', 'enter');
    await captured('second', 'setup done');
    await stat(join(pathOf('second'), 'new'));
    expect((await world.run(['trust'])).stdout).toContain('trusted already');
    await detach(screen);
  });
});
