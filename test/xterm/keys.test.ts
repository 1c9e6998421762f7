import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { RealXterm } from '../support/real-xterm.js';

jest.setTimeout(120_000);

/** The key that has m on a US keyboard, by its place. */
const M_KEY = '58';

let world: World;
let xterm: RealXterm;

/** qtui in an xterm on a session whose agent shows what it reads. */
async function open(env: Record<string, string> = {}): Promise<void> {
  const started = await world.run(
    ['new', 'show my keys', '--worktree', 'topic', '--agent', 'claude', '--detach'],
    { env },
  );
  expect(started).toEqual({ code: 0, stdout: expect.anything(), stderr: '' });
  xterm = await RealXterm.start(world, world.command());
  await xterm.waitForText('what is typed:');
}

beforeEach(async () => {
  world = await createWorld();
  await world.installAgent('claude', 'keys');
});

afterEach(async () => {
  await xterm.dispose();
  await world.dispose();
});

describe('in a real xterm', () => {
  test('Enter is the program’s, Shift-Enter a new line, and Ctrl-m opens the merge', async () => {
    await open();
    await xterm.waitForText('^M merge');
    await xterm.press('Return');
    await xterm.waitForText('<0d>');
    await xterm.press('shift+Return');
    await xterm.waitForText('<1b0d>');
    await xterm.press('KP_Enter');
    await xterm.waitForText(/<0d>[\s\S]*<0d>/);
    expect(xterm.screen()).not.toContain('─ Merge ─');
    await xterm.press('ctrl+m');
    await xterm.waitForText('main has everything that topic');
    await xterm.press('Escape');
    await xterm.waitForGone('main has everything that topic');
    expect(xterm.screen().match(/<[0-9a-f]+>/g)).toEqual(['<0d>', '<1b0d>', '<0d>']);
  });

  test('a program that asked for kitty’s keyboard gets Shift-Enter itself', async () => {
    await open({ ASK_KEYBOARD: '\x1b[>1u' });
    await xterm.waitForText('^M merge');
    await xterm.press('shift+Return', 'ctrl+a', 'Return');
    await xterm.waitForText('<1b5b31333b3275>');
    await xterm.waitForText('<1b5b39373b3575>');
    await xterm.waitForText('<0d>');
  });

  test('a Cyrillic layout types its letters, and Enter stays Enter', async () => {
    await open();
    await xterm.waitForText('^M merge');
    await xterm.layout('ru');
    await xterm.press(M_KEY, 'Return');
    await xterm.waitForText('<d18c>');
    await xterm.waitForText('<0d>');
    await xterm.layout('us');
    await xterm.press(`ctrl+${M_KEY}`);
    await xterm.waitForText('main has everything that topic');
  });
});
