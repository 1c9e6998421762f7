import { afterEach, describe, expect, test } from '@jest/globals';
import { NO_USAGE } from '../../../../../src/core/llm.js';
import { conflictAt, filesInConflict } from '../../../../support/conflicts.js';
import { called, openMerge } from '../../../../support/tui/merge-robot.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';

afterEach(stopRobots);

const HUNKS = 3;
const textAt = (path: string) => conflictAt(path, 'contents', { markedOid: '4'.repeat(40) });

/** The step Conflicts with `a.txt` and `b.txt`, each of three hunks; one of `a.txt` is answered. */
async function halfSettled(): Promise<Robot> {
  const robot = await openMerge({ conflicts: [textAt('a.txt'), textAt('b.txt')] });
  for (const path of ['a.txt', 'b.txt']) {
    robot.sessions.conflictFiles.set(path, filesInConflict(HUNKS));
  }
  robot.press('enter');
  await robot.see('2 of 2 open', 'open, 3 hunks');
  robot.press('enter');
  await robot.see('0 of 3 settled');
  robot.press('t');
  await robot.see('1 of 3 settled');
  robot.press('escape');
  await robot.see('open, 1 of 3 hunks');
  return robot;
}

const settled = (robot: Robot) => robot.sessions.drafts.get('auth')?.resolutions;

describe('a model', () => {
  test('that is silent shows how long it has been asked, and how long it may take', async () => {
    const robot = await openMerge({ conflicts: [textAt('a.txt')] });
    robot.sessions.conflictFiles.set('a.txt', filesInConflict(1));
    robot.sessions.propose = ({ path }, { onProgress, signal }) =>
      new Promise((resolve) => {
        const told = { hunk: 0, place: 1, of: 1, attempt: 1, received: 0, usage: NO_USAGE };
        onProgress?.({ ...told, step: 'asking' });
        onProgress?.({ ...told, step: 'answering', limitSeconds: 60 });
        const nothing = { outcomes: [], syntax: 'unknown', usage: NO_USAGE, warnings: [] } as const;
        signal?.addEventListener('abort', () => resolve({ path, ...nothing }));
      });
    robot.press('enter');
    await robot.see('open, 1 hunk');
    robot.press('m');
    await robot.see('s of at most 60');
    robot.press('escape');
    await robot.gone('Ask the model');
  });

  test('is asked about many hunks only once the person says how many', async () => {
    const robot = await openMerge({ conflicts: [textAt('a.txt')] });
    robot.sessions.conflictFiles.set('a.txt', filesInConflict(30));
    robot.sessions.propose = async ({ path }) => ({
      ...{ path, outcomes: [], syntax: 'unknown', usage: NO_USAGE, warnings: [] },
    });
    robot.press('enter');
    await robot.see('open, 30 hunks');
    robot.press('m');
    await robot.see('Ask about 30 hunks?', 'about 30,000 tokens in, 3,000 out', '› Ask nothing');
    robot.press('enter');
    await robot.see('1 of 1 open');
    expect(called(robot, 'propose')).toEqual([]);
    robot.press('m');
    await robot.see('› Ask nothing');
    robot.press('down', 'enter');
    await robot.gone('Ask about');
    const hunks = Array.from({ length: 20 }, (_, index) => index);
    expect(called(robot, 'propose')).toEqual([['propose', 'a.txt', hunks]]);
  });
});

describe('a file whose answers do not parse together', () => {
  const FAILS = { kind: 'fails', message: 'Unexpected token', line: 7 } as const;

  test('is the person’s to take all the same where an answer is theirs', async () => {
    const robot = await halfSettled();
    robot.sessions.syntax = FAILS;
    robot.press('enter');
    await robot.see('1 of 3 settled');
    robot.press('o', 'o');
    await robot.see('Every hunk has an answer');
    robot.press('enter');
    await robot.see(
      'The file does not parse',
      'a.txt: Unexpected token (line 7)',
      '› Leave it open',
    );
    robot.press('enter');
    await robot.see('2 of 2 open', 'open, 3 of 3 hunks');
    // It is looked at again, though nothing was changed.
    robot.press('enter');
    await robot.see('3 of 3 settled');
    robot.press('enter');
    await robot.see('The file does not parse');
    robot.press('down', 'enter');
    await robot.see('1 of 2 open');
  });

  test('stays open where all of them are a model’s', async () => {
    const robot = await openMerge({ conflicts: [textAt('a.txt')] });
    robot.sessions.conflictFiles.set('a.txt', filesInConflict(1));
    robot.sessions.syntax = FAILS;
    const proposal = {
      lines: ['both\n'],
      explanation: '',
      dropped: [],
      confidence: 'high',
    } as const;
    robot.sessions.propose = async ({ path }) => ({
      outcomes: [{ hunk: 0, attempts: 1, kind: 'accepted', proposal }],
      ...{ path, syntax: 'parses', usage: NO_USAGE, warnings: [] },
    });
    robot.press('enter');
    await robot.see('open, 1 hunk');
    robot.press('m');
    await robot.see('Proposal 1 of 1');
    robot.press('down', 'enter');
    const screen = await robot.see('The file does not parse', 'are not taken');
    expect(screen).not.toContain('Take it all the same');
    robot.press('enter');
    await robot.see('1 of 1 open');
  });
});

describe('a file that is half settled', () => {
  test('is left alone or given up knowingly where all that are open are settled', async () => {
    const robot = await halfSettled();
    robot.press('O');
    await robot.see('1 of them is half settled, with 1 answer: a.txt', '› Cancel');
    robot.press('down', 'enter');
    await robot.see('1 of 2 open', 'open, 1 of 3 hunks');
    expect(settled(robot)?.map(({ path }) => path)).toEqual(['b.txt']);
    robot.press('O');
    await robot.see('Settle 1 conflict by main, and drop 1 answer');
    robot.press('down', 'enter');
    await robot.see('all 2 settled');
  });

  test('is settled by a side only once the person says that its answers go', async () => {
    const robot = await halfSettled();
    robot.press('o');
    await robot.see('The file is half settled', '› Keep them');
    robot.press('enter');
    await robot.see('2 of 2 open', 'open, 1 of 3 hunks');
    robot.press('o');
    await robot.see('› Keep them');
    robot.press('down', 'enter');
    await robot.see('1 of 2 open');
  });
});

test('what is being written for a hunk is kept with the draft until it is taken or dropped', async () => {
  const robot = await halfSettled();
  robot.press('enter');
  await robot.see('1 of 3 settled');
  robot.press('e');
  await robot.see('Ctrl-s takes it');
  robot.press(...'typed');
  const typed = () => robot.sessions.drafts.get('auth')?.begun?.[0]?.typed;
  await robot.until(() => typed()?.lines.join('').includes('typed') === true, 'the draft');
  expect(typed()?.hunk).toBe(1);
  robot.press('escape');
  await robot.see('› Go on writing');
  robot.press('down', 'enter');
  await robot.until(() => typed() === undefined, 'the draft without it');
});
