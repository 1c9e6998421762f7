import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { RadarReport, RadarSession } from '../../../../../src/core/radar.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';

const session = (id: string, change: Partial<RadarSession> = {}): RadarSession => ({
  sessionId: id,
  title: id,
  headOid: '1',
  baseOid: '1',
  target: 'main',
  snapshotTree: '1',
  files: [{ path: 'a.txt', kind: 'modified', added: 1, removed: 1 }],
  uncommitted: 0,
  unread: [],
  targetConflicts: [],
  ...change,
});

const REPORT: RadarReport = {
  repoRoot: '/work/my-repo',
  sessions: [session('docs'), session('login'), session('par\x1b[31mser')],
  pairs: [
    {
      a: 'login',
      b: 'par\x1b[31mser',
      overlaps: [
        { path: 'far.txt', kind: 'same-file', hunks: [], hunkCount: 0, willConflict: false },
        {
          path: 'src/near.txt',
          kind: 'same-hunk',
          hunks: [{ kind: 'same-hunk', a: { start: 3, count: 2 }, b: { start: 4, count: 1 } }],
          hunkCount: 3,
          willConflict: true,
        },
      ],
      conflicts: [{ path: 'src/near.txt', kind: 'contents' }],
    },
  ],
  order: [
    { sessionId: 'docs', reason: 'conflicts with no other session; 1 file, 2 lines' },
    { sessionId: 'login', reason: 'smaller' },
  ],
  warnings: [{ code: 'path-missing', message: 'Session "x": its worktree is gone.' }],
};

async function openRadar(report: RadarReport | Error): Promise<Robot> {
  const robot = start();
  robot.sessions.radarResult = report;
  await robot.see('my-repo');
  robot.press('ctrl-b', ':');
  await robot.see('Find');
  robot.press('radar', 'enter');
  return robot;
}

afterEach(stopRobots);

describe('the radar', () => {
  test('says who meets whom, where, and what to merge first', async () => {
    const robot = await openRadar(REPORT);
    await robot.see(
      'Session "x": its worktree is gone.',
      'login: 1 conflict with par [31mser',
      'login and par [31mser: 1 conflict, 2 files in common',
      'conflict src/near.txt',
      'the same lines: 3-4 and 4 and 2 more places',
      'merges   far.txt',
      'Suggested order of merging',
      '1. docs: conflicts with no other session',
    );
    expect(robot.sessions.calls).toContainEqual(['radar', '/work/my-repo']);
    robot.press('esc');
  });

  test('says so where nobody meets anybody', async () => {
    const robot = await openRadar({ ...REPORT, pairs: [], warnings: [] });
    await robot.see('No two sessions change the same files.');
  });

  test('tells why it could not look', async () => {
    const robot = await openRadar(
      new QtuiError('not-a-repository', '/tmp is in no git repository.'),
    );
    await robot.see('/tmp is in no git repository.');
  });
});
