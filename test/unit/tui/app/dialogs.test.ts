import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../src/core/errors.js';
import type {
  CreateProgress,
  NewSessionDefaults,
  NewSessionRequest,
} from '../../../../src/core/ports/sessions.js';
import { DialogStack } from '../../../../src/tui/dialogs/dialog-stack.js';
import { askText } from '../../../../src/tui/dialogs/simple.js';
import { initialState } from '../../../../src/tui/model/state.js';
import { ScreenView } from '../../../../src/tui/views/screen-view.js';
import { sessionRow } from '../../../support/sessions.js';
import type { Robot, RobotOptions } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import {
  REPOSITORY_DEFAULTS,
  ScriptedSessions,
  undoPlan,
} from '../../../support/tui/scripted-sessions.js';

async function startWith(ids: readonly string[], options: RobotOptions = {}): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ids) sessions.open({ id });
  const robot = start({ scriptedHost: host, sessions, ...options });
  await robot.see(...ids, 'my-repo');
  return robot;
}

function called(robot: Robot, name: string): unknown[][] {
  return robot.sessions.calls.filter(([called]) => called === name);
}

afterEach(stopRobots);

describe('a new session', () => {
  test('is what was typed and chosen', async () => {
    const robot = start();
    await robot.see('my-repo');
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('fix login', 'home', 'ctrl-right', ' the', 'tab', 'auth', 'tab', 'right');
    robot.press('tab', 'x', 'tab', 'tab', 'tab', 'ctrl-u', 'develop', 'enter');
    await robot.see('1 auth');
    const [[, request] = []] = called(robot, 'create');
    expect(request).toEqual({
      directory: '/work/my-repo',
      message: 'fix the login',
      name: 'auth',
      type: 'feature',
      agentKind: 'shell',
      worktree: { kind: 'create', isTemporary: false, mergeTarget: 'develop' },
      size: { cols: 98, rows: 20 },
    });
  });

  test('keeps what was typed before the repository was read', async () => {
    const sessions = new ScriptedSessions(new ScriptedHost());
    let answer: (defaults: NewSessionDefaults) => void = () => {};
    const reading = new Promise<NewSessionDefaults>((resolve) => {
      answer = resolve;
    });
    sessions.defaults = () => reading;
    const robot = start({ sessions });
    robot.press('ctrl-n');
    await robot.see('Reading the repository');
    robot.press('quick');
    answer(REPOSITORY_DEFAULTS);
    await robot.see('Merge target', 'quick');
    robot.press(' one');
    await robot.see('quick one');
  });

  test('of an experiment is temporary unless the person has chosen', async () => {
    const robot = start();
    await robot.see('my-repo');
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('tab', 'tab', 'tab', 'e');
    await robot.see('‹ experiment ›', '‹ temporary ›');
    robot.press('enter');
    await robot.see('1 session1');
    expect(called(robot, 'create')[0]?.[1]).toMatchObject({
      worktree: { kind: 'create', isTemporary: true },
    });
  });

  test('shows its checkout and becomes the live pane', async () => {
    const robot = start();
    await robot.see('my-repo');
    let progress: (step: CreateProgress) => void = () => {};
    let launch: () => void = () => {};
    const session = sessionRow({ id: 'big', repoRoot: '/work/my-repo', name: 'big' });
    robot.sessions.createStep = (_request, onProgress) => {
      progress = onProgress;
      return new Promise((resolve) => {
        launch = () => {
          robot.sessions.open(session);
          resolve({ session, warnings: [{ code: 'x', message: 'No .env was copied.' }] });
        };
      });
    };
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('big one', 'enter');
    await robot.see('Creating …');
    progress({ step: 'reserved', session });
    await robot.see('1 big ●', 'branch-big', 'Creating the worktree');
    progress({ step: 'checkout', progress: { done: 250, total: 1000 } });
    await robot.see('250 of 1000 files', '25 %', '██');
    robot.press('x');
    progress({ step: 'launching' });
    await robot.see('Starting the agent');
    launch();
    await robot.see('big · claude', 'No .env was copied.');
    robot.host.print('big', 'welcome');
    await robot.see('welcome');
  });

  test('is cancelled by Escape, and its pane goes', async () => {
    const robot = start();
    await robot.see('my-repo');
    robot.sessions.createStep = (_request, onProgress, signal) =>
      new Promise((_resolve, reject) => {
        onProgress({
          step: 'reserved',
          session: sessionRow({ id: 'big', repoRoot: '/work/my-repo', name: 'big' }),
        });
        signal?.addEventListener('abort', () =>
          reject(new QtuiError('aborted', 'Cancelled.', { untouched: 'Nothing was left behind.' })),
        );
      });
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('enter');
    await robot.see('1 big', 'cancels and undoes it');
    robot.press('escape');
    await robot.see('No session is open.', 'Nothing was left behind.');
  });

  test('is waited for when the person leaves', async () => {
    const robot = start();
    await robot.see('my-repo');
    const session = sessionRow({ id: 'big', repoRoot: '/work/my-repo', name: 'big' });
    let launch: () => void = () => {};
    robot.sessions.createStep = (_request, onProgress) => {
      onProgress({ step: 'reserved', session });
      return new Promise((resolve) => {
        launch = () => resolve({ session, warnings: [] });
      });
    };
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('enter');
    await robot.see('1 big');
    robot.press('ctrl-b', 'd');
    await robot.see('A session is being created.');
    robot.press('escape');
    await robot.gone('A session is being created.');
    expect(robot.outcome).toBeUndefined();
    robot.press('ctrl-b', 'd');
    await robot.see('A session is being created.');
    launch();
    expect(await robot.result).toEqual({ reason: 'detached' });
  });

  test('that fails keeps what was typed and says why', async () => {
    const robot = start();
    await robot.see('my-repo');
    const fail = async (request: NewSessionRequest) => {
      throw new QtuiError('name-taken', `A branch ${request.name} exists.`, {
        untouched: 'Nothing was created.',
        hint: 'Choose another name.',
      });
    };
    const { createStep } = robot.sessions;
    robot.sessions.createStep = fail;
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('the message', 'tab', 'auth', 'enter');
    await robot.see('A branch auth exists.', 'Nothing was created.', 'Choose another name.');
    await robot.see('the message');
    robot.sessions.createStep = createStep;
    robot.press('2', 'enter');
    await robot.see('1 auth2');
  });

  test('that fails late brings the dialog back with the reason', async () => {
    const robot = start();
    await robot.see('my-repo');
    robot.sessions.createStep = async (_request, onProgress) => {
      onProgress({
        step: 'reserved',
        session: sessionRow({ id: 'big', repoRoot: '/work/my-repo', name: 'big' }),
      });
      throw new QtuiError('disk-full', 'The disk is full.');
    };
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('the message', 'enter');
    const screen = await robot.see('The disk is full.', 'the message');
    expect(screen).not.toContain('1 big');
  });

  test('that fails while the person is elsewhere waits in its pane', async () => {
    const robot = await startWith(['auth']);
    let fail: (reason: unknown) => void = () => {};
    robot.sessions.createStep = (_request, onProgress) => {
      onProgress({
        step: 'reserved',
        session: sessionRow({ id: 'big', repoRoot: '/work/my-repo', name: 'big' }),
      });
      return new Promise((_resolve, reject) => {
        fail = reject;
      });
    };
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('the message', 'enter');
    await robot.see('2 big');
    robot.press('ctrl-b', '1');
    await robot.see('┌ auth');
    fail(new QtuiError('disk-full', 'The disk is full.'));
    await robot.see('2 big ✖');
    robot.press('ctrl-b', '2');
    await robot.see('The disk is full.', 'edit and try again');
    robot.press('enter');
    await robot.see('the message', 'Merge target');
    robot.press('escape');
    expect(await robot.gone('Merge target')).not.toContain('big');
  });

  test('outside a repository has no worktree, and git init is offered', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      context: { kind: 'none', directory: '/tmp/x' },
      worktreeObstacle: {
        code: 'no-repository',
        level: 'obstacle',
        action: 'init',
        message: 'This directory is in no repository.',
        hint: 'The palette has git init.',
      },
    };
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('Sessions run here without worktrees.', 'no repository');
    robot.press('ctrl-n');
    expect(await robot.see('New session')).not.toContain('Merge target');
    robot.press('escape');
    await robot.gone('New session');
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('git init', 'enter');
    await robot.see('Make a repository here?', '/work/my-repo');
    robot.press('enter');
    await robot.gone('Make a repository');
    expect(called(robot, 'prepare')).toEqual([]);
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('git init', 'enter');
    await robot.see('Make a repository here?');
    robot.press('down', 'enter');
    await robot.see('The repository is ready');
    expect(called(robot, 'prepare')).toEqual([['prepare', '/work/my-repo']]);
  });

  test('in a split can be a plain shell in the directory of the pane', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b', '-');
    await robot.see('New pane');
    robot.send('\x14');
    await robot.see('├ ');
    expect(called(robot, 'create')[0]?.[1]).toMatchObject({
      agentKind: 'shell',
      directory: '/data/worktrees/repo/auth',
      worktree: { kind: 'none' },
    });
  });
});

