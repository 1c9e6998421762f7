import { afterEach, describe, expect, test } from '@jest/globals';
import type { RadarReport, RadarSession } from '../../../../../src/core/radar.js';
import { sessionRow } from '../../../../support/sessions.js';
import { fileDiffOf, hunkOf } from '../../../../support/tui/file-diff.js';
import { called, opened, openMerge } from '../../../../support/tui/merge-robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { mergePlan } from '../../../../support/tui/scripted-sessions.js';

afterEach(stopRobots);

const radarSession = (id: string): RadarSession => ({
  ...{ sessionId: id, title: id, headOid: '1', baseOid: '1', target: 'main', snapshotTree: '1' },
  ...{ files: [], uncommitted: 0, unread: [], targetConflicts: [] },
});

const REPORT: RadarReport = {
  repoRoot: '/work/my-repo',
  sessions: [radarSession('auth'), radarSession('par\x1b[31mser')],
  pairs: [
    {
      ...{ a: 'auth', b: 'par\x1b[31mser' },
      overlaps: [
        { path: 'a', kind: 'same-hunk', hunks: [], hunkCount: 1, willConflict: true },
        { path: 'b', kind: 'same-file', hunks: [], hunkCount: 0, willConflict: false },
      ],
      conflicts: [{ path: 'a', kind: 'contents' }],
    },
  ],
  order: [],
  warnings: [],
};

describe('the preview of a merge', () => {
  test('names the live sessions that change the same, once that is known', async () => {
    const robot = await opened();
    robot.sessions.radarResult = REPORT;
    robot.press('ctrl-b', 'm');
    const screen = await robot.see('Also changed by:', '(1 conflict)');
    expect(screen).not.toContain('\x1b');
  });

  test('goes without, where the sessions cannot be compared', async () => {
    const robot = await opened();
    robot.sessions.radarResult = new Error('no radar');
    robot.press('ctrl-b', 'm');
    await robot.see('[Preview]');
    robot.press('enter');
    expect(await robot.see('[Land]')).not.toContain('no radar');
  });

  test('warns of an agent at work, pauses it, and lets it go on in the end', async () => {
    const robot = await openMerge();
    robot.host.set('auth', { agentState: 'busy' });
    await robot.see('Its agent is busy', 'Pause its agent');
    robot.press('down', 'enter');
    const paused = await robot.see('Its agent is paused.');
    expect(paused).not.toContain('Pause its agent');
    expect(robot.host.pane('auth').info.isPaused).toBe(true);
    robot.press('enter');
    await robot.see('[Land]');
    robot.press('escape');
    await robot.gone('[Land]');
    await robot.until(() => robot.host.pane('auth').info.isPaused !== true, 'the agent to go on');
  });

  test('tells of a merge of another session into the same branch', async () => {
    const robot = await opened();
    const { worktreeInfo } = sessionRow({ id: 'docs' });
    if (!worktreeInfo) throw new Error('no worktree');
    robot.sessions.open({
      id: 'docs',
      worktreeInfo: { ...worktreeInfo, repoRoot: '/work/my-repo' },
    });
    await robot.see('docs');
    const { request, sourceOid, targetOid } = mergePlan();
    await robot.sessions.saveMergeDraft('docs', {
      ...{ source: 'branch-docs', target: 'main', strategy: request.strategy },
      ...{ sourceOid, targetOid, resolutions: [], step: 'land' as const },
    });
    robot.press('ctrl-b', '1');
    robot.press('ctrl-b', 'm');
    await robot.see('docs is being merged into main too');
  });

  test('shows a file, and the next by Tab', async () => {
    const files = ['src/auth.ts', 'docs/auth.md'].map((path) => ({
      ...{ path, kind: 'modified' as const, added: 1, removed: 1, isBinary: false },
    }));
    const robot = await openMerge({ files });
    const hunks = [hunkOf(1, '', ['-const old = 1;', '+const now = 2;'])];
    robot.sessions.diffs.set('src/auth.ts', fileDiffOf({ path: 'src/auth.ts', hunks }));
    robot.press('tab');
    await robot.see('Enter shows it', '› M src/auth.ts');
    robot.press('enter');
    await robot.see('src/auth.ts (1 of 2)', 'const old = 1;', 'const now = 2;');
    robot.press('tab');
    await robot.see('docs/auth.md (2 of 2)', 'Nothing differs.');
    robot.press('escape');
    await robot.see('[Preview]');
    expect(called(robot, 'fileDiff')).toEqual([
      ['fileDiff', 'src/auth.ts'],
      ['fileDiff', 'docs/auth.md'],
    ]);
  });
});
