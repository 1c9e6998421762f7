import { afterEach, describe, expect, test } from '@jest/globals';
import type { CleanupItem } from '../../../../../src/core/cleanup.js';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { Loss } from '../../../../../src/core/repository.js';
import { sessionRow } from '../../../../support/sessions.js';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import {
  REPOSITORY_DEFAULTS,
  ScriptedSessions,
} from '../../../../support/tui/scripted-sessions.js';

async function choose(robot: Robot, ...typed: string[]): Promise<void> {
  await robot.see('my-repo');
  robot.press('ctrl-b', ':');
  await robot.see('Find');
  robot.press(...typed, 'enter');
}

const called = (robot: Robot, name: string) =>
  robot.sessions.calls.filter(([method]) => method === name).map(([, ...rest]) => rest);

const UNCOMMITTED: Loss = {
  kind: 'uncommitted',
  importance: 'important',
  backup: 'covered',
  summary: '2 uncommitted files',
  paths: ['a', 'b'],
};

function item(id: string, change: Partial<CleanupItem> = {}): CleanupItem {
  return {
    kind: 'session',
    title: id,
    session: sessionRow({ id, name: id }),
    path: `/wt/${id}`,
    reasons: ['its commits are in main'],
    action: 'remove the worktree, delete the branch',
    losses: [],
    keptBecause: [],
    isForced: false,
    ...change,
  };
}

const DONE = item('done');
const DIRTY = item('dirty', { losses: [UNCOMMITTED], keptBecause: ['2 uncommitted files'] });
const FORCED = item('dirty', { losses: [UNCOMMITTED], isForced: true });

async function openCleanup(items: CleanupItem[], options: RobotOptions = {}): Promise<Robot> {
  const robot = start(options);
  robot.sessions.cleanupPlan = { items, repositories: ['/work/my-repo'] };
  robot.sessions.cleanupSizes = { done: 3 * 1024 * 1024, dirty: 1024 };
  await choose(robot, 'clean');
  await robot.see('What shall be looked for?');
  robot.press('enter');
  return robot;
}

afterEach(stopRobots);

describe('importance', () => {
  test('a session is pinned and unpinned, and gets a priority', async () => {
    const scriptedHost = new ScriptedHost();
    const sessions = new ScriptedSessions(scriptedHost);
    sessions.open({ id: 'auth' });
    const robot = start({ scriptedHost, sessions });
    await robot.see('1 auth');
    await choose(robot, 'pin the');
    await robot.see('auth is pinned.');
    await robot.see('1 ★ auth');
    await choose(robot, 'unpin');
    await robot.see('auth is not pinned any more.');
    await choose(robot, 'priority');
    await robot.see('before others that wait');
    robot.press('up', 'enter');
    await robot.see('1 ▲ auth');
    expect(called(robot, 'setPriority')).toEqual([['auth', 'high']]);
  });
});

describe('cleaning up', () => {
  test('shows what, why, what would be lost and how much, and asks before it removes', async () => {
    const robot = await openCleanup([DIRTY, DONE]);
    await robot.see(
      'Clean up: 1 of 2, 3 MB',
      '› [x] done',
      'its commits are in main; remove the worktree, delete the branch',
      'lost: nothing',
      '[ ] dirty',
      'stays: 2 uncommitted files',
    );
    robot.press('enter');
    await robot.see('Remove 1 item?', 'done: remove the worktree');
    robot.press('enter');
    await robot.gone('Remove 1 item?');
    expect(called(robot, 'cleanUp')).toEqual([]);
    await choose(robot, 'clean');
    await robot.see('What shall be looked for?');
    robot.press('enter');
    await robot.see('› [x] done');
    robot.press('enter');
    await robot.see('Remove 1 item?');
    robot.press('down', 'enter');
    await robot.see('1 removed.');
    expect(called(robot, 'cleanUp')).toEqual([[['done']]]);
    expect(called(robot, 'planCleanup')[0]).toEqual([
      '/work/my-repo',
      { merged: true, orphaned: true, named: [], force: false, allRepositories: false },
    ]);
  });

  test('takes what has work in it only when it is named, and says that it is saved', async () => {
    const robot = await openCleanup([DONE, DIRTY], { cols: 40, rows: 10 });
    await robot.see('› [x] done');
    robot.press(' ', 'down', ' ');
    await robot.see('› [x] dirty', 'stays: 2 uncommitted files');
    robot.sessions.cleanupPlan = { items: [DONE, FORCED], repositories: ['/work/my-repo'] };
    robot.press('enter');
    await robot.see('Remove 1 item?', '› Cancel');
    robot.press('pageup');
    await robot.see('Lost: 2 uncommitted files (saved');
    robot.press('down', 'enter');
    await robot.see('1 removed.');
    expect(called(robot, 'planCleanup').at(-1)?.[1]).toMatchObject({
      named: ['dirty'],
      force: true,
    });
    expect(called(robot, 'cleanUp')).toEqual([[['dirty']]]);
  });

  test('removes nothing that stays even when it is named', async () => {
    const robot = await openCleanup([DIRTY]);
    await robot.see('› [ ] dirty');
    robot.press('enter');
    await robot.see('› [ ] dirty');
    robot.press(' ', 'enter');
    await robot.see('Nothing of it can go', 'dirty stays: 2 uncommitted files.', '› OK');
    robot.press('enter');
    await robot.gone('Nothing of it can go');
    expect(called(robot, 'cleanUp')).toEqual([]);
  });

  test('tells what failed, with what to do', async () => {
    const robot = await openCleanup([DONE]);
    robot.sessions.cleanUp = async () => [
      {
        item: DONE,
        state: 'failed',
        problem: { code: 'busy', message: 'A program is in it.', hint: 'Close it first.' },
        warnings: [],
      },
    ];
    await robot.see('› [x] done');
    robot.press('enter');
    await robot.see('Remove 1 item?');
    robot.press('down', 'enter');
    await robot.see('0 removed, 1 failed.', 'done: failed. A program is in it. Close it first.');
  });

  test('says so where there is nothing', async () => {
    const robot = await openCleanup([]);
    await robot.see('There is nothing to clean up.');
  });
});

