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
import { conflictAt } from '../../../support/conflicts.js';
import { sessionRow } from '../../../support/sessions.js';
import type { Robot, RobotOptions } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import {
  mergePlan,
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

describe('merging', () => {
  async function openMerge(options: RobotOptions = {}, change = {}): Promise<Robot> {
    const robot = await startWith(['auth'], options);
    robot.sessions.plan = mergePlan(change);
    robot.press('ctrl-b', 'm');
    await robot.see('feature/auth → main');
    return robot;
  }

  test('shows what would be merged, and Enter cancels', async () => {
    const robot = await openMerge();
    await robot.see('1 commit, 1 file +12 -3', 'Check the token', 'src/auth.ts', '/work/my-repo');
    robot.press('enter');
    await robot.gone('feature/auth → main');
    expect(called(robot, 'build')).toEqual([]);
  });

  test('lands with the edited message and offers the removal', async () => {
    const robot = await openMerge();
    robot.press('down', 'enter');
    await robot.see('Merge into main', "Merge branch 'feature/auth'");
    robot.press('shift-tab', ' by hand', 'tab', 'down', 'enter');
    await robot.see('main is at ffffffffff', '^B u or qtui undo k3f9x undoes it.');
    expect(called(robot, 'build')).toEqual([
      ['build', 'merge', "Merge branch 'feature/auth' by hand"],
    ]);
    robot.press('down', 'enter');
    await robot.see('Remove auth?', 'Nothing would be lost.');
    robot.press('down', 'enter');
    await robot.see('No session is open.', 'Worktree and branch are removed. ^B u or qtui undo');
    expect(called(robot, 'remove')).toEqual([
      ['remove', 'auth', { backUp: false, deleteBranch: true }],
    ]);
  });

  test.each([
    ['rebase', 'puts copies of the commits on top', ['left']],
    ['ff-only', 'only if it has not moved', ['left', 'left']],
  ])('takes %s, which asks for no message', async (strategy, note, keys) => {
    const robot = await openMerge();
    robot.press('shift-tab', ...keys);
    await robot.see(`‹ ${strategy} ›`, note, `(${strategy})`);
    robot.press('tab', 'down', 'enter');
    expect(await robot.see(`by ${strategy}`)).not.toContain('Message');
    robot.press('enter');
    await robot.see('feature/auth → main');
  });

  test("starts from the strategy of the session's repository", async () => {
    const robot = await openMerge({}, { request: { ...mergePlan().request, strategy: 'rebase' } });
    await robot.see('‹ rebase ›', '(rebase)');
    expect(called(robot, 'planMerge')).toEqual([['planMerge', 'auth', {}]]);
  });

  test('says where the target stands', async () => {
    const { targetWorktree: _nowhere, ...plan } = mergePlan({
      upstream: { name: 'origin/main', ahead: 0, behind: 2, isFresh: true },
    });
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.open({ id: 'auth' });
    sessions.plan = plan;
    sessions.freshPlan = Promise.resolve(plan);
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('1 auth');
    robot.press('ctrl-b', 'm');
    await robot.see(
      'main is checked out nowhere.',
      'main is 2 commits behind origin/main; they are merged in',
    );
  });

  test('shows what is known at once, and what the remote has when it has answered', async () => {
    const robot = await startWith(['auth']);
    const upstream = { name: 'origin/main', ahead: 0, behind: 0, isFresh: false };
    robot.sessions.plan = mergePlan({ upstream });
    let answer: (plan: ReturnType<typeof mergePlan>) => void = () => {};
    robot.sessions.freshPlan = new Promise((resolve) => {
      answer = resolve;
    });
    robot.press('ctrl-b', 'm');
    await robot.see('feature/auth → main', 'Asking origin/main for what is new', '(merge)');
    robot.press('down');
    await robot.see('› Merge 1 commit');
    answer(mergePlan({ ontoOid: 'e'.repeat(40), upstream: { ...upstream, behind: 3 } }));
    await robot.see('main is 3 commits behind origin/main; they are merged in too.', '› Cancel');
    await robot.gone('Asking');
    robot.press('enter');
    await robot.gone('feature/auth → main');
    expect(called(robot, 'planMerge')).toEqual([
      ['planMerge', 'auth', {}],
      ['planMerge', 'auth', { strategy: 'merge', refresh: true }],
    ]);
  });

  test('says why the remote could not be asked, and merges as things are known', async () => {
    const robot = await startWith(['auth']);
    const upstream = { name: 'origin/main', ahead: 0, behind: 0, isFresh: false };
    robot.sessions.plan = mergePlan({ upstream });
    const problem = 'Could not fetch main from origin: it does not answer.';
    robot.sessions.freshPlan = Promise.resolve(mergePlan({ upstream: { ...upstream, problem } }));
    robot.press('ctrl-b', 'm');
    await robot.see('it does not answer. origin/main is as last', '› Cancel');
    robot.press('down', 'enter');
    await robot.see('Merge into main');
  });

  test('shows what will check it, and what that says, and lands when it has passed', async () => {
    const robot = await openMerge({}, { check: { command: ['npm', 'test'] } });
    await robot.see('Check before it lands: npm test');
    let pass: () => void = () => {};
    const passed = new Promise<void>((resolve) => {
      pass = resolve;
    });
    robot.sessions.check = { lines: ['one of two', 'two of two'], ended: () => passed };
    robot.press('down', 'enter');
    await robot.see('Merge into main');
    robot.press('down', 'enter');
    await robot.see('Checking with npm test, then merging into main', 'two of two');
    expect(called(robot, 'land')).toEqual([]);
    pass();
    await robot.see('main is at ffffffffff now.');
  });

  test('lands nothing that fails its check, and shows why', async () => {
    const robot = await openMerge({}, { check: { command: ['npm', 'test'] } });
    const words = 'The check "npm test" failed with code 1:\n✕ adds two numbers';
    const fail = () => Promise.reject(new QtuiError('check-failed', words));
    robot.sessions.check = { lines: [], ended: fail };
    robot.press('down', 'enter');
    await robot.see('Merge into main');
    robot.press('down', 'enter');
    await robot.see('failed with code 1', 'adds two numbers', 'OK');
    robot.press('enter');
    await robot.see('Check before it lands: npm test');
    expect(called(robot, 'land')).toEqual([]);
  });

  test('asks before it does without a check that is not trusted', async () => {
    const check = { command: ['make', 'check'], untrustedFile: '/work/my-repo/.qtui/config.toml' };
    const robot = await openMerge({}, { check });
    await robot.see('which cannot run');
    robot.press('down', 'enter');
    await robot.see('Merge into main');
    robot.press('down', 'enter');
    await robot.see('The check is not trusted', '› Do not merge');
    robot.press('enter');
    await robot.see('feature/auth → main');
    expect(called(robot, 'land')).toEqual([]);
    robot.press('down', 'enter');
    await robot.see('Merge into main');
    robot.press('down', 'enter');
    await robot.see('The check is not trusted');
    robot.press('down', 'enter');
    await robot.see('main is at ffffffffff now.');
    expect(called(robot, 'skip check')).toHaveLength(1);
  });

  test('says where a session goes whose own target is gone', async () => {
    const retargeted = { from: 'parent', to: 'main', reason: 'parent was merged and is gone.' };
    const robot = await openMerge({}, { retargeted });
    await robot.see('parent was merged and is gone. The merge goes to main.');
  });

  test('offers to commit first, and goes on with a new preview', async () => {
    const uncommitted = [{ path: 'notes.txt', kind: 'added' as const, isBinary: false }];
    const robot = await openMerge({}, { uncommitted });
    await robot.see('1 uncommitted file: not part of the merge.', 'notes.txt');
    robot.press('down', 'enter');
    await robot.see('Commit first', 'Message');
    robot.sessions.plan = mergePlan();
    robot.press('down', 'enter');
    await robot.gone('uncommitted');
    await robot.see('feature/auth → main');
    expect(called(robot, 'commit')).toEqual([
      ['commit', 'auth', { message: 'auth', skipHooks: false }],
    ]);
  });

  test('asks before it commits without hooks', async () => {
    const uncommitted = [{ path: 'notes.txt', kind: 'added' as const, isBinary: false }];
    const robot = await openMerge({}, { uncommitted });
    robot.sessions.commitError = new QtuiError('hook-failed', 'pre-commit says no.');
    robot.press('down', 'enter');
    await robot.see('Commit first');
    robot.press('down', 'enter');
    await robot.see('pre-commit says no.', 'Do not commit');
    robot.press('down', 'enter');
    await robot.gone('pre-commit');
    expect(called(robot, 'commit').map(([, , options]) => options)).toEqual([
      { message: 'auth', skipHooks: false },
      { message: 'auth', skipHooks: true },
    ]);
  });

  test.each([
    [
      { conflicts: [conflictAt('src/a.ts')], resultTree: undefined as never },
      ['1 file would conflict:', 'src/a.ts', 'both changed the same lines'],
    ],
    [
      {
        obstacles: [
          {
            code: 'target-dirty-overlap' as const,
            message: 'Your checkout of main has changes in files of the merge.',
            hint: 'Commit them there.',
            paths: ['README.md'],
          },
        ],
      },
      ['Your checkout of main has changes', 'README.md', 'Commit them there.'],
    ],
    [{ isUpToDate: true, commits: [], files: [] }, ['main has everything']],
  ])('offers no landing where it cannot land (%#)', async (change, words) => {
    const robot = await openMerge({}, change);
    const screen = await robot.see(...words);
    expect(screen).not.toContain('into main (');
  });

  test('says why landing was refused', async () => {
    const robot = await openMerge();
    robot.sessions.landError = new QtuiError('branch-moved', 'main has moved meanwhile.', {
      untouched: 'Nothing was changed.',
      hint: 'Look at the preview again.',
    });
    robot.press('down', 'enter');
    await robot.see('Merge into main');
    robot.press('down', 'enter');
    await robot.see('main has moved meanwhile.', 'Nothing was changed.', 'preview again');
  });

  test('starts by a proven Ctrl-m, which the bar then names', async () => {
    const robot = await startWith(['auth']);
    expect(await robot.screen()).toContain('^B m merge');
    robot.press('proven-ctrl-m');
    await robot.see('feature/auth → main');
    robot.press('escape');
    await robot.see('^M merge');
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
    await robot.see('The setup was cut off', 'npm ci', '› Not now');
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
    await robot.see('Cancel', '↑');
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
