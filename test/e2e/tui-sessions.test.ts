import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { isAlive, until } from '../support/processes.js';
import { detach, newShell, openScreen, runCommand } from '../support/screen.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

/** The panes of the screen with their colours: without tab bar, titles and status bar. */
function paneCells(screen: TerminalDriver): string[] {
  return screen.styledRows().slice(2, -2);
}

const sessions = async () => (await world.json(['sessions', 'list'])).sessions;

describe('Ctrl-n', () => {
  test('makes a worktree session with a shell that takes what is typed', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'first');
    await screen.waitForText('first → main');
    await runCommand(screen, 'echo sum=$((20+22))', 'sum=42');
    await runCommand(screen, 'git branch --show-current', /^│first/m);
    expect(await sessions()).toMatchObject([{ branch: 'first', status: 'active' }]);
  });

  test('a command in a pane goes to another session, and starts it where it is closed', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'first');
    await screen.waitForText('first → main');
    await newShell(screen, 'second');
    await screen.waitForText('second → main');
    const qtui = world.command().join(' ');
    await runCommand(screen, `${qtui} sessions switch first`, ' first → main');
    await world.json(['sessions', 'close', 'second']);
    await screen.waitForText(/^ 1 first │ \+/);
    await runCommand(screen, `${qtui} sessions switch second`, ' second → main');
    for (const session of await sessions()) {
      expect(session).toMatchObject({ status: 'active', agentState: expect.any(String) });
    }
  });

  test('a message becomes the first prompt of the agent', async () => {
    await world.installAgent('claude', 'repainter');
    const screen = await openScreen(world);
    screen.press('ctrl-n');
    await screen.waitForText('Claude');
    screen.type('count the files');
    await screen.waitForText('count the files');
    screen.press('enter');
    await screen.waitForText('last: count the files');
    await screen.waitForText('answers: 1');
    await screen.waitForText('日本語');
    await screen.waitForText(/claude · idle/);
  });

  test('what cannot be made is told, and what was typed stays to be corrected', async () => {
    const screen = await openScreen(world);
    screen.press('ctrl-n');
    await screen.waitForText('Enter creates');
    screen.press('tab');
    screen.type('kept');
    await screen.waitForText(/Name +kept/);
    screen.press('tab', 'tab', 'tab', 'tab');
    screen.type('nowhere');
    await screen.waitForText(/Base +nowhere/);
    screen.press('enter');
    await screen.waitForText('"nowhere" is no commit');
    expect(screen.screen()).toMatch(/Name +kept/);
    expect(await sessions()).toEqual([]);
    expect(await world.repo.git('branch', '--list', 'kept')).toBe('');

    for (const _letter of 'nowhere') screen.press('backspace');
    await screen.waitForText(/Base +the tip/);
    screen.press('enter');
    await screen.waitForText('kept → main');

    await world.repo.git('branch', 'there');
    screen.press('ctrl-n');
    await screen.waitForText('Enter creates');
    screen.press('tab', 'tab', 'tab', 'tab', 'right', 'right', 'tab');
    screen.type('kept');
    await screen.waitForText(/Branch +kept/);
    screen.press('enter');
    await screen.waitForText('The branch "kept" is checked out in');
    screen.press('ctrl-l');
    await screen.waitForText(/kept[ │\n]+checked out in/);
    screen.type('there');
    await screen.waitForText(/› there/);
    screen.press('enter');
    await screen.waitForText(/Branch +there/);
    screen.press('enter');
    await screen.waitForText('there → main');
    // Their order is that of the last output of their shells.
    const branches = (await sessions()).map(({ branch }: { branch: string }) => branch);
    expect(branches.sort()).toEqual(['kept', 'there']);
  });

  test('an agent that exits at once leaves its last screen, and can be started again', async () => {
    await world.installAgent('claude', 'exits-at-once');
    const screen = await openScreen(world);
    screen.press('ctrl-n');
    await screen.waitForText('Claude');
    screen.press('enter');
    await screen.waitForText('fatal: no licence found');
    await screen.waitForText('exited with code 3');
    await world.installAgent('claude', 'repainter');
    screen.press('r');
    await screen.waitForText('answers: 0');
    expect(screen.screen()).not.toContain('exited with code');
  });
});

