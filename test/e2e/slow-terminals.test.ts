import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

/** 20 MB with a colour for each cell of a row: frames that no terminal takes in one piece. */
const FLOOD =
  'i=0; while [ $i -lt 40 ]; do ' +
  'seq 3000 | sed "s/.*/\\x1b[38;5;&m&\\x1b[48;2;&;9;9m &\\x1b[m & & & & & & & & & & & & & & & &/"; ' +
  'i=$((i+1)); done; echo the e"n"d';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

async function openShell(name: string): Promise<TerminalDriver> {
  const args = ['new', '--agent', 'shell', '--no-worktree', '--name', name];
  const screen = world.open(args, { cols: 120, rows: 40 });
  await screen.waitForText(`${name} · shell`);
  await screen.waitForText('$');
  return screen;
}

test('a terminal that takes nothing holds up nobody, and shows the newest picture when it does', async () => {
  const stopped = await openShell('flood');
  const other = await openShell('beside');
  stopped.press('ctrl-b', '1');
  await stopped.waitForText('flood · shell');
  stopped.type(`${FLOOD}\r`);
  await stopped.waitForText(/2999 2999/);
  stopped.stopReading();
  for (let round = 0; round < 5; round++) {
    other.type(`echo "<"${round}">"\r`);
    await other.waitForText(`<${round}>`);
  }
  other.press('ctrl-b', '1');
  await other.waitForText('the end');
  // Read by the client while nothing it draws is taken.
  const typed = Array.from({ length: 60 }, (_, n) => String.fromCodePoint(0x100 + n)).join('');
  for (const key of typed) stopped.type(key);
  await other.waitForText(typed);
  stopped.readOn();
  await stopped.waitForText('the end');
  await stopped.waitForText(typed);
});

test('clients that are killed in the middle of a frame leave everything to the next one', async () => {
  const first = await openShell('flood');
  first.type(`${FLOOD}\r`);
  await first.waitForText(/2999 2999/);
  for (let round = 0; round < 4; round++) {
    const killed = world.open([], { cols: 120, rows: 40 });
    await killed.waitForText('2999 2999');
    // What it draws now is cut off where the terminal's buffer ends.
    killed.stopReading();
    killed.kill('SIGKILL');
    killed.readOn();
    await killed.waitForExit();
  }
  first.kill('SIGKILL');
  await first.waitForExit();
  const next = world.open([], { cols: 120, rows: 40 });
  await next.waitForText('the end');
  next.type('echo "<"alive">"\r');
  await next.waitForText('<alive>');
});

test('a terminal of 10,000 columns, of one cell, and of a usual size again', async () => {
  const screen = await openShell('size');
  screen.resize(10_000, 40);
  screen.type('stty size; echo w"id"e\r');
  await screen.waitForText('wide');
  const widest = /(\d+) (\d+)\s*│?$/m.exec(screen.screen());
  expect(Number(widest?.[2])).toBeLessThanOrEqual(2_000);
  screen.resize(1, 1);
  screen.resize(120, 40);
  await screen.waitForText('size · shell');
  screen.type('clear; echo b"ac"k\r');
  await screen.waitForText('back');
  screen.type('stty size\r');
  await screen.waitForText('36 118');
});