describe('removing', () => {
  test('names the losses, and refuses what cannot be saved', async () => {
    const robot = await startWith(['auth']);
    const report = {
      worktree: '/wt/auth',
      losses: [
        {
          kind: 'ignored' as const,
          importance: 'ordinary' as const,
          summary: '1 directory that can be made again',
          paths: ['dist/'],
          backup: 'named-only' as const,
        },
        {
          kind: 'uncommitted' as const,
          importance: 'important' as const,
          summary: '2 uncommitted files',
          paths: ['a.ts', 'b.ts'],
          backup: 'covered' as const,
        },
        {
          kind: 'ignored' as const,
          importance: 'important' as const,
          summary: '1 ignored file',
          paths: ['.env'],
          backup: 'named-only' as const,
        },
      ],
      merged: { merged: false as const, unmergedCommits: 1 },
    };
    robot.sessions.removal = { report, branchRemovable: false };
    robot.press('ctrl-b', 'x');
    await robot.see('Close auth?', 'Its program is running.');
    robot.press('down', 'down', 'down', 'enter');
    const shown = await robot.see('2 uncommitted files (saved first)', '.env', 'keep the branch');
    expect(shown).toContain('made again (not saved)');
    expect(shown.indexOf('.env')).toBeLessThan(shown.indexOf('made again'));
    robot.press('down', 'enter');
    await robot.see('No session is open.');
    expect(called(robot, 'remove')).toEqual([
      ['remove', 'auth', { backUp: true, deleteBranch: false, ignoredPaths: ['.env'] }],
    ]);
  });

  test('is refused with the reason', async () => {
    const robot = await startWith(['auth']);
    robot.sessions.removal = { refusals: ['A rebase is under way there.'] };
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('remove its worktree', 'enter');
    const screen = await robot.see('A rebase is under way there.');
    expect(screen).not.toContain('Remove worktree and branch');
    robot.press('enter');
    await robot.see('auth · claude');
    expect(called(robot, 'remove')).toEqual([]);
  });
});

