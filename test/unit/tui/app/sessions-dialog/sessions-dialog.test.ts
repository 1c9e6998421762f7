import { afterEach, describe, expect, test } from '@jest/globals';
import type { SessionMetadata } from '../../../../../src/core/session.js';
import { sessionRow } from '../../../../support/sessions.js';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

const HERE = '/work/my-repo';

interface Row extends Partial<SessionMetadata> {
  id: string;
  isGone?: boolean;
  isReadOnly?: true;
}

/** Two live sessions, one that waits, and these closed ones; their list is open. */
async function openList(rows: readonly Row[] = [], options: RobotOptions = {}): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  sessions.open({ id: 'auth' }, { agentState: 'waiting' });
  sessions.open({ id: 'docs' }, { agentState: 'idle' });
  for (const { isGone = false, isReadOnly, ...row } of rows) {
    const session = sessionRow({ name: row.id, repoRoot: HERE, status: 'background', ...row });
    sessions.views.push({
      ...{ session, revision: '1', directoryExists: !isGone },
      ...(isReadOnly && { isReadOnly }),
    });
  }
  const robot = start({ scriptedHost: host, sessions, ...options });
  await robot.see('1 auth', '2 docs');
  robot.press('ctrl-b', 's');
  await robot.see(/Sessions \(\d+\)/, '› ◐ auth');
  return robot;
}

const called = (robot: Robot, name: string) =>
  robot.sessions.calls.filter(([method]) => method === name).map(([, ...rest]) => rest);

afterEach(stopRobots);

describe('what is done from the list', () => {
  test('renaming leaves the list as it was, with the new name', async () => {
    const robot = await openList();
    robot.press('branch-docs');
    await robot.see('Sessions (1 of 2)');
    robot.press('ctrl-r');
    await robot.see('Rename session', 'New name');
    robot.press('ctrl-u', 'manual', 'enter');
    await robot.see('Sessions (1 of 2)', /Find +branch-docs/, /› +✔? +manual/, '2 manual');
    expect(called(robot, 'rename')).toEqual([['docs', 'manual']]);
  });

  test('archiving asks before a program is ended, and can be taken back', async () => {
    const robot = await openList([{ id: 'old' }]);
    robot.press('ctrl-s');
    await robot.see('Archive auth?', 'Its program (claude, waiting) is ended.');
    robot.press('enter');
    await robot.gone('Archive auth?');
    expect(called(robot, 'archive')).toEqual([]);
    robot.press('ctrl-s');
    await robot.see('Archive auth?');
    robot.press('down', 'enter');
    await robot.see('auth is archived; worktree and branch stay.', 'Sessions (2)', '1 docs │ +');
    robot.press('old', 'ctrl-s');
    await robot.see('old is archived', 'Sessions (0 of 1)', 'not shown: ^V shows them');
    robot.press('ctrl-v');
    await robot.see('Sessions (1 of 3)', /› +old .* archived/);
    robot.press('ctrl-s');
    await robot.see('old is in the list again, closed.', /› +old .* closed/);
    expect(called(robot, 'archive')).toEqual([['auth'], ['old']]);
    expect(called(robot, 'unarchive')).toEqual([['old']]);
  });

  test('a pin puts the session first, and stays chosen', async () => {
    const robot = await openList();
    robot.press('down', 'ctrl-t');
    await robot.see(/› .* ★ docs/);
    const rows = (await robot.screen()).split('\n');
    const at = (words: string) => rows.findIndex((row) => row.includes(words));
    expect(at('★ docs')).toBeLessThan(at('branch-auth '));
    robot.press('ctrl-t');
    await robot.until((screen) => !screen.includes('★ docs'), 'the pin to go');
    expect(called(robot, 'pin')).toEqual([['docs']]);
    expect(called(robot, 'unpin')).toEqual([['docs']]);
  });

  test('a merge begins with its preview and comes back to the list', async () => {
    const robot = await openList();
    robot.press('docs');
    await robot.see('Sessions (1 of 2)');
    robot.press('ctrl-g');
    await robot.see('feature/auth → main');
    robot.press('escape');
    await robot.see('Sessions (1 of 2)', /Find +docs/);
    expect(called(robot, 'planMerge')).toEqual([['docs', {}]]);
    robot.press('proven-ctrl-m');
    await robot.see('feature/auth → main');
    expect(called(robot, 'planMerge')).toHaveLength(2);
  });

  test('a new session is made in the repository of the chosen one', async () => {
    const robot = await openList([{ id: 'far', repoRoot: '/work/other' }]);
    robot.press('far');
    await robot.see('Sessions (1 of 3)');
    robot.press('ctrl-n');
    await robot.see('First message');
    robot.press('escape');
    await robot.see('Sessions (1 of 3)', /Find +far/);
    robot.press('ctrl-n');
    await robot.see('First message');
    robot.press('next', 'enter');
    await robot.see('3 next');
    await robot.gone('Sessions (');
    const [[request] = []] = called(robot, 'create');
    expect(request).toMatchObject({ directory: '/work/other', message: 'next' });
  });

  test('paths and branches are copied', async () => {
    const robot = await openList();
    robot.press('ctrl-y');
    await robot.see('Copied /data/worktrees/repo/auth');
    robot.press('tab');
    await robot.see('what to do');
    robot.press('copy name', 'enter');
    await robot.see('Copied branch-auth');
  });

  test('what cannot be done says why, by its key and in the menu', async () => {
    const robot = await openList([
      { id: 'homeless', worktreeInfo: undefined } as unknown as Row,
      { id: 'landed', status: 'merged', isGone: true },
      { id: 'lost', isGone: true },
    ]);
    robot.press('homeless', 'ctrl-g');
    await robot.see('It has no worktree of its own, so there is nothing to merge.');
    robot.press('tab');
    await robot.see('what to do');
    robot.press('merge', 'enter');
    await robot.see('It has no worktree of its own');
    robot.press('escape');
    await robot.gone('what to do');
    expect(called(robot, 'planMerge')).toEqual([]);
    robot.press('ctrl-u', 'lost', 'ctrl-s');
    await robot.see('Its directory is gone.');
    robot.press('ctrl-u', 'ctrl-v', 'landed', 'enter');
    await robot.see('Its worktree was removed: the undo list can bring it back.');
    expect(called(robot, 'reopen')).toEqual([]);
  });
});

