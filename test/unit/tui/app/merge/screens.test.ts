import { afterEach, describe, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { MergePlan } from '../../../../../src/core/merge.js';
import { draftOf } from '../../../../../src/core/merge-draft.js';
import type { SessionForecast } from '../../../../../src/core/ports/merge-forecasts.js';
import { resolutionOf } from '../../../../../src/core/resolution.js';
import { conflictAt } from '../../../../support/conflicts.js';
import { expectGolden } from '../../../../support/golden-screen.js';
import { sessionRow } from '../../../../support/sessions.js';
import { fileDiffOf, hunkOf } from '../../../../support/tui/file-diff.js';
import { CHECK, NOTES, opened, openMerge } from '../../../../support/tui/merge-robot.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { mergePlan } from '../../../../support/tui/scripted-sessions.js';

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

/** Ends only when it is stopped. */
const untilStopped = (signal?: AbortSignal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new QtuiError('aborted', 'Stopped.')));
  });

const FAILED_CHECK = {
  lines: [...OUTPUT, 'not ok 41 - divides by zero'],
  ended: () =>
    Promise.reject(
      new QtuiError('check-failed', 'The check "npm test" failed with code 1:\nnot ok 41'),
    ),
};

const CONFLICTS = ['src/a.ts', 'src/b.ts'].map((path) => conflictAt(path));
const SETTLED: Partial<MergePlan> = {
  check: CHECK,
  resolved: CONFLICTS.map((conflict) => ({
    ...conflict,
    resolution: resolutionOf(conflict, 'theirs'),
  })),
};

const toVerify = async (robot: Robot) => {
  robot.sessions.check = { lines: ['ok 1 - adds two numbers'], ended: async () => undefined };
  robot.press('enter');
  await robot.see('[Check]', '› Go on');
  robot.press('enter');
  await robot.see('[Conflicts]', '› Go on with the merge');
};

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
    { conflicts: CONFLICTS, check: CHECK },
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
      robot.sessions.check = { lines: OUTPUT, ended: untilStopped };
      robot.press('enter');
      return robot.see('[Check]', 'ok 40', 'Running for');
    },
  ],
  [
    'check-failed',
    { check: CHECK },
    async (robot) => {
      robot.sessions.check = FAILED_CHECK;
      robot.press('enter');
      return robot.see('[Check]', 'failed with code 1.', '› Go back');
    },
  ],
  [
    'check-again',
    { check: CHECK },
    async (robot) => {
      robot.sessions.check = FAILED_CHECK;
      robot.press('enter');
      await robot.see('[Check]', '› Go back');
      robot.sessions.check = { lines: ['ok 1 - adds two numbers'], ended: untilStopped };
      robot.press('down', 'enter');
      return robot.see('Running for');
    },
  ],
  [
    'check-confirm',
    { check: CHECK },
    async (robot) => {
      robot.sessions.check = FAILED_CHECK;
      robot.press('enter');
      await robot.see('[Check]', '› Go back');
      robot.press('down', 'down', 'enter');
      await robot.see('type the name of the branch');
      robot.press('m', 'a', 'enter');
      return robot.see('That is not main.');
    },
  ],
  [
    'file-diff',
    FULL,
    async (robot) => {
      const lines = [' export function login(name: string) {', '-  open(name);'];
      const hunks = [hunkOf(3, 'import x', [...lines, '+  login(name.trim());', ' }'])];
      robot.sessions.diffs.set('src/auth.ts', fileDiffOf({ path: 'src/auth.ts', hunks }));
      await robot.see('[Preview]', 'are merged in too');
      robot.press('tab', 'enter');
      return robot.see('src/auth.ts (1 of 6)', 'name.trim');
    },
  ],
  [
    'conflicts-settled',
    SETTLED,
    async (robot) => {
      await toVerify(robot);
      return robot.screen();
    },
  ],
  [
    'verify',
    SETTLED,
    async (robot) => {
      await toVerify(robot);
      robot.press('enter');
      return robot.see('[Verify]', '› Go on');
    },
  ],
  [
    'go-on',
    SETTLED,
    async (robot) => {
      robot.press('escape');
      await robot.gone('[Preview]');
      await robot.sessions.saveMergeDraft('auth', draftOf(mergePlan(SETTLED), 'conflicts'));
      robot.press('ctrl-b', 'm');
      return robot.see('Go on with the merge?');
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
    expectGolden(`merge/${name}`, [cols, rows], settled(screen));
    // What still runs is stopped by the first one, and left by the second.
    robot.press('escape', 'escape');
    await robot.until((left) => !/\[[A-Z][a-z]+\]/.test(left), 'the end of the walk');
  });

  test('several, chosen and stopped at the second', async () => {
    const robot = await opened({ cols, rows }, ['parser', 'docs']);
    robot.sessions.plan = mergePlan({ conflicts: CONFLICTS });
    robot.sessions.forecasts = ['auth', 'parser', 'docs'].map((id) => forecastOf(id));
    robot.press('ctrl-b', 'M');
    const choice = await robot.see('Merge several', '(1 commit, 1 file)');
    expectGolden('merge/several', [cols, rows], choice);
    robot.press('enter');
    await robot.see('Merge 2 sessions?');
    robot.press('down', 'enter');
    const stopped = await robot.see('Stopped at parser');
    expectGolden('merge/several-stopped', [cols, rows], stopped);
  });
});

test('several on the smallest screen: how it goes on is said', async () => {
  const size = [40, 10] as const;
  const robot = await opened({ cols: size[0], rows: size[1] }, ['parser', 'docs']);
  robot.sessions.forecasts = ['auth', 'parser', 'docs'].map((id) => forecastOf(id));
  robot.press('ctrl-b', 'M');
  const choice = await robot.see('Merge several', 'merges cleanly', 'Enter next · Esc');
  expectGolden('merge/several', size, choice);
});

/** The session `docs` conflicts with what is before it. */
function forecastOf(id: string): SessionForecast {
  const session = sessionRow({ id, name: id });
  const { request } = mergePlan();
  const plan = mergePlan({ request: { ...request, source: id } });
  const inTurn = id === 'docs' ? { ...plan, conflicts: CONFLICTS } : plan;
  return { session, alone: plan, inTurn };
}

/** How long a check takes, and how long ago the merge was begun, is no matter of its screen. */
function settled(screen: string): string {
  return screen
    .replaceAll(/(for|after|in) \d s/g, '$1 0 s')
    .replace(/Begun [^,]*,(.*?) +│/, (whole, rest) =>
      `Begun before,${rest} `.padEnd(whole.length - 1).concat('│'),
    );
}
