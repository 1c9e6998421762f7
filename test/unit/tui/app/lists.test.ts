import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../src/core/errors.js';
import type { MergedVerdict } from '../../../../src/core/repository.js';
import type { SessionMetadata } from '../../../../src/core/session.js';
import { sessionRow } from '../../../support/sessions.js';
import type { Robot } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../support/tui/scripted-sessions.js';

const HERE = '/work/my-repo';
interface Row extends Partial<SessionMetadata> {
  id: string;
  isGone?: boolean;
}

/** A client of a registry with these rows, none of them live. */
function startWithRows(rows: readonly Row[], size: { cols?: number; rows?: number } = {}): Robot {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const { isGone = false, ...row } of rows) {
    const session = sessionRow({ name: row.id, repoRoot: HERE, status: 'background', ...row });
    sessions.views.push({ session, revision: '1', directoryExists: !isGone });
  }
  const robot = start({ scriptedHost: host, sessions, ...size });
  return robot;
}

const called = (robot: Robot, name: string) =>
  robot.sessions.calls.filter(([method]) => method === name);

afterEach(stopRobots);

describe('the empty screen', () => {
  test('tells how many sessions can be opened again, and the key', async () => {
    const robot = startWithRows([
      { id: 'closed' },
      { id: 'lost-with-its-host', status: 'active' },
      { id: 'done', status: 'merged' },
      { id: 'deleted', isGone: true },
      { id: 'elsewhere', repoRoot: '/work/other' },
    ]);
    await robot.see('2 sessions can be opened again: ^B s');
  });

  test('names other repositories when there are none of this one', async () => {
    const robot = startWithRows([{ id: 'elsewhere', repoRoot: '/work/other' }]);
    await robot.see('1 session of other repositories can be opened again: ^B s');
  });

  test('says so at 40 columns too, and nothing where there is nothing', async () => {
    await startWithRows([{ id: 'closed' }], { cols: 40, rows: 10 }).see('opened again: ^B s');
    const screen = await startWithRows([{ id: 'done', status: 'archived' }]).see('shows every key');
    expect(screen).not.toContain('opened again');
  });
});