describe('an open list', () => {
  test('without any session names the key that makes one', async () => {
    const robot = start();
    await robot.see('my-repo');
    robot.press('ctrl-b', 's');
    await robot.see('Sessions (0)', 'There is no session yet: ^N makes one.');
  });

  test('tells what the registry could not read, and what to do', async () => {
    const robot = await openList();
    robot.sessions.warnings = [
      { code: 'metadata-newer', message: 'It is of a newer qtui.', hint: 'Update qtui.' },
      { code: 'metadata-corrupt', message: 'It is broken.' },
    ];
    robot.press('escape', 'ctrl-b', 's');
    await robot.see('Sessions (', 'It is of a newer qtui. Update qtui. And 1 more.');
    await robot.see('qtui sessions recover looks');
  });

  test('shows what a newer version has written, and changes nothing of it', async () => {
    const robot = await openList([{ id: 'future', isReadOnly: true }]);
    robot.press('branch-future');
    await robot.see('Sessions (1 of 3)', 'A newer qtui wrote its record: it can be seen');
    robot.press('ctrl-r');
    await robot.see('A newer qtui wrote its record: update qtui to change it.');
    robot.press('ctrl-x');
    expect(called(robot, 'rename')).toEqual([]);
    expect(called(robot, 'planRemoval')).toEqual([]);
  });

  test('tells of repositories that cannot be read, whose worktrees are not shown', async () => {
    const robot = await openList();
    const problem = { code: 'timeout', message: '/ws/old did not answer.' };
    robot.sessions.scanned = [{ path: '/ws/old', name: 'old', worktrees: [], problem }];
    robot.press('escape', 'ctrl-b', 's');
    await robot.see('Sessions (', '/ws/old did not answer. qtui sessions scan tells of all.');
  });

  test('follows the registry until it is closed', async () => {
    let tell: (() => void) | undefined;
    const robot = await openList([], {
      watchSessions: (onChange) => {
        tell = onChange;
        return {
          dispose: () => {
            tell = undefined;
          },
        };
      },
    });
    const session = sessionRow({ id: 'new', name: 'made elsewhere', repoRoot: HERE });
    robot.sessions.views.push({ session, revision: '1', directoryExists: true });
    tell?.();
    await robot.see('Sessions (3)', 'made elsewhere', '› ◐ auth');
    robot.press('escape');
    await robot.gone('Sessions (');
    expect(tell).toBeUndefined();
  });

  test('fills in what git tells without moving the choice, and stops when it is closed', async () => {
    const signals: AbortSignal[] = [];
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    for (const id of ['one', 'two', 'three', 'four']) {
      const session = sessionRow({ id, name: id, repoRoot: HERE, status: 'background' });
      sessions.views.push({ session, revision: '1', directoryExists: true });
    }
    const answers = new Map<string, () => void>();
    sessions.gitStatus = (session?: SessionMetadata, signal?: AbortSignal) =>
      new Promise((resolve) => {
        if (signal) signals.push(signal);
        const status = {
          branch: 'x',
          dirty: 7,
          staged: 0,
          unstaged: 7,
          untracked: 0,
          conflicted: 0,
        };
        answers.set(session?.id ?? '', () => resolve({ status }));
      });
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('› ', 'four');
    robot.press('down');
    await robot.see('›   one');
    await robot.until(() => answers.size === 2, 'two looks at once');
    answers.get('one')?.();
    await robot.see(/› {3}one .* ±7/);
    await robot.until(() => answers.size === 3, 'the next look');
    expect(signals.every(({ aborted }) => aborted)).toBe(false);
    robot.press('escape');
    await robot.gone('Sessions (');
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    expect(answers.size).toBe(3);
  });

  test('shows whom a session meets, once the radar has looked', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    const worktreeInfo = (id: string) => ({
      ...sessionRow({ id }).worktreeInfo,
      repoRoot: HERE,
    });
    for (const id of ['login', 'parser']) {
      sessions.open({
        id,
        worktreeInfo: worktreeInfo(id) as SessionMetadata['worktreeInfo'] & object,
      });
    }
    const found = (sessionId: string) => ({
      ...{ sessionId, title: sessionId, headOid: '1', baseOid: '1', target: 'main' },
      ...{ snapshotTree: '1', files: [], uncommitted: 0, unread: [], targetConflicts: [] },
    });
    sessions.radarResult = {
      repoRoot: HERE,
      sessions: [found('login'), found('parser')],
      pairs: [
        {
          ...{ a: 'login', b: 'parser', conflicts: [{ path: 'a.txt', kind: 'contents' }] },
          overlaps: [{ path: 'a.txt', kind: 'same-hunk', hunks: [], hunkCount: 1 }],
        },
      ],
      order: [],
      warnings: [],
    };
    const robot = start({ scriptedHost: host, sessions, cols: 120, rows: 36 });
    await robot.see('1 login');
    robot.press('ctrl-b', 's');
    await robot.see(/login .* ! parser/, /parser .* ! login/, '1 conflict with parser');
    expect(called(robot, 'radar')).toEqual([[HERE]]);
    robot.press('down', 'ctrl-r');
    await robot.see('Rename');
    robot.press('ctrl-u', ...'reader', 'enter');
    await robot.see(/login .* ! reader/, '1 conflict with login');
    robot.press('ctrl-s');
    await robot.see('Archive reader?');
    robot.press('down', 'enter');
    await robot.until(
      (screen) => / login /.test(screen) && !screen.includes('! reader'),
      'no overlap',
    );
    expect(called(robot, 'radar')).toEqual([[HERE]]);
  });
});
