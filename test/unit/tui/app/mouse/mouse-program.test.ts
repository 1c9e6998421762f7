/** What the mouse sends to programs. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { PaneModes } from '../../../../../src/core/frame.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { startSplit } from '../../../../support/tui/side-by-side.js';

const TRACKED = { mouseTracking: 'drag', mouseEncoding: 'sgr' } as const;

function written(robot: Robot, paneId: string): string {
  return robot.host.pane(paneId).written;
}

async function gets(robot: Robot, paneId: string, bytes: string): Promise<void> {
  await robot.until(
    () => written(robot, paneId).length >= bytes.length,
    `${JSON.stringify(bytes)} in ${paneId}`,
  );
  expect(written(robot, paneId)).toBe(bytes);
}

afterEach(stopRobots);

describe('a program that tracks the mouse', () => {
  test('gets clicks, the wheel and extra buttons in its own cells', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.click(5, 5);
    robot.mouse(65, 6, 5);
    robot.mouse(67, 6, 5);
    robot.mouse(2, 7, 5);
    robot.mouse(2, 7, 5, 'm');
    robot.mouse(128, 7, 5);
    robot.mouse(128, 7, 5, 'm');
    await gets(
      robot,
      'auth',
      '\x1b[<0;5;4M\x1b[<0;5;4m\x1b[<65;6;4M\x1b[<67;6;4M' +
        '\x1b[<2;7;4M\x1b[<2;7;4m\x1b[<128;7;4M\x1b[<128;7;4m',
    );
  });

  test('has a drag to itself over other panes, the bars and beyond, and each cell once', async () => {
    const robot = await startSplit(['auth', 'docs'], { modes: TRACKED });
    robot.mouse(0, 60, 5);
    robot.mouse(32, 10, 5);
    robot.mouse(32, 9, 5);
    robot.mouse(32, 70, 0);
    robot.mouse(0, 99, 23, 'm');
    await gets(robot, 'docs', '\x1b[<0;10;4M\x1b[<32;1;4M\x1b[<32;20;1M\x1b[<0;48;20m');
    expect(written(robot, 'auth')).toBe('');
    expect(await robot.screen()).toContain('1 docs');
  });

  test('gets a second button and the wheel while it is dragging', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.mouse(0, 1, 2);
    robot.mouse(2, 1, 2);
    robot.mouse(64, 1, 2);
    robot.mouse(0, 1, 2, 'm');
    robot.mouse(34, 3, 2);
    robot.mouse(2, 3, 2, 'm');
    await gets(
      robot,
      'auth',
      '\x1b[<0;1;1M\x1b[<2;1;1M\x1b[<64;1;1M\x1b[<0;1;1m\x1b[<34;3;1M\x1b[<2;3;1m',
    );
  });

  test('is told the button that went up by a terminal that does not say', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.send('\x1b[M""#\x1b[M#"#');
    await gets(robot, 'auth', '\x1b[<2;1;1M\x1b[<2;1;1m');
  });

  test('is released when a dialog opens, and the rest of the drag goes nowhere', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.mouse(0, 5, 5);
    robot.mouse(32, 8, 6);
    robot.press('ctrl-b', '?');
    await robot.see('Keys');
    await gets(robot, 'auth', '\x1b[<0;5;4M\x1b[<32;8;5M\x1b[<0;8;5m');
    robot.mouse(32, 50, 12);
    robot.press('escape');
    await robot.gone('Keys');
    robot.mouse(32, 9, 9);
    robot.mouse(0, 9, 9, 'm');
    robot.mouse(64, 1, 2);
    await gets(robot, 'auth', '\x1b[<0;5;4M\x1b[<32;8;5M\x1b[<0;8;5m\x1b[<64;1;1M');
  });

  test('is released when its tab leaves the screen', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.sessions.open({ id: 'docs', agent: { kind: 'shell', command: [] } });
    await robot.see('2 docs');
    robot.mouse(0, 5, 5);
    await gets(robot, 'auth', '\x1b[<0;5;4M');
    robot.press('ctrl-b', '2');
    await robot.see('┌ docs');
    robot.mouse(0, 5, 5, 'm');
    await gets(robot, 'auth', '\x1b[<0;5;4M\x1b[<0;5;4m');
  });

  test('is released when the client leaves', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.mouse(0, 5, 5);
    await gets(robot, 'auth', '\x1b[<0;5;4M');
    robot.press('ctrl-b', 'd');
    await robot.result;
    expect(written(robot, 'auth')).toBe('\x1b[<0;5;4M\x1b[<0;5;4m');
  });

  test('may end in the middle of a drag', async () => {
    const robot = await startSplit(['auth', 'docs'], { modes: TRACKED });
    robot.mouse(0, 60, 5);
    await gets(robot, 'docs', '\x1b[<0;10;4M');
    robot.host.remove('docs');
    await robot.gone('the docs program');
    robot.mouse(32, 61, 5);
    robot.mouse(0, 61, 5, 'm');
    robot.click(5, 5);
    await gets(robot, 'auth', '\x1b[<0;5;4M\x1b[<0;5;4m');
  });

  test('gets the click that gives it the focus, unless its agent asks something', async () => {
    const robot = await startSplit(['auth', 'docs'], { modes: TRACKED });
    robot.click(5, 5);
    await gets(robot, 'auth', '\x1b[<0;5;4M\x1b[<0;5;4m');
    await robot.see('1 auth');
    robot.host.set('docs', { agentState: 'waiting' });
    await robot.see('WAITING');
    robot.click(60, 5);
    await robot.see('1 docs');
    robot.click(61, 5);
    await gets(robot, 'docs', '\x1b[<0;11;4M\x1b[<0;11;4m');
  });

  test('does not get what Shift keeps, nor what lies outside its smaller screen', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    robot.host.pane('auth').history.push(...Array.from({ length: 9 }, (_, n) => `old ${n}`));
    robot.host.print('auth', 'the auth program');
    robot.mouse(64 + 4, 5, 5);
    await robot.see('SCROLL  26/29');
    robot.mouse(64, 5, 5);
    await robot.see('SCROLL  23/29');
    robot.press('escape');
    await robot.gone('SCROLL');
    const second = robot.host.connect();
    second.show('auth', { cols: 20, rows: 5 });
    await robot.see('····');
    robot.click(50, 10);
    robot.mouse(64, 1, 2);
    await gets(robot, 'auth', '\x1b[<64;1;1M');
  });

  test('wants motion: the terminal is asked for it as long as one does', async () => {
    const robot = await startSplit(['auth'], { modes: TRACKED });
    const pane = robot.host.pane('auth');
    const motion = () => robot.mouseReports();
    await robot.screen();
    expect(motion()).toBe('drag');
    pane.modes.mouseTracking = 'motion';
    robot.host.print('auth', 'hover');
    await robot.until(() => motion() === 'any', 'motion');
    robot.mouse(35, 5, 5);
    robot.mouse(35, 5, 5);
    robot.mouse(35, 6, 5);
    await gets(robot, 'auth', '\x1b[<35;5;4M\x1b[<35;6;4M');
    robot.press('ctrl-b', '?');
    await robot.until(() => motion() === 'drag', 'no motion under a dialog');
    robot.press('escape');
    await robot.until(() => motion() === 'any', 'motion');
    robot.host.set('auth', { exit: { code: 0, signal: 0 } });
    await robot.until(() => motion() === 'drag', 'no motion for an ended program');
  });
});

describe('the wheel over a program that does not track the mouse', () => {
  test.each<[string, Partial<PaneModes>, string]>([
    ['arrows', {}, '\x1b[A\x1b[A\x1b[A\x1b[B\x1b[B\x1b[B'],
    ['application arrows', { applicationCursor: true }, '\x1bOA\x1bOA\x1bOA\x1bOB\x1bOB\x1bOB'],
    ['nothing without alternate scroll', { alternateScroll: false }, ''],
  ])('types %s in the alternate screen', async (_what, modes, expected) => {
    const robot = await startSplit(['auth'], { modes: { alternateScreen: true, ...modes } });
    robot.mouse(64, 5, 5);
    robot.mouse(65 + 4, 5, 5);
    robot.mouse(66, 5, 5);
    robot.press('x');
    await gets(robot, 'auth', `${expected}x`);
  });

  test('looks back in the main screen; with mode 9 too, which has no wheel', async () => {
    const robot = await startSplit(['auth'], {
      modes: { mouseTracking: 'x10', mouseEncoding: 'sgr' },
    });
    robot.host.pane('auth').history.push(...Array.from({ length: 9 }, (_, n) => `old ${n}`));
    robot.host.print('auth', 'newest');
    await robot.see('newest');
    robot.mouse(64, 5, 5);
    await robot.see('SCROLL  26/29');
    robot.mouse(65, 5, 5);
    await robot.gone('SCROLL');
    robot.click(5, 5);
    await gets(robot, 'auth', '\x1b[<0;5;4M');
  });
});
