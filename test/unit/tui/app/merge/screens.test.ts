import { afterEach, describe, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { MergePlan } from '../../../../../src/core/merge.js';
import { conflictAt } from '../../../../support/conflicts.js';
import { expectGolden } from '../../../../support/golden.js';
import { CHECK, NOTES, openMerge } from '../../../../support/tui/merge-robot.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';

afterEach(stopRobots);

const NAMES = ['src/auth.ts', 'src/token.ts', 'docs/login.md', 'test/auth.test.ts'];

/** As much as a plan can tell. */
const FULL: Partial<MergePlan> = {
  commits: ['Check the token', 'Refuse old tokens', 'Tell why'].map((subject, index) => ({
    ...{ oid: `${index}`.repeat(40), subject, author: 'A', date: '2026-01-01' },
  })),
  files: [
    ...NAMES.map((path, index) => ({
      ...{ path, kind: 'modified' as const, added: 12 * index + 3, removed: index },
      isBinary: false,
    })),
    { path: 'assets/logo.png', kind: 'added', isBinary: true },
    { path: 'src/login.ts', from: 'src/sign-in.ts', kind: 'renamed', isBinary: false },
  ],
  uncommitted: [
    NOTES,
    { path: 'src/auth.ts', kind: 'modified', added: 4, removed: 1, isBinary: false },
  ],
  upstream: { name: 'origin/main', ahead: 0, behind: 2, isFresh: true },
  check: CHECK,
};

const OUTPUT = Array.from({ length: 40 }, (_, index) => `ok ${index + 1} - adds two numbers`);

type Screen = [name: string, change: Partial<MergePlan>, reach: (robot: Robot) => Promise<string>];

const toLand = async (robot: Robot) => {
  robot.press('enter');
  return robot.see('[Land]', '› Go back');
};

const SCREENS: Screen[] = [
  [
    'preview',
    FULL,
    async (robot) => {
      await robot.see('[Preview]', 'are merged in too');
      return robot.gone('Asking');
    },
  ],
  [
    'preview-conflicts',
    { conflicts: ['src/a.ts', 'src/b.ts'].map((path) => conflictAt(path)), check: CHECK },
    (robot) => robot.see('[Preview]', '2 files would conflict'),
  ],
  [
    'commit',
    FULL,
    async (robot) => {
      robot.press('enter');
      await robot.see('[Commit]');
      robot.press('tab', 'down', ' ', 'shift-tab');
      return robot.see('[ ] M src/auth.ts', 'Commit 1 of 2');
    },
  ],
  [
    'check-running',
    { check: CHECK },
    async (robot) => {
      const ended = (signal?: AbortSignal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new QtuiError('aborted', 'Stopped.')));
        });
      robot.sessions.check = { lines: OUTPUT, ended };
      robot.press('enter');
      return robot.see('[Check]', 'ok 40', 'Running for');
    },
  ],
  [
    'check-failed',
    { check: CHECK },
    async (robot) => {
      const words = 'The check "npm test" failed with code 1:\nnot ok 41';
      const ended = () => Promise.reject(new QtuiError('check-failed', words));
      robot.sessions.check = { lines: [...OUTPUT, 'not ok 41 - divides by zero'], ended };
      robot.press('enter');
      return robot.see('[Check]', 'failed with code 1.', '› Go back');
    },
  ],
  ['land', { uncommitted: [] }, toLand],
  [
    'after',
    {},
    async (robot) => {
      await toLand(robot);
      robot.press('down', 'enter');
      return robot.see('[After]', '› Keep');
    },
  ],
];

const SIZES: [number, number][] = [
  [120, 36],
  [80, 24],
];

describe.each(SIZES)('at %d×%d', (cols, rows) => {
  test.each(SCREENS)('%s', async (name, change, reach) => {
    const robot = await openMerge(change, { cols, rows });
    const screen = await reach(robot);
    await expectGolden(`tui/merge/${name}-${cols}x${rows}`, settled(screen));
    // What still runs is stopped by the first one, and left by the second.
    robot.press('escape', 'escape');
    await robot.until((left) => !/\[[A-Z][a-z]+\]/.test(left), 'the end of the walk');
  });
});

/** How long a check takes is no matter of its screen. */
function settled(screen: string): string {
  return screen.replaceAll(/(for|after|in) \d s/g, '$1 0 s');
}