describe('an act that is not the last one', () => {
  const act = {
    id: 'k3f9x',
    kind: 'removal' as const,
    time: '2026-01-01T00:00:00.000Z',
    repoRoot: '/work/my-repo',
    what: 'removal of "auth"',
    bringsBack: ['the worktree', 'branch auth'],
    isUndone: false,
  };

  test('is found in a list, and undone after a look at it', async () => {
    const robot = start();
    robot.sessions.acts = [{ ...act, id: 'aaaaa', isUndone: true, what: 'merge of "docs"' }, act];
    await choose(robot, 'undo an');
    await robot.see('What can be undone', 'merge of "docs"', 'undone already');
    robot.press('enter');
    await robot.see('What can be undone');
    robot.press('auth');
    await robot.see('brings back: the worktree, branch auth');
    robot.press('enter');
    await robot.see('Undo?', 'The branch comes back');
    robot.press('down', 'enter');
    await robot.see('Undone: removal of "auth".');
    expect(called(robot, 'planUndo')).toEqual([['/work/my-repo', { id: 'k3f9x' }]]);
    expect(called(robot, 'undo')).toEqual([['k3f9x']]);
  });

  test('of every repository outside of one', async () => {
    const robot = start();
    robot.sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      context: { kind: 'none', directory: '/work' },
    };
    const asked: unknown[] = [];
    robot.sessions.listActs = async (...args: unknown[]) => {
      asked.push(args[1]);
      return { acts: [], older: [], warnings: [] };
    };
    await robot.see('no repository');
    robot.press('ctrl-b', ':');
    await robot.see('Find');
    robot.press('undo an', 'enter');
    await robot.see('There is nothing to undo.');
    expect(asked).toEqual([{ allRepositories: true }]);
  });
});

describe('what a crash or a move has left', () => {
  test('is looked for on request, and told', async () => {
    const robot = start();
    await choose(robot, 'recover');
    await robot.see('Nothing was interrupted.');
    robot.sessions.recovered = [
      { code: 'recovered', message: 'The creation of "auth" was taken back.', hint: 'Try again.' },
    ];
    await choose(robot, 'recover');
    await robot.see('Recovered', 'The creation of "auth" was taken back.', 'Try again.');
  });

  test('is repaired, and told', async () => {
    const robot = start();
    await choose(robot, 'repair');
    await robot.see('Nothing was found that needs repair.');
    robot.sessions.repaired = [{ path: '/new/auth', from: '/wt/auth' }];
    await choose(robot, 'repair');
    await robot.see('/wt/auth is at /new/auth now.');
  });

  test('a worktree of nobody is adopted from the palette', async () => {
    const robot = start();
    await choose(robot, 'adopt');
    await robot.see('Every worktree here that is on a branch has its session.');
    const findings = [{ state: 'foreign' as const, message: 'It is of no session.' }];
    robot.sessions.worktreeViews = [
      { path: '/elsewhere/by-hand', branch: 'by-hand', isMain: false, isBare: false, findings },
    ];
    await choose(robot, 'adopt');
    await robot.see('Which worktree?', '/elsewhere/by-hand');
    robot.press('enter');
    await robot.see('Make a session of this worktree?');
    robot.press('down', 'enter');
    await robot.see('1 adopted');
  });

  test('what keeps worktrees from being listed is told', async () => {
    const robot = start();
    robot.sessions.scanned = new QtuiError('git-failed', 'git ended with 128.');
    await choose(robot, 'adopt');
    await robot.see('git ended with 128.');
  });

  test('those of a workspace are offered by repository, and what cannot be read is told', async () => {
    const robot = start();
    const worktree = (path: string) => ({
      ...{ path, branch: 'fix', isMain: false, isBare: false },
      findings: [{ state: 'foreign' as const, message: 'It is of no session.' }],
    });
    robot.sessions.scanned = [
      { path: '/ws/app', name: 'app', worktrees: [worktree('/ws/app-fix')] },
      { path: '/ws/lib', name: 'lib', worktrees: [worktree('/ws/lib-fix')] },
      {
        ...{ path: '/ws/old', name: 'old', worktrees: [] },
        problem: { code: 'timeout', message: '/ws/old did not answer.' },
      },
    ];
    await choose(robot, 'adopt');
    await robot.see(
      'Which worktree?',
      'app',
      '/ws/app-fix',
      'lib',
      '/ws/lib-fix',
      'did not answer',
    );
    robot.press('lib', 'enter');
    await robot.see('Make a session of this worktree?', '/ws/lib-fix');
  });
});