describe('undoing', () => {
  test('says what comes back, does nothing by Enter alone, and undoes when told', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b', 'u');
    await robot.see(
      'The removal of "auth"',
      'The worktree (2 changed files) comes back at /wt/auth',
      'The branch comes back',
    );
    robot.press('enter');
    await robot.see('auth · claude');
    expect(called(robot, 'undo')).toEqual([]);
    robot.press('ctrl-b', 'u');
    await robot.see('Undo?');
    robot.press('down', 'enter');
    await robot.see('Undone: removal of "auth".');
    expect(called(robot, 'undo')).toEqual([['undo', 'k3f9x']]);
  });

  test('is of what was removed on this screen first, in whatever repository', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('remove its worktree', 'enter');
    await robot.see('Remove auth?');
    robot.press('down', 'enter');
    await robot.see('Worktree and branch are removed.');
    for (let round = 0; round < 2; round += 1) {
      robot.press('ctrl-b', 'u');
      await robot.see('Undo?');
      robot.press('down', 'enter');
      await robot.see('Undone: removal of "auth".');
    }
    expect(called(robot, 'planUndo')).toEqual([
      ['planUndo', '/work/my-repo', { id: 'k3f9x' }],
      ['planUndo', '/work/my-repo', {}],
    ]);
  });

  test('is offered in the palette, and refused with the reason and the way out', async () => {
    const robot = await startWith(['auth']);
    const refusals = [{ message: 'main has moved on since the merge.', hint: 'git revert -m 1 x' }];
    robot.sessions.undoPlan = undoPlan({ what: 'merge of auth into main', refusals });
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('undo the last', 'enter');
    const screen = await robot.see('This cannot be undone now', 'main has moved on', 'git revert');
    expect(screen).not.toContain('Undo the merge');
    robot.press('enter');
    await robot.see('auth · claude');
    expect(called(robot, 'undo')).toEqual([]);
  });

  test('tells when there is nothing', async () => {
    const robot = await startWith(['auth']);
    robot.sessions.undoPlan = new QtuiError('act-not-found', 'There is nothing to undo.');
    robot.press('ctrl-b', 'u');
    await robot.see('There is nothing to undo.');
  });

  test('tells why it failed and what was left alone', async () => {
    const robot = await startWith(['auth']);
    robot.sessions.undoError = new QtuiError('disk-full', 'The disk is full.', {
      untouched: 'What had been restored was taken back; the backup is kept.',
    });
    robot.press('ctrl-b', 'u');
    await robot.see('Undo?');
    robot.press('down', 'enter');
    await robot.see('The disk is full.', 'the backup is kept');
  });
});