describe('the list of sessions', () => {
  test('shows those that are put away only when asked for', async () => {
    const robot = startWithRows([
      { id: 'landed', status: 'merged', isGone: true },
      { id: 'kept', status: 'archived' },
      { id: 'deleted', isGone: true },
    ]);
    await robot.see('my-repo');
    robot.press('ctrl-b', 's');
    const screen = await robot.see('Sessions (1)', 'deleted', 'missing');
    expect(screen).not.toContain('landed');
    expect(screen).not.toContain('kept');
    robot.press('kept');
    await robot.see('1 archived or merged session not shown: ^V shows them.');
    robot.press('ctrl-u', 'ctrl-v');
    await robot.see('Sessions (3)', 'landed', 'kept');
    robot.press('ctrl-v');
    await robot.see('Sessions (1)');
  });

  test('offers to put away the record of one whose directory is gone, and keeps the branch', async () => {
    const robot = startWithRows([{ id: 'deleted', isGone: true }]);
    await robot.see('my-repo');
    robot.press('ctrl-b', 's');
    await robot.see('Its directory is gone');
    robot.press('enter');
    await robot.see('its directory is gone', 'The branch branch-deleted stays.');
    robot.press('enter');
    await robot.gone('Put the record away');
    expect(called(robot, 'remove')).toEqual([]);
    await robot.see('Sessions (1)');
    robot.press('enter');
    await robot.see('Put the record away');
    robot.press('down', 'enter');
    await robot.see('deleted is put away.');
    expect(called(robot, 'remove')).toEqual([
      ['remove', 'deleted', { backUp: false, deleteBranch: false }],
    ]);
    expect(called(robot, 'reopen')).toEqual([]);
  });

  test('removes sessions one after the other', async () => {
    const robot = startWithRows([
      { id: 'first' },
      { id: 'homeless', worktreeInfo: undefined } as unknown as Row,
    ]);
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('^X removes', '›   first');
    robot.press('ctrl-x');
    await robot.see('Remove first?', 'Nothing would be lost.', 'Branch branch-first');
    robot.press('down', 'enter');
    await robot.see('Sessions', '›   first', 'Worktree and branch are removed.');
    robot.press('down', 'ctrl-x');
    robot.sessions.removal = { branchRemovable: false };
    await robot.see('Remove homeless?', 'It has no worktree.');
    robot.press('down', 'enter');
    await robot.see('Sessions', '›   homeless');
    expect(called(robot, 'remove').map(([, id]) => id)).toEqual(['first', 'homeless']);
  });

  test('forgets a plain shell once it has ended', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    const { worktreeInfo: _none, ...row } = sessionRow({ id: 'plain', repoRoot: HERE });
    const session = {
      ...row,
      name: 'shell',
      firstMessage: '',
      agent: { kind: 'shell', command: [] },
    };
    sessions.views.push({ session, revision: '1', directoryExists: true });
    host.add({ paneId: 'plain' });
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('1 shell');
    host.set('plain', { exit: { code: 0, signal: 0 }, agentState: 'exited' });
    await robot.see('has exited with code 0');
    robot.press('x');
    await robot.see('No session is open.');
    expect(called(robot, 'remove').map(([, id]) => id)).toEqual(['plain']);
    expect(called(robot, 'close')).toEqual([]);
  });

  test('marks what is merged, with what proves it, and shows it at once the next time', async () => {
    const robot = startWithRows([{ id: 'landed' }, { id: 'fresh' }, { id: 'open' }]);
    robot.sessions.verdicts = new Map<string, MergedVerdict>([
      [
        'landed',
        { merged: true, evidence: 'squash', into: 'main', commit: 'abcdef012345', commits: 3 },
      ],
      ['fresh', { merged: true, evidence: 'no-work' }],
      ['open', { merged: false, unmergedCommits: 2 }],
    ]);
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    const screen = await robot.see(
      / landed .* closed .* merged /,
      'no work: it has no commit of its own',
    );
    expect(screen.match(/ merged /g)).toHaveLength(1);
    robot.press('down');
    await robot.see('its 3 commits are in main as one squash commit abcdef0123');
    robot.press('down');
    await robot.see('2 commits are not in main');
    robot.press('escape');
    await robot.gone('Sessions');
    robot.sessions.verdicts = new QtuiError('git-failed', 'git is gone.');
    robot.press('ctrl-b', 's');
    await robot.see(/ landed .* merged /);
    await robot.until(() => called(robot, 'merged').length === 2, 'the second look');
  });

  test('tells repositories of the same name apart', async () => {
    const robot = startWithRows([
      { id: 'mine' },
      { id: 'theirs', repoRoot: '/elsewhere/my-repo' },
      { id: 'homeless', repoRoot: undefined } as unknown as Row,
    ]);
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('my-repo  /work', 'my-repo  /elsewhere', 'no repository');
  });

  test('keeps the mark where it is while the registry is read again', async () => {
    const robot = startWithRows([{ id: 'one' }, { id: 'two' }, { id: 'three' }]);
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('›   one');
    robot.press('down');
    await robot.see('›   three');
    robot.sessions.views = robot.sessions.views.map((view) => {
      return { ...view, session: { ...view.session, lastActive: '2026-02-02T00:00:00.000Z' } };
    });
    robot.host.add({ paneId: 'unknown' });
    await robot.see('1 unknown', '›   three');
  });
});

describe('a worktree that no session has', () => {
  const foreign = {
    path: '/elsewhere/by-hand',
    branch: 'by-hand',
    isMain: false,
    isBare: false,
    findings: [{ state: 'foreign' as const, message: 'It is of no session.' }],
  };

  async function openList(): Promise<Robot> {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.open({ id: 'auth' });
    sessions.worktreeViews = [foreign];
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('1 auth');
    robot.press('ctrl-b', 's');
    await robot.see('Sessions (2)', 'worktrees without a session', 'by-hand');
    return robot;
  }

  test('is listed, and made one after a question', async () => {
    const robot = await openList();
    robot.press('by-hand', 'enter');
    await robot.see('Make a session of this worktree?', '/elsewhere/by-hand');
    robot.press('enter');
    await robot.gone('Make a session of this worktree?');
    expect(called(robot, 'adopt')).toEqual([]);
    await robot.see('Sessions (1 of 2)');
    robot.press('enter');
    await robot.see('Make a session of this worktree?');
    robot.press('down', 'enter');
    await robot.see('2 adopted');
    expect(called(robot, 'adopt')).toEqual([['adopt', { path: '/elsewhere/by-hand' }]]);
  });

  test('is not removed by the key that removes sessions', async () => {
    const robot = await openList();
    robot.press('by-hand', 'ctrl-x');
    await robot.see('No session has this worktree: Enter makes it one.');
    expect(called(robot, 'remove')).toEqual([]);
  });
});

