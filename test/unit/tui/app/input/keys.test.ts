import { afterEach, describe, expect, test } from '@jest/globals';
import type { PaneModes } from '../../../../../src/core/frame.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';

/** A client with two sessions; the first one's program has these modes and the focus. */
async function startWith(modes: Partial<PaneModes>): Promise<Robot> {
  const robot = start();
  for (const id of ['auth', 'docs']) robot.sessions.open({ id });
  Object.assign(robot.host.pane('auth').modes, modes);
  robot.host.changed();
  await robot.see('1 auth', '2 docs');
  robot.host.print('auth', 'ready');
  await robot.see('ready');
  // A program that asked for the focus is told that it has it.
  robot.host.pane('auth').written = '';
  return robot;
}

const written = (robot: Robot, id = 'auth') => robot.host.pane(id).written;

afterEach(stopRobots);

describe('releases', () => {
  test('of keys that were a command are not the program’s', async () => {
    const robot = await startWith({ kittyFlags: 7 });
    robot.send('\x1b[98;5u\x1b[98;5:3u');
    await robot.see('leader …');
    robot.send('\x1b[63u\x1b[63;1:3u');
    await robot.see('List all sessions: open, rename, archive or remove one');
    robot.send('\x1b[27u\x1b[27;1:3u');
    await robot.gone('List all sessions: open, rename, archive or remove one');
    robot.send('\x1b[97;5u\x1b[97;5:3u');
    await robot.until(() => written(robot) === '\x1b[97;5u\x1b[97;5:3u', 'a press and its release');
  });

  test('of a key that was once a command are the program’s after a press that was', async () => {
    const robot = await startWith({ kittyFlags: 7 });
    robot.press('ctrl-b', 'x');
    await robot.see('Close auth?');
    robot.press('escape');
    await robot.gone('Close auth?');
    robot.send('\x1b[120;5u\x1b[120;5:3u');
    await robot.until(
      () => written(robot) === '\x1b[120;5u\x1b[120;5:3u',
      'a press and its release',
    );
  });
});

describe('keys', () => {
  test('that repeat are typed again', async () => {
    const robot = await startWith({});
    robot.send('\x1b[97;5u\x1b[97;5:2u\x1b[97;5:2u\x1b[97;5:3u');
    await robot.until(() => written(robot) === '\x01\x01\x01', 'three presses');
  });

  test('of an input method come as they were committed', async () => {
    const robot = await startWith({});
    robot.send('漢字かな');
    robot.send('\x1b[0;;28450:23383u');
    await robot.until(() => written(robot) === '漢字かな漢字', 'the text');
  });

  test('of a Cyrillic layout are commands by their place, and letters otherwise', async () => {
    const robot = await startWith({});
    robot.send('\x1b[1080::98;5u');
    await robot.see('leader …');
    robot.send('\x1b[1090::110u');
    await robot.see('┌ docs · claude');
    robot.send('т\x1b[1089::99;5u');
    await robot.until(() => written(robot, 'docs') === 'т\x03', 'a letter and Ctrl-c');
  });

  test('of Enter and the keypad never merge, Ctrl-m with locks does', async () => {
    const robot = await startWith({});
    robot.send('\r\n\x1bOM\x1b[57414u\x1b[13;5u\x1b[27;5;13~');
    await robot.until(() => written(robot).length >= 6, 'the keys');
    const merges = () => robot.sessions.calls.filter(([name]) => name === 'planMerge').length;
    expect(merges()).toBe(0);
    robot.send('\x1b[109;197u');
    await robot.until(() => merges() === 1, 'the merge');
  });
});

describe('the focus', () => {
  test('of the terminal is told to the program, also while a dialog is open', async () => {
    const robot = await startWith({ focusEvents: true });
    robot.send('\x1b[O');
    await robot.until(() => written(robot) === '\x1b[O', 'focus out');
    robot.send('\x1b[I');
    await robot.until(() => written(robot) === '\x1b[O\x1b[I', 'focus in');
    robot.press('ctrl-b', '?');
    await robot.see('List all sessions: open, rename, archive or remove one');
    robot.send('\x1b[O');
    await robot.until(() => written(robot) === '\x1b[O\x1b[I\x1b[O', 'focus out');
    robot.send('\x1b[I');
    robot.press('escape');
    await robot.gone('List all sessions: open, rename, archive or remove one');
    await robot.until(() => written(robot) === '\x1b[O\x1b[I\x1b[O\x1b[I', 'focus in, once');
  });

  test('goes from pane to pane with it', async () => {
    const robot = await startWith({ focusEvents: true });
    Object.assign(robot.host.pane('docs').modes, { focusEvents: true });
    robot.press('ctrl-b', 'n');
    await robot.until(() => written(robot) === '\x1b[O', 'focus out');
    await robot.until(() => written(robot, 'docs') === '\x1b[I', 'focus in');
    robot.send('\x1b[O');
    await robot.until(() => written(robot, 'docs') === '\x1b[I\x1b[O', 'focus out');
    robot.press('ctrl-b', 'p');
    await robot.see('┌ auth · claude');
    robot.send('\x1b[I');
    await robot.until(() => written(robot) === '\x1b[O\x1b[I', 'focus in');
    expect(written(robot, 'docs')).toBe('\x1b[I\x1b[O');
  });
});
