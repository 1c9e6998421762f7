/** What the mouse does outside the panes' programs. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { startSplit } from '../../../../support/tui/side-by-side.js';

const WHEEL_UP = 64;
const WHEEL_DOWN = 65;
const MIDDLE = 1;
const RIGHT = 2;

afterEach(stopRobots);

/** Column of a character in a row of the screen, 0-based. */
async function columnOf(robot: Robot, row: number, text: string): Promise<number> {
  return (await robot.screen()).split('\n')[row]?.indexOf(text) ?? -1;
}

async function drag(robot: Robot, from: [number, number], to: [number, number]): Promise<void> {
  robot.mouse(0, ...from);
  robot.mouse(32, ...to);
  robot.mouse(0, ...to, 'm');
}

async function startTabs(...names: string[]): Promise<Robot> {
  const [first = '', ...others] = names;
  const robot = await startSplit([first]);
  for (const id of others) robot.sessions.open({ id, agent: { kind: 'shell', command: [] } });
  // Where they do not all fit, the bar tells so.
  await robot.until(
    (screen) => screen.includes('› ') || screen.includes(`${names.length} ${names.at(-1)}`),
    'the tabs',
  );
  return robot;
}

describe('the tab bar', () => {
  test('shows the tab that is clicked, and goes through them by the wheel without going round', async () => {
    const robot = await startTabs('auth', 'docs', 'ui');
    robot.click(await columnOf(robot, 0, 'docs'), 0);
    await robot.see('┌ docs');
    robot.mouse(WHEEL_DOWN, 50, 0);
    await robot.see('┌ ui');
    robot.mouse(WHEEL_DOWN, 50, 0);
    robot.mouse(WHEEL_UP, 50, 0);
    await robot.see('┌ docs');
    robot.mouse(WHEEL_UP, 50, 0);
    robot.mouse(WHEEL_UP, 50, 0);
    robot.mouse(WHEEL_UP, 50, 0);
    await robot.see('┌ auth');
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('asks before a middle click closes, and starts a session by +', async () => {
    const robot = await startTabs('auth', 'docs');
    robot.mouse(MIDDLE, await columnOf(robot, 0, 'docs'), 0);
    await robot.see('Close docs?', 'Cancel');
    robot.press('enter');
    await robot.gone('Close docs?');
    expect(robot.sessions.calls.map(([name]) => name)).not.toContain('close');
    robot.click(await columnOf(robot, 0, '+'), 0);
    await robot.see('New session');
  });

  test('has marks for the tabs that do not fit, which can be clicked', async () => {
    const robot = await startTabs(...'abcdefghijkl'.split('').map((each) => `${each}-session`));
    const before = await robot.see('› ');
    const mark = before.split('\n')[0]?.indexOf('› ') ?? -1;
    robot.click(mark, 0);
    await robot.see('┌ b-session');
  });

  test('does nothing by the right button', async () => {
    const robot = await startTabs('auth', 'docs');
    const before = await robot.screen();
    for (const [x, y] of [
      [9, 0],
      [9, 1],
      [9, 5],
      [90, 23],
    ] as const) {
      robot.mouse(RIGHT, x, y);
      robot.mouse(RIGHT, x, y, 'm');
    }
    robot.press('x');
    await robot.until(() => robot.host.pane('auth').written === 'x', 'the key');
    expect(await robot.screen()).toBe(before);
  });
});

describe('the status bar', () => {
  test('has buttons; a click ends a notice, as a key does', async () => {
    const robot = await startSplit(['auth']);
    robot.press('ctrl-b', 'n');
    await robot.see('There is no other tab.');
    robot.click(5, 23);
    await robot.gone('There is no other tab.');
    robot.click(await columnOf(robot, 23, '? help'), 23);
    await robot.see('Keys');
  });

  test('a click ends what the leader was waiting for', async () => {
    const robot = await startSplit(['auth']);
    robot.press('ctrl-b');
    await robot.see('leader …');
    robot.click(5, 5);
    await robot.gone('leader …');
    robot.press('d');
    await robot.until(() => robot.host.pane('auth').written === 'd', 'the key');
  });
});

describe('borders and titles', () => {
  test('a border follows the pointer while it is dragged, as far as the smallest pane', async () => {
    const robot = await startSplit(['auth', 'docs']);
    const border = await columnOf(robot, 1, '┬');
    robot.mouse(0, border, 9);
    robot.mouse(32, border + 5, 9);
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === border + 5, 'the drag');
    robot.mouse(32, border - 7, 2);
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === border - 7, 'the drag');
    robot.mouse(32, 0, 9);
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === 3, 'the smallest pane');
    robot.mouse(0, 0, 9, 'm');
    robot.mouse(32, 60, 9);
    expect(await columnOf(robot, 1, '┬')).toBe(3);
    expect(robot.host.pane('auth').info.cols).toBe(2);
  });

  test('only the border of its own split moves', async () => {
    const robot = await startSplit(['auth', 'docs']);
    robot.sessions.open({ id: 'ui', agent: { kind: 'shell', command: [] } });
    await robot.see('2 ui');
    robot.press('ctrl-b', '-');
    await robot.see('New pane');
    robot.press('ctrl-o');
    robot.send('\x0f');
    await robot.see('Sessions');
    robot.press('ui', 'enter');
    const { host } = robot;
    const split = await robot.see('├ ui');
    const before = { ...host.pane('auth').info };
    const row = split.split('\n').findIndex((line) => line.includes('├ '));
    expect(row).toBeGreaterThan(2);
    await drag(robot, [70, row], [70, row - 3]);
    await robot.until(
      (screen) => screen.split('\n')[row - 3]?.includes('├ ') ?? false,
      'the border',
    );
    expect(host.pane('auth').info).toMatchObject({ cols: before.cols, rows: before.rows });
  });

  test('a border that went while it was dragged moves no other', async () => {
    const robot = await startSplit(['auth', 'docs', 'ui']);
    const border = await columnOf(robot, 1, '┬');
    robot.mouse(0, border, 9);
    robot.host.remove('docs');
    await robot.gone('the docs program');
    const left = await columnOf(robot, 1, '┬');
    robot.mouse(32, border, 9);
    robot.host.remove('ui');
    await robot.gone('the ui program');
    robot.mouse(32, 20, 9);
    robot.mouse(0, 20, 9, 'm');
    expect(left).toBeGreaterThan(0);
    expect(await robot.screen()).toContain('the auth program');
  });

  test('a click on a title focuses, a double click zooms and takes it back', async () => {
    const robot = await startSplit(['auth', 'docs'], { direction: 'column' });
    const row = (await robot.screen()).split('\n').findIndex((line) => line.includes('├ '));
    robot.click(10, 1);
    await robot.see('1 auth');
    robot.click(10, row);
    await robot.see('1 docs');
    robot.click(30, row);
    robot.click(30, row);
    await robot.see('2 of 2 panes');
    robot.click(20, 1);
    robot.click(20, 1);
    await robot.see('the auth program', 'the docs program');
    robot.click(21, 1);
    robot.click(21, 1);
    await robot.see('1 of 2 panes');
  });

  test('a double click on a border between columns gives both the same room', async () => {
    const robot = await startSplit(['auth', 'docs']);
    const border = await columnOf(robot, 1, '┬');
    await drag(robot, [border, 9], [border + 20, 9]);
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === border + 20, 'the drag');
    robot.click(border + 20, 12);
    robot.click(border + 20, 12);
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === border, 'the middle');
  });
});

test('dialogs have the mouse to themselves: a session is chosen by a click, opened by two', async () => {
  const robot = await startTabs('auth', 'docs');
  robot.press('ctrl-b', 's');
  await robot.see('Sessions');
  robot.mouse(WHEEL_DOWN, 50, 12);
  robot.click(1, 22);
  const list = (await robot.screen()).split('\n');
  expect(list.join()).toContain('Sessions');
  const row = list.findIndex((line, y) => y > 1 && line.includes('docs'));
  const column = list[row]?.indexOf('docs') ?? 0;
  robot.mouse(WHEEL_UP, 50, 12);
  await robot.see('›   auth');
  robot.click(column, row);
  await robot.see(/›.* docs/);
  robot.mouse(RIGHT, column, row);
  await robot.see('what to do', 'Open it');
  robot.press('escape');
  await robot.gone('what to do');
  robot.click(column, row);
  robot.click(column, row);
  await robot.see('┌ docs');
  await robot.gone('Sessions');
  expect(robot.host.pane('auth').written).toBe('');
});
