import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { newShell, openScreen } from '../support/screen.js';

let world: World;
let stopped: number | undefined;

beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  goOn();
  await world.dispose();
});

async function silenceHost(): Promise<void> {
  const records = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'hosts');
  const [name = ''] = await readdir(records);
  stopped = JSON.parse(await readFile(join(records, name), 'utf8')).pid as number;
  process.kill(stopped, 'SIGSTOP');
}

function goOn(): void {
  if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
  stopped = undefined;
}

/** Far more than leaving takes, and less than the greeting of a host is waited for, ms. */
const AT_ONCE = 3_000;

test('a host that falls silent keeps nobody who wants to leave, and nothing typed is lost', async () => {
  const screen = await openScreen(world);
  await newShell(screen, 'work');
  await silenceHost();
  screen.type('echo "<"typed">"\r');
  screen.press('ctrl-b', 'd');
  expect(await screen.waitForExit(AT_ONCE)).toEqual({ code: 0, signal: 0 });
  goOn();
  const next = await openScreen(world);
  await next.waitForText('<typed>');
});

test('a host that is silent from the start keeps nobody who wants to leave', async () => {
  const first = await openScreen(world);
  await newShell(first, 'work');
  await silenceHost();
  const second = world.open();
  await second.waitForText('starting');
  second.press('ctrl-b', 'd');
  expect(await second.waitForExit(AT_ONCE)).toEqual({ code: 0, signal: 0 });
});