describe('closing', () => {
  test('does nothing by Enter alone, ends the program or hides the pane when told', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', 'x');
    await robot.see('Close auth?');
    robot.press('enter');
    await robot.gone('Close auth?');
    robot.press('ctrl-b', 'x');
    await robot.see('Close auth?');
    robot.press('down', 'down', 'enter');
    await robot.see('1 docs │ +');
    expect(robot.host.panes.has('auth')).toBe(true);
    robot.press('ctrl-b', 's');
    await robot.see('Sessions', 'auth');
    robot.press('auth', 'enter');
    await robot.see('1 docs │ 2 auth');
    robot.press('ctrl-b', 'x');
    await robot.see('Close auth?');
    robot.press('down', 'enter');
    await robot.see('1 docs │ +');
    expect(called(robot, 'close')).toEqual([['close', 'auth']]);
  });
});

describe('lists', () => {
  test('of sessions are grouped by repository and open closed ones again', async () => {
    const robot = await startWith(['auth']);
    const other = sessionRow({ id: 'old', name: 'old one', repoRoot: '/work/other' });
    robot.sessions.views.push({ session: other, revision: '1', directoryExists: true });
    const gone = sessionRow({ id: 'lost', name: 'lost one', repoRoot: '/work/other' });
    robot.sessions.views.push({ session: gone, revision: '1', directoryExists: false });
    robot.press('ctrl-b', 's');
    await robot.see('other', 'old one', 'closed', /lost one .* missing/);
    robot.press('old', 'enter');
    await robot.see('my-repo: 1 auth │ other: 2 old one');
    expect(called(robot, 'reopen')).toEqual([['reopen', 'old']]);
  });

  test.each([
    ['enter', []],
    ['down enter', ['setUpAgain']],
    ['down down enter', ['leaveSetupOut']],
  ])('open one whose setup was cut off with a question: %s', async (keys, calls) => {
    const robot = await startWith(['auth']);
    const old = sessionRow({ id: 'old', name: 'old one' });
    robot.sessions.views.push({ session: old, revision: '1', directoryExists: true });
    robot.sessions.cutOffSetup = { command: ['npm', 'ci'] };
    robot.press('ctrl-b', 's');
    await robot.see('old one', 'closed');
    robot.press('old', 'enter');
    await robot.see('The setup was cut off', 'npm ci', '› Not now', 'Enter chooses');
    robot.press(...keys.split(' '));
    await robot.gone('The setup was cut off');
    const made = robot.sessions.calls.filter(([, id]) => id === 'old').map(([call]) => call);
    expect(made.filter((call) => call !== 'reopen')).toEqual(calls);
  });

  test('of keys name every action that has one', async () => {
    const robot = start({ rows: 70 });
    await robot.see('my-repo');
    robot.press('ctrl-b', '?');
    const screen = await robot.see('Keys');
    for (const words of ['^N  ^B c', '^B |', '^B ctrl/alt-arrows', '^B ?', 'Detach: leave qtui']) {
      expect(screen).toContain(words);
    }
  });

  test('of sessions that need attention are walked, the longest waiting first', async () => {
    const robot = await startWith(['auth', 'docs', 'ui']);
    robot.host.set('docs', { agentState: 'waiting', stateSince: Date.now() - 1000 });
    robot.host.set('ui', { agentState: 'waiting', stateSince: Date.now() - 60_000 });
    await robot.see('2 waiting', '2 docs ◐', '3 ui ◐');
    robot.press('ctrl-b', 'a');
    await robot.see('┌ ui · claude · WAITING 1:0');
    robot.press('ctrl-b', 'a');
    await robot.see('┌ docs · claude · WAITING');
  });

  test('of sessions that need attention begin with the highest priority', async () => {
    const scriptedHost = new ScriptedHost();
    const sessions = new ScriptedSessions(scriptedHost);
    for (const id of ['auth', 'docs']) sessions.open({ id });
    sessions.open({ id: 'ui', priority: 'low' });
    const robot = start({ scriptedHost, sessions });
    await robot.see('▽ ui');
    robot.host.set('docs', { agentState: 'waiting', stateSince: Date.now() - 1000 });
    robot.host.set('ui', { agentState: 'waiting', stateSince: Date.now() - 60_000 });
    await robot.see('2 waiting');
    robot.press('ctrl-b', 'a');
    await robot.see('┌ docs · claude · WAITING');
  });
});

