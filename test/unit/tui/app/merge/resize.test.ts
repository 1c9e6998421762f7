import { afterEach, expect, test } from '@jest/globals';
import type { HunkOutcome } from '../../../../../src/core/conflict/proposal.js';
import { NO_USAGE } from '../../../../../src/core/llm.js';
import { resolutionOf } from '../../../../../src/core/resolution.js';
import { cursorOf } from '../../../../support/cells.js';
import { conflictAt, filesInConflict } from '../../../../support/conflicts.js';
import { CHECK, NOTES, openMerge } from '../../../../support/tui/merge-robot.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { mergePlan } from '../../../../support/tui/scripted-sessions.js';
import { expectWhole } from '../../../../support/tui/whole-screen.js';

afterEach(stopRobots);

const SIZE = [120, 36] as const;
const OTHERS = [
  [40, 10],
  [200, 60],
] as const;

const FILES = Array.from({ length: 30 }, (_, index) => ({
  ...{ path: `src/file-${index}.ts`, kind: 'modified' as const, added: index, removed: 1 },
  isBinary: false,
}));
const CONFLICTS = Array.from({ length: 30 }, (_, index) =>
  conflictAt(`src/file-${index}.ts`, 'contents', { markedOid: '4'.repeat(40) }),
);

/** What a person would find gone: all that is shown but for times, and where the cursor is. */
async function seen(robot: Robot): Promise<string> {
  const screen = (await robot.screen()).replaceAll(/\d+ s\b|\d+:\d\d/g, '');
  const { x, y, isVisible } = cursorOf(await robot.outer());
  return isVisible ? `${screen}\ncursor ${x},${y}` : screen;
}

/** Sizes one after the other faster than they can be drawn, then each at its leisure. */
async function resizeAround(robot: Robot, where: string): Promise<void> {
  await expectWhole(robot);
  const before = await seen(robot);
  for (const [cols, rows] of [...OTHERS, ...OTHERS, SIZE]) robot.resize(cols, rows);
  await expectWhole(robot);
  expect([where, await seen(robot)]).toEqual([where, before]);
  for (const [cols, rows] of [...OTHERS, SIZE]) {
    robot.resize(cols, rows);
    await expectWhole(robot);
  }
  expect([where, await seen(robot)]).toEqual([where, before]);
}

test('a terminal that is resized at each step of a merge loses nothing of it', async () => {
  const plan = {
    ...{ files: FILES, conflicts: CONFLICTS, check: CHECK },
    uncommitted: [NOTES, { ...NOTES, path: 'b.txt' }],
  };
  const robot = await openMerge(plan, { cols: SIZE[0], rows: SIZE[1] });
  const { sessions } = robot;
  sessions.conflictFiles.set('src/file-20.ts', filesInConflict(2));
  let passed = () => {};
  const untilPassed = () =>
    new Promise<void>((resolve) => {
      passed = resolve;
    });
  let answered: (outcome: HunkOutcome) => void = () => {};
  sessions.propose = async (_conflict, { onProgress }) => {
    onProgress?.({
      ...{ hunk: 1, place: 1, of: 1, attempt: 1 },
      step: 'asking',
      received: 0,
      usage: NO_USAGE,
    });
    const outcome = await new Promise<HunkOutcome>((resolve) => {
      answered = resolve;
    });
    return {
      ...{ path: 'src/file-20.ts', outcomes: [outcome], syntax: 'parses' },
      ...{ usage: NO_USAGE, warnings: [] },
    };
  };
  const lines = (words: string) => Array.from({ length: 60 }, (_, index) => `${words} ${index}`);
  let landed = () => {};
  sessions.landing = new Promise((resolve) => {
    landed = resolve;
  });

  const steps: [where: string, reach: () => Promise<unknown>][] = [
    [
      'preview',
      async () => {
        robot.press('down');
        await robot.see('[Preview]', '› Cancel');
      },
    ],
    [
      'commit, half typed',
      async () => {
        robot.press('up', 'enter');
        await robot.see('[Commit]');
        robot.press('tab', ' ', 'tab', ' half typed', 'left', 'left');
        await robot.see('[ ] A notes.txt', 'half typed');
      },
    ],
    [
      'check that runs',
      async () => {
        sessions.check = { lines: lines('before'), ended: untilPassed };
        robot.press('tab', 'down', 'down', 'enter');
        await robot.see('[Check]', 'before 59', 'Running for');
      },
    ],
    [
      'check that has passed',
      async () => {
        passed();
        await robot.see('Passed');
      },
    ],
    [
      'list of conflicts',
      async () => {
        robot.press('enter');
        await robot.see('[Conflicts]', '30 of 30 open');
        robot.press(...Array(20).fill('down'));
        await robot.see(/› +src\/file-20\.ts/);
      },
    ],
    [
      'a hunk',
      async () => {
        robot.press('enter');
        await robot.see('Hunk 1 of 2');
        robot.press('o');
        await robot.see('Hunk 2 of 2', 'theirs 2');
      },
    ],
    [
      'a model that is asked',
      async () => {
        robot.press('m');
        await robot.see('Ask the model', 'hunk 2: asked');
      },
    ],
    [
      'a proposal',
      async () => {
        const proposal = {
          ...{ lines: ['two of both'], explanation: 'As it says.', dropped: [] },
          confidence: 'high' as const,
        };
        answered({ hunk: 1, attempts: 1, kind: 'accepted', proposal });
        await robot.see('Proposal 1 of 1', 'two of both');
        robot.press('down');
        await robot.see('› Take it');
      },
    ],
    [
      'a hunk that is written',
      async () => {
        robot.press('escape');
        await robot.see('Hunk 2 of 2');
        robot.press('e');
        await robot.see('what it becomes');
        robot.press('half', 'enter', 'typed', 'left', 'left');
        await robot.see('typed');
      },
    ],
    [
      'verification',
      async () => {
        robot.press('ctrl-s');
        await robot.see('Every hunk has an answer');
        robot.press('enter');
        await robot.see('29 of 30 open');
        const resolved = CONFLICTS.map((conflict) => ({
          ...{ ...conflict, resolution: resolutionOf(conflict, 'theirs') },
        }));
        sessions.plan = mergePlan({ ...plan, conflicts: [], resolved });
        robot.press('T', 'down', 'enter');
        await robot.see('all 30 settled', '› Go on with the merge');
        sessions.check = { lines: lines('verified'), ended: untilPassed };
        robot.press('enter');
        await robot.see('[Verify]', 'verified 59', 'Running for');
      },
    ],
    [
      'landing, half typed',
      async () => {
        passed();
        await robot.see('Passed');
        robot.press('enter');
        await robot.see('[Land]');
        robot.press('shift-tab', ' by hand', 'left', 'left');
        await robot.see('by hand');
      },
    ],
    [
      'landing under way',
      async () => {
        sessions.check = { lines: [], ended: async () => undefined };
        robot.press('tab', 'down', 'enter');
        await robot.see('Merging into main');
      },
    ],
    [
      'what comes after',
      async () => {
        landed();
        await robot.see('[After]', '› Keep');
        robot.press('down');
        await robot.see('› Keep it, and go on');
      },
    ],
  ];
  for (const [where, reach] of steps) {
    await reach();
    await resizeAround(robot, where);
  }
  expect(robot.failure).toBeUndefined();
});
