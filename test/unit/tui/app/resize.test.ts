import { afterEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../support/random.js';
import type { Robot } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../support/tui/scripted-sessions.js';
import { expectWhole } from '../../../support/tui/whole-screen.js';

const SIZE = { cols: 100, rows: 24 };
/** Where something changes, and what no window has. */
const EDGES = [
  [1, 1],
  [2, 1],
  [1, 40],
  [300, 1],
  [39, 9],
  [40, 10],
  [69, 17],
  [70, 18],
  [250, 70],
] as const;

/** A tab with three panes side by side and below each other, and one with a wide text. */
async function startSplit(): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ['auth', 'docs']) sessions.open({ id, agent: { kind: 'shell', command: [] } });
  const robot = start({ scriptedHost: host, sessions, ...SIZE });
  await robot.see('auth', 'docs');
  host.print('docs', '漢字'.repeat(20), 'e\u0301👩‍👩‍👧 wide', 'plain '.repeat(20));
  robot.press('ctrl-b', '2');
  await robot.see('漢字');
  return robot;
}

async function resizeTo(robot: Robot, cols: number, rows: number): Promise<void> {
  robot.resize(cols, rows);
  expect(robot.terminal.size).toEqual({ cols, rows });
  await expectWhole(robot);
}

afterEach(stopRobots);

describe('any size', () => {
  test.each<[string, string[], string]>([
    ['the panes alone', [], '漢字'],
    ['the help', ['ctrl-b', '?'], 'Keys'],
    ['the palette', ['ctrl-b', ':'], 'Palette'],
    ['a new session', ['ctrl-n'], 'Enter creates'],
    ['the sessions', ['ctrl-b', 's'], 'Sessions'],
    ['a name', ['ctrl-b', ','], 'Enter accepts'],
    ['the merge', ['ctrl-b', 'm'], 'Merge'],
    ['the question to close', ['ctrl-b', 'x'], 'Enter chooses'],
    ['the question to quit', ['ctrl-b', 'q'], 'Quit'],
    ['copy mode', ['ctrl-b', '['], 'copy'],
  ])('is drawn right with %s', async (_, keys, shown) => {
    const robot = await startSplit();
    robot.press(...keys);
    const whole = await robot.see(shown);
    for (const [cols, rows] of EDGES) await resizeTo(robot, cols, rows);
    await resizeTo(robot, SIZE.cols, SIZE.rows);
    await robot.see(shown);
    // Time goes on in titles and lists; the cursor of copy mode stays in the smallest view.
    const lasting = (screen: string) =>
      screen.replace(/\d+:\d\d|\d+ s|\d+\/\d+/g, '').replace(/( |─)+/g, '$1');
    expect(lasting(await robot.screen())).toBe(lasting(whole));
  });

  test('is drawn right at random, among splits, dialogs and output', async () => {
    const seed = 20_251_121;
    const random = seededRandom(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const robot = await startSplit();
    const steps: readonly (() => void)[] = [
      () => robot.resize(1 + below(140), 1 + below(45)),
      () => robot.resize(30 + below(50), 8 + below(14)),
      () => robot.press('ctrl-b', 'z'),
      () => robot.press('ctrl-b', '?'),
      () => robot.press('ctrl-b', '|'),
      () => robot.press('ctrl-n'),
      () => robot.press('escape'),
      () => robot.press('ctrl-b', 'right', 'right', 'right'),
      () => robot.press('ctrl-b', `${1 + below(3)}`),
      () =>
        robot.host.print(
          'docs',
          ...Array.from({ length: below(30) }, () => '漢x'.repeat(below(60))),
        ),
      () => robot.send(below(2) === 0 ? '\x1b[I' : '\x1b[O'),
    ];
    for (let step = 0; step < 120; step++) {
      steps[below(steps.length)]?.();
      if (step % 4 === 0) await expectWhole(robot);
    }
    robot.press('escape', 'escape', 'escape');
    await resizeTo(robot, SIZE.cols, SIZE.rows);
    expect(robot.outcome).toBeUndefined();
  });
});