describe('names', () => {
  test('of a session and of a tab are given', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b', ',');
    await robot.see('Rename session');
    robot.press('ctrl-u', 'login', 'enter');
    await robot.see('1 login');
    expect(called(robot, 'rename')).toEqual([['rename', 'auth', 'login']]);
  });
});

describe('dialogs', () => {
  test('leave nothing behind when they are opened and closed a thousand times', async () => {
    const robot = await startWith(['auth']);
    const { screen } = robot.terminal;
    const internals = screen as unknown as Record<string, unknown[]>;
    const counts = () => [
      screen.children.length,
      Object.values(internals['_events'] ?? {}).flat().length,
      ...['keyable', 'clickable', 'history'].map((list) => internals[list]?.length),
    ];
    const before = counts();
    const view = new ScreenView(robot.terminal);
    const dialogs = new DialogStack();
    const state = initialState({
      version: '0',
      directory: '/',
      size: robot.terminal.size,
      capabilities: robot.terminal.capabilities,
      now: 0,
    });
    const texts = {
      hints: [],
      taught: { newSession: '', merge: '', help: '', sessions: '' },
      leader: '',
    };
    const drawn = counts();
    for (let round = 0; round < 1000; round += 1) {
      const answer = askText(dialogs, { title: 'Name', label: 'Name', value: String(round) });
      view.draw(state, dialogs, texts);
      expect(screen.children.length).toBe((drawn[0] ?? 0) + 1);
      dialogs.top?.finish(undefined);
      view.draw(state, dialogs, texts);
      await answer;
    }
    expect(counts()).toEqual(drawn);
    expect(drawn.slice(1)).toEqual(before.slice(1));
  });

  test('can be used at 40 columns and 10 rows', async () => {
    const robot = start({ cols: 40, rows: 10 });
    await robot.see('No session is open.');
    robot.press('ctrl-n');
    await robot.see('New session', 'First message');
    robot.press('small', 'tab', 'name', 'tab', 'tab', 'tab', 'tab', 'tab');
    await robot.see('Merge target');
    robot.press('enter');
    await robot.see('1 name');
    robot.press('ctrl-b', 'm');
    await robot.see('feature/auth → main', 'show more', '↓');
    robot.press('enter');
    await robot.see('› Go on', '↑');
    robot.press('escape', 'ctrl-b', '?');
    await robot.see('Keys');
    robot.press('pagedown', 'pagedown');
    await robot.gone('New session');
  });

  test('draw what was typed as it is', async () => {
    const robot = await startWith(['{bold}x{/bold}']);
    await robot.see('1 {bold}x{/bold}');
    robot.press('ctrl-b', ',');
    await robot.see('Rename session');
    robot.press('ctrl-u');
    robot.paste('日本{red-fg}語\nnext');
    await robot.see('日本{red-fg}語 next');
  });

  test('take the mouse', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', 'q');
    const rows = (await robot.see('Stay here')).split('\n');
    const y = rows.findIndex((row) => row.includes('Stay here'));
    robot.click(rows[y]?.indexOf('Stay') ?? 0, y);
    await robot.gone('Stay here');
    robot.click(rows[0]?.indexOf(' + ') ?? 0, 0);
    await robot.see('New session');
    robot.press('escape');
    await robot.gone('New session');
    const bar = (await robot.screen()).split('\n').at(-1) ?? '';
    robot.click(bar.indexOf('help'), 23);
    await robot.see('Keys');
  });
});