describe('all closed sessions of this repository', () => {
  const rows = [
    { id: 'older', lastActive: '2026-01-01T00:00:00.000Z' },
    { id: 'newer', lastActive: '2026-01-02T00:00:00.000Z' },
    { id: 'elsewhere', repoRoot: '/work/other' },
    { id: 'deleted', isGone: true },
  ];

  test('are opened from the palette, and the last used one is focused', async () => {
    const robot = startWithRows(rows);
    await robot.see('2 sessions can be opened again');
    robot.press('ctrl-b', ':');
    await robot.see('Open all 2 closed sessions of this repository');
    robot.press('open all', 'enter');
    await robot.see('1 newer │ 2 older │ +', '┌ newer');
    expect(called(robot, 'reopen')).toEqual([
      ['reopen', 'newer'],
      ['reopen', 'older'],
    ]);
  });

  test('are opened from the list by a key, and one that fails is told', async () => {
    const robot = startWithRows(rows);
    const { sessions } = robot;
    const reopen = sessions.reopen.bind(sessions);
    sessions.reopen = async (id) => {
      if (id === 'newer') throw new QtuiError('agent-not-found', 'The agent is gone.');
      return reopen(id);
    };
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('Tab menu');
    robot.press('tab');
    await robot.see(/Open all 2 closed sessions of this repository +\^O/);
    robot.press('escape');
    await robot.gone('what to do');
    robot.press('ctrl-o');
    await robot.see('That did not work', 'The agent is gone.', '1 older │ +');
  });
});

describe('a shell beside a worktree session', () => {
  async function startSplit(): Promise<Robot> {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    const branch = 'branch-auth';
    const status = { branch, dirty: 2, staged: 0, unstaged: 2, untracked: 0, conflicted: 0 };
    sessions.git = { status, aheadBehind: { ahead: 1, behind: 0 } };
    const { directory } = sessions.open({ id: 'auth' });
    const { worktreeInfo: _none, ...row } = sessionRow({ id: 'helper', repoRoot: HERE });
    const session = { ...row, name: 'shell', firstMessage: '', directory };
    sessions.views.push({ session, revision: '1', directoryExists: true });
    host.add({ paneId: 'helper' });
    const split = {
      version: 1,
      tabs: [
        {
          id: 1,
          root: {
            kind: 'split',
            direction: 'row',
            children: ['auth', 'helper'].map((paneId) => {
              return { weight: 1, node: { kind: 'pane', paneId } };
            }),
          },
          focus: 'helper',
          zoomed: false,
        },
      ],
      activeTab: 1,
      hidden: [],
    };
    host.layout = { revision: 1, document: split };
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('┬ shell');
    return robot;
  }

  test('has its branch, its target and its tab title', async () => {
    const robot = await startSplit();
    await robot.see('1 auth │ +', 'branch-auth → main  ±2 ↑1 ↓0');
  });

  test('merges it', async () => {
    const robot = await startSplit();
    await robot.see('branch-auth → main');
    robot.press('ctrl-b', 'm');
    await robot.see('feature/auth → main');
    expect(called(robot, 'planMerge')).toEqual([['planMerge', 'auth', {}]]);
  });
});

describe('a client of one of several repositories', () => {
  /** Live sessions; the first one's tab was the last to be looked at. */
  async function startBeside(ids: readonly [string, string][]): Promise<Robot> {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    for (const [id, repoRoot] of ids) sessions.open({ id, repoRoot });
    const robot = start({ scriptedHost: host, sessions });
    return robot;
  }

  test('begins with a tab of its own repository, and names the others', async () => {
    const robot = await startBeside([
      ['theirs', '/work/other'],
      ['mine', HERE],
      ['mine-too', HERE],
    ]);
    await robot.see(' other: 1 theirs │ my-repo: 2 mine │ 3 mine-too │ +', '┌ mine ');
  });

  test('begins where it was left when there is none of its own', async () => {
    const robot = await startBeside([['theirs', '/work/other']]);
    await robot.see(' other: 1 theirs │ +', '┌ theirs');
  });

  test('puts tabs of sessions that others start beside those of their repository', async () => {
    const robot = await startBeside([
      ['mine', HERE],
      ['theirs', '/work/other'],
    ]);
    await robot.see('my-repo: 1 mine │ other: 2 theirs');
    robot.sessions.open({ id: 'more', repoRoot: HERE });
    robot.sessions.open({ id: 'most', repoRoot: HERE });
    robot.sessions.open({ id: 'last', repoRoot: '/work/third' });
    await robot.see('my-repo: 1 mine │ 2 more │ 3 most │ other: 4 theirs │ third: 5 last │ +');
    await robot.until(
      () => JSON.stringify(robot.host.layout.document).includes('"last"'),
      'the tabs to be shared',
    );
  });

  test('puts a tab at the end of whom nobody can tell where it belongs', async () => {
    const robot = await startBeside([['mine', HERE]]);
    await robot.see('1 mine │ +');
    robot.sessions.list = async () => {
      throw new QtuiError('permission-denied', 'The registry cannot be read.');
    };
    robot.host.add({ paneId: 'unknown' });
    await robot.see('1 mine │ 2 unknown │ +', 'The registry cannot be read.');
  });

  test('puts a new tab beside those of its repository', async () => {
    const robot = await startBeside([
      ['mine', HERE],
      ['theirs', '/work/other'],
    ]);
    await robot.see('my-repo: 1 mine │ other: 2 theirs');
    robot.press('ctrl-n');
    await robot.see('First message');
    robot.press('next', 'enter');
    await robot.see(' my-repo: 1 mine │ 2 next │ other: 3 theirs │ +', '┌ next');
  });
});