describe('several sessions', () => {
  test('three side by side each have a screen of their own', async () => {
    const screen = await openScreen(world, { cols: 150 });
    await newShell(screen, 'one');
    await runCommand(screen, 'git branch --show-current', /│one/);
    await newShell(screen, 'two', ['ctrl-b', '|']);
    await runCommand(screen, 'git branch --show-current', /│two/);
    await newShell(screen, 'three', ['ctrl-b', '|']);
    await runCommand(screen, 'git branch --show-current', /│three/);
    expect(screen.screen()).toMatch(/one · shell.*two · shell.*three · shell/);
    expect(screen.screen()).toMatch(/│one +│two +│three +│/);

    screen.press('ctrl-b', 'left');
    await screen.waitForText('two → main');
    await runCommand(screen, 'echo again-$((1+1))', 'again-2');
    const row = screen.rows().find((line) => line.includes('again-2')) ?? '';
    expect(row.indexOf('again-2')).toBeGreaterThan(row.indexOf('│', 1));

    screen.press('ctrl-b', 'z');
    await screen.waitForGone(/│one/);
    screen.press('ctrl-b', 'z');
    await screen.waitForText(/│one/);
    screen.click(5, 10);
    await screen.waitForText('one → main');
  });

  test('are tabs, and survive a detach in their order', async () => {
    const screen = await openScreen(world);
    for (const name of ['one', 'two', 'three']) await newShell(screen, name);
    await screen.waitForText(/1 one.*2 two.*3 three/);
    screen.press('ctrl-b', '1');
    await screen.waitForText('one → main');
    screen.press('ctrl-b', '>');
    await screen.waitForText(/1 two.*2 one.*3 three/);
    await detach(screen);
    const again = await openScreen(world);
    await again.waitForText(/1 two.*2 one.*3 three/);
  });
});

describe('the host outlives the screen', () => {
  test('kill -9 of the client loses nothing: same screens, same programs', async () => {
    const screen = await openScreen(world, { cols: 120 });
    await newShell(screen, 'one');
    const colours = "printf '\\033[38;2;1;2;3mtrue\\033[0m \\033[7minverse\\033[0m 日本\\n'";
    await runCommand(screen, colours, 'true inverse 日本');
    await runCommand(screen, 'echo pid-$$-', /pid-\d+-/);
    await newShell(screen, 'two', ['ctrl-b', '|']);
    await runCommand(screen, 'echo second', /│second.*\n.*│\$ /);
    const before = paneCells(screen);
    const pid = Number(/pid-(\d+)-/.exec(screen.screen())?.[1]);
    screen.kill('SIGKILL');
    await screen.waitForExit();
    expect(isAlive(pid)).toBe(true);

    const again = await openScreen(world, { cols: 120 });
    await again.waitFor('the same cells', () =>
      paneCells(again).every((row, index) => row === before[index]),
    );
    await runCommand(again, 'echo still here', /│still here/);
    again.press('ctrl-b', 'left');
    await again.waitForText('one → main');
    await runCommand(again, 'echo same-$$-', `same-${pid}-`);
  });

  test('two clients show one session in the size of the smaller', async () => {
    const large = await openScreen(world, { cols: 120, rows: 40 });
    await newShell(large, 'shared');
    const small = await openScreen(world, { cols: 80, rows: 20 });
    await small.waitForText('shared · shell');
    await runCommand(small, 'echo size-$(stty size | tr " " x)', /size-1\dx7\d/);
    await large.waitForText(/size-1\dx7\d/);
    await detach(small);
    await runCommand(large, 'echo then-$(stty size | tr " " x)', /then-3\dx11\d/);
  });

  test('a worktree deleted under a live pane leaves the pane usable', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'doomed');
    const [{ path }] = await sessions();
    await rm(path, { recursive: true });
    await runCommand(screen, 'echo alive-$((1+1))', 'alive-2');
    screen.press('ctrl-b', 's');
    await screen.waitForText(/missing|gone|deleted/);
  });

  test('quit can end every program', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'one');
    screen.press('ctrl-b', 'q');
    await screen.choose('Stop all');
    await screen.choose('End 1 program');
    expect((await screen.waitForExit()).code).toBe(0);
    await until('no process is left', async () => (await world.processes()).length === 0);
    expect(await sessions()).toMatchObject([{ branch: 'one', agentState: null }]);
  });

  test('attach opens a closed session again, in its worktree', async () => {
    await world.json(['new', '--agent', 'shell', '--worktree', 'again']);
    await world.json(['sessions', 'close', 'again']);
    const screen = world.open(['attach', 'again']);
    await screen.waitForText('again → main');
    await screen.waitForText('│$');
    await runCommand(screen, 'git branch --show-current', /^│again/m);
  });

  test('new opens the screen on the session it makes', async () => {
    const screen = world.open(['new', '--agent', 'shell', '--worktree', 'fresh']);
    await screen.waitForText('fresh → main');
    await screen.waitForText('│$');
  });
});