describe('the palette and the help', () => {
  test.each([80, 120])('cut no text at %d columns', async (cols) => {
    const robot = startWithRows([], { cols, rows: 60 });
    await robot.see('my-repo');
    robot.press('ctrl-b', '?');
    const help = await robot.see(
      'Zoom: give the pane the whole tab, or take it back',
      'Go to tab 1',
    );
    expect(help).toMatch(/\^B 1…9 +Go to tab 1 to 9/);
    robot.press('escape', 'ctrl-b', ':');
    await robot.see('Palette');
    robot.press('zoom');
    await robot.see('Zoom: give the pane the whole tab, or take it back', 'The tab is not split.');
    robot.press('ctrl-u', 'prepare');
    await robot.see('git init, first commit)', 'Worktrees can be made here already.');
  });

  test('tell every reason to its end, and no half of a key, at 40 columns', async () => {
    const { worktreeInfo: _none, ...row } = sessionRow({ id: 'plain', repoRoot: HERE });
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.views.push({
      session: { ...row, name: 'plain' },
      revision: '1',
      directoryExists: true,
    });
    host.add({ paneId: 'plain' });
    const robot = start({ scriptedHost: host, sessions, cols: 40, rows: 10 });
    await robot.see('plain');
    robot.press('ctrl-b', 's');
    await robot.see('└─ Enter opens · Tab menu · Esc closes ┘');
    robot.press('escape');
    await robot.gone('Enter opens');
    robot.press('ctrl-b', ':');
    await robot.see('Find');
    robot.press('merge');
    const screen = await robot.see('Merge the session into its target', 'own.');
    expect(screen).toMatch(/The session has no worktree of +│\n│ +its own\./);
    robot.press('ctrl-u', 'clean');
    // A command without a key has no line for one.
    expect(await robot.see('› Clean up')).not.toMatch(/› Clean up.*\n│ +│\n/);
  });

  test('keep what is marked visible, and the filter, on a small screen', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({ id: `session-${index + 10}` }));
    const robot = startWithRows(rows, { cols: 40, rows: 10 });
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('Sessions (12)');
    for (let index = 0; index < 11; index += 1) robot.press('down');
    await robot.see('›   session-21', 'name, branch');
    robot.resize(60, 15);
    await robot.see('›   session-21', 'Find', 'session-13');
  });

  test('move the mark by the wheel', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => ({ id: `session-${index}` }));
    const robot = startWithRows(rows);
    await robot.see('opened again');
    robot.press('ctrl-b', 's');
    await robot.see('›   session-0');
    robot.mouse(65, 40, 12);
    robot.mouse(65, 40, 12);
    robot.mouse(64, 40, 12);
    await robot.see('›   session-3');
  });

  test('offer first what can be done now', async () => {
    const robot = startWithRows([{ id: 'closed' }]);
    await robot.see('opened again');
    robot.press('ctrl-b', ':');
    const first = await robot.see('Palette', 'Open the closed session of this repository');
    expect(first).not.toContain('Merge the session into its target');
    let screen = first;
    for (let steps = 0; !/Session: closed[\s\S]*No pane is open/.test(screen); steps += 1) {
      expect(steps).toBeLessThan(40);
      robot.press('down');
      screen = await robot.screen();
    }
    const lines = screen.split('\n');
    const at = (words: string) => lines.findIndex((line) => line.includes(words));
    expect(at('No pane is open.')).toBeGreaterThan(at('Session: closed'));
  });

  test('put a command before the sessions that are called like it', async () => {
    const robot = startWithRows([{ id: 'radar' }, { id: 'list' }, { id: 'merge' }]);
    await robot.see('opened again');
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('Radar');
    await robot.see('› Radar: which sessions change the same files', 'Session: radar');
    robot.press('ctrl-u', 'list');
    await robot.see('› List all sessions: open, rename, archive or remove one');
    robot.press('ctrl-u', 'archive');
    await robot.until((each) => /Find +archive.*› List all sessions: open/s.test(each));
    robot.press('ctrl-u', 'merge');
    const found = await robot.see(
      '› Merge the session into its target',
      'No pane is open.',
      'Session: merge',
    );
    expect(found).toMatch(/Merge the session into its target[\s\S]*Session: merge/);
  });
});
