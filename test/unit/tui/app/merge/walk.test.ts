import { afterEach, describe, expect, test } from '@jest/globals';
import type { CheckRecord } from '../../../../../src/core/check-record.js';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { MergePlan } from '../../../../../src/core/merge.js';
import { draftOf } from '../../../../../src/core/merge-draft.js';
import { conflictAt } from '../../../../support/conflicts.js';
import { CHECK, called, NOTES, opened, openMerge } from '../../../../support/tui/merge-robot.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import { mergePlan, REPOSITORY_DEFAULTS } from '../../../../support/tui/scripted-sessions.js';

afterEach(stopRobots);

const FAILED: CheckRecord = {
  tree: mergePlan().resultTree ?? '',
  command: CHECK.command,
  outcome: 'failed',
  exitCode: 1,
  durationMs: 10,
  time: '2026-03-01T10:00:00.000Z',
  log: '/log',
};

/** Of a file that names another command besides. */
const UNTRUSTED = {
  command: ['make', 'check'],
  untrusted: {
    file: { path: '/work/my-repo/.qtui/config.toml', root: '/work/my-repo', hash: '1' },
    commands: [
      { name: 'setup', when: 'in every new worktree, before the agent', command: ['npm', 'ci'] },
      { name: 'check', when: 'before a merge', command: ['make', 'check'] },
    ],
  },
};

/** Goes from the last look to the landing. */
async function land(robot: Robot): Promise<void> {
  await robot.see('[Land]', '› Go back; main stays as it is');
  robot.press('down', 'enter');
}

describe('the preview', () => {
  test('shows what would be merged and the steps to there, and Escape leaves it', async () => {
    const robot = await openMerge();
    await robot.see(
      '[Preview] › Land › After',
      'feature/auth → main',
      '1 commit, 1 file +12 -3',
      'Check the token',
      'src/auth.ts',
      '/work/my-repo',
    );
    robot.press('escape');
    await robot.gone('[Preview]');
    expect(called(robot, 'build')).toEqual([]);
  });

  test.each([
    ['rebase', 'puts copies of the commits on top', ['left']],
    ['ff-only', 'only if it has not moved', ['left', 'left']],
  ])('takes %s, which asks for no message', async (strategy, note, keys) => {
    const robot = await openMerge();
    robot.press('shift-tab', 'shift-tab', ...keys);
    await robot.see(`‹ ${strategy} ›`, note, `(${strategy})`);
    robot.press('tab', 'tab', 'enter');
    expect(await robot.see('[Land]', `by ${strategy}`)).not.toContain('Message');
    robot.press('enter');
    await robot.see('[Preview]', `‹ ${strategy} ›`);
  });

  test("starts from the strategy of the session's repository", async () => {
    const robot = await openMerge({ request: { ...mergePlan().request, strategy: 'rebase' } });
    await robot.see('‹ rebase ›', '(rebase)');
    expect(called(robot, 'planMerge')).toEqual([['planMerge', 'auth', {}]]);
  });

  test('merges into another branch that is picked', async () => {
    const robot = await openMerge();
    const branches = ['main', 'feature/auth', 'release'].map((name) => ({
      ...{ name, isRemote: false, oid: 'a'.repeat(40), subject: '', date: '2026-01-01' },
    }));
    robot.sessions.defaultsResult = { ...REPOSITORY_DEFAULTS, branches };
    robot.press('shift-tab');
    await robot.see('Enter picks another');
    robot.press('enter');
    expect(await robot.see('Merge into which branch?', 'release')).not.toMatch(
      /│ *feature\/auth *│/,
    );
    robot.sessions.plan = mergePlan({
      request: { ...mergePlan().request, target: 'release' },
      targetWorktree: '/wt/release',
    });
    robot.press('rel', 'enter');
    await robot.see('feature/auth → release', 'merge 1 commit into release');
    expect(called(robot, 'planMerge').at(-1)).toEqual([
      'planMerge',
      'auth',
      { strategy: 'merge', target: 'release' },
    ]);
  });

  test('says where the target stands', async () => {
    const robot = await opened();
    const { targetWorktree: _nowhere, ...plan } = mergePlan({
      upstream: { name: 'origin/main', ahead: 0, behind: 2, isFresh: true },
    });
    robot.sessions.plan = plan;
    robot.sessions.freshPlan = Promise.resolve(plan);
    robot.press('ctrl-b', 'm');
    await robot.see(
      'main is checked out nowhere.',
      'main is 2 commits behind origin/main; they are merged in',
    );
  });

  test('shows what is known at once, and what the remote has when it has answered', async () => {
    const robot = await opened();
    const upstream = { name: 'origin/main', ahead: 0, behind: 0, isFresh: false };
    robot.sessions.plan = mergePlan({ upstream });
    let answer: (plan: MergePlan) => void = () => {};
    robot.sessions.freshPlan = new Promise((resolve) => {
      answer = resolve;
    });
    robot.press('ctrl-b', 'm');
    await robot.see('feature/auth → main', 'Asking origin/main for what is new', '(merge)');
    robot.press('down');
    await robot.see('› Cancel');
    answer(mergePlan({ ontoOid: 'e'.repeat(40), upstream: { ...upstream, behind: 3 } }));
    await robot.see('main is 3 commits behind origin/main; they are merged in too.', '› Go on');
    await robot.gone('Asking');
    robot.press('enter');
    await robot.see('[Land]', 'main is 3 commits behind origin/main; they are merged in too.');
    robot.press('b');
    await robot.see('[Preview]');
    expect(called(robot, 'planMerge')).toEqual([
      ['planMerge', 'auth', {}],
      ['planMerge', 'auth', { strategy: 'merge', refresh: true }],
    ]);
  });

  test('says why the remote could not be asked, and merges as things are known', async () => {
    const robot = await opened();
    const upstream = { name: 'origin/main', ahead: 0, behind: 0, isFresh: false };
    robot.sessions.plan = mergePlan({ upstream });
    const problem = 'Could not fetch main from origin: it does not answer.';
    robot.sessions.freshPlan = Promise.resolve(mergePlan({ upstream: { ...upstream, problem } }));
    robot.press('ctrl-b', 'm');
    await robot.see('it does not answer. origin/main is as last', '› Go on');
    robot.press('enter');
    await robot.see('[Land]');
  });

  test('says where a session goes whose own target is gone', async () => {
    const retargeted = { from: 'parent', to: 'main', reason: 'parent was merged and is gone.' };
    const robot = await openMerge({ retargeted });
    await robot.see('parent was merged and is gone. The merge goes to main.');
  });

  test.each([
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
  ])('offers no way on where nothing can land (%#)', async (change, words) => {
    const robot = await openMerge(change);
    const screen = await robot.see(...words, '› Cancel');
    expect(screen).not.toContain('Go on');
    robot.press('enter');
    await robot.gone('[Preview]');
  });

  test('leads to the conflicts, which are named', async () => {
    const robot = await openMerge({ conflicts: [conflictAt('src/a.ts')] });
    await robot.see('1 file would conflict:', 'src/a.ts', 'both changed the same lines');
    robot.press('enter');
    await robot.see('Preview › [Conflicts] › Land › After', 'src/a.ts', '1 of 1 open');
    robot.press('b');
    await robot.see('[Preview]');
  });

  test('starts by a proven Ctrl-m, which the bar then names', async () => {
    const robot = await opened();
    expect(await robot.screen()).toContain('^B m merge');
    robot.press('proven-ctrl-m');
    await robot.see('feature/auth → main');
    robot.press('escape');
    await robot.see('^M merge');
  });
});

describe('the commit', () => {
  test('is made of what is marked, and the walk goes on from there', async () => {
    const other = { path: 'secret.env', kind: 'added' as const, isBinary: false };
    const robot = await openMerge({ uncommitted: [NOTES, other] });
    await robot.see('2 uncommitted files: not part of the merge.', 'notes.txt');
    robot.press('enter');
    await robot.see('Preview › [Commit] › Land › After', 'Message', '[x] A notes.txt');
    robot.press('tab', 'down', ' ');
    await robot.see('[ ] A secret.env', 'Commit 1 of 2 files', 'stays uncommitted');
    robot.sessions.plan = mergePlan({ uncommitted: [other] });
    robot.press('tab', ' by hand', 'enter', 'down', 'enter');
    await robot.see('Preview › Commit › [Land] › After', '1 uncommitted file of feature/auth');
    expect(called(robot, 'commit')).toEqual([
      ['commit', 'auth', { message: 'auth by hand', skipHooks: false, paths: ['notes.txt'] }],
    ]);
    robot.press('b');
    await robot.see('[Commit]', '[x] A secret.env');
    robot.press('b');
    await robot.see('[Preview]');
  });

  test('is left out when the person says so, and keeps what was typed on the way', async () => {
    const robot = await openMerge({ uncommitted: [NOTES] });
    robot.press('enter');
    await robot.see('[Commit]', '› Go back; nothing is committed');
    robot.press('tab', 'tab', ' draft', 'tab', 'enter');
    await robot.see('[Preview]');
    robot.press('enter');
    await robot.see('auth draft');
    robot.press('down', 'down', 'enter');
    await robot.see('[Land]', '1 uncommitted file of feature/auth stays out of it.');
    expect(called(robot, 'commit')).toEqual([]);
  });

  test('takes a message of the model while nothing was typed, else only when told to', async () => {
    const robot = await openMerge({ uncommitted: [NOTES] });
    const answers: ((message: string) => void)[] = [];
    robot.sessions.commitMessage = () => new Promise((resolve) => answers.push(resolve));
    robot.press('enter');
    await robot.see('[Commit]', 'Ctrl-y asks the model for a message.');
    robot.press('ctrl-y');
    await robot.see('Asking the model');
    answers[0]?.('Note what is to do');
    await robot.see(/Message +Note what is to do/);
    robot.press('shift-tab', ' by hand', 'ctrl-y');
    await robot.see('Asking the model', 'Note what is to do by hand');
    answers[1]?.('Another\n\nbody');
    await robot.see('Suggested (Ctrl-y takes it): Another', 'Note what is to do by hand');
    robot.press('ctrl-y');
    expect(await robot.see(/Message +Another/)).not.toContain('by hand');
    robot.sessions.commitMessage = async () => {
      throw new QtuiError('llm-unavailable', 'The model does not answer.');
    };
    robot.press('ctrl-y');
    await robot.see('The model does not answer.', /Message +Another/);
    expect(called(robot, 'suggest message')[0]).toEqual(['suggest message', 'auth', ['notes.txt']]);
  });

  test('is suggested at once where the settings want that', async () => {
    const robot = await openMerge({ uncommitted: [NOTES] });
    robot.sessions.commitMessage = async () => 'Note what is to do';
    robot.sessions.suggestsUnasked = true;
    robot.press('enter');
    await robot.see('[Commit]', /Message +Note what is to do/);
  });

  test('asks before it goes without hooks', async () => {
    const robot = await openMerge({ uncommitted: [NOTES] });
    robot.sessions.commitError = new QtuiError(
      'hook-failed',
      `pre-commit says no:\n${Array.from({ length: 17 }, (_, line) => `line ${line}`).join('\n')}`,
    );
    robot.press('enter');
    await robot.see('[Commit]');
    robot.press('down', 'enter');
    await robot.see('pre-commit says no:', '2 lines before:', /│ line 2 +│[\s\S]*│ line 16 +│/);
    await robot.see('› Do not commit');
    robot.press('enter');
    await robot.see('[Commit]');
    robot.sessions.commitError = new QtuiError('hook-failed', 'pre-commit says no.');
    robot.press('down', 'enter');
    await robot.see('pre-commit says no.');
    robot.press('down', 'enter');
    await robot.see('[Land]');
    expect(called(robot, 'commit').map(([, , options]) => options)).toEqual([
      { message: 'auth', skipHooks: false },
      { message: 'auth', skipHooks: false },
      { message: 'auth', skipHooks: true },
    ]);
  });
});

describe('the check', () => {
  test('shows its output while it runs, and what has passed is what lands', async () => {
    const robot = await openMerge({ check: CHECK });
    await robot.see('Check before it lands: npm test', '[Preview] › Check › Land');
    let pass: () => void = () => {};
    const passed = new Promise<void>((resolve) => {
      pass = resolve;
    });
    robot.sessions.check = { lines: ['one of two', 'two of two'], ended: () => passed };
    robot.press('enter');
    await robot.see('[Check]', 'one of two', 'two of two', 'Running for', 'Esc stops the check');
    pass();
    expect(await robot.see('Passed.', '› Go on')).not.toContain('Passed in');
    robot.press('enter');
    await robot.see('npm test has passed on this very result.');
    await land(robot);
    await robot.see('main is at ffffffffff now.');
    expect(called(robot, 'build')).toHaveLength(1);
    expect(called(robot, 'discard')).toEqual([]);
  });

  test('that was stopped can be run again, and lands nothing by itself', async () => {
    const robot = await openMerge({ check: CHECK });
    let isHanging = true;
    robot.sessions.check = {
      lines: ['begun'],
      ended: (signal) =>
        isHanging
          ? new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(new QtuiError('aborted', 'Stopped.')));
            })
          : Promise.resolve(),
    };
    robot.press('enter');
    await robot.see('begun');
    robot.press('escape');
    await robot.see('Stopped after', '› Go back');
    isHanging = false;
    robot.press('down', 'enter');
    await robot.see('Passed.');
    robot.press('b');
    await robot.see('[Preview]');
    robot.press('escape');
    await robot.gone('[Preview]');
    expect(called(robot, 'land')).toEqual([]);
    // What was built for it is let go of.
    expect(called(robot, 'discard')).toHaveLength(1);
  });

  test('that fails shows why, and leads nowhere by itself', async () => {
    const robot = await openMerge({ check: CHECK });
    const words = 'The check "npm test" failed with code 1:\n✕ adds two numbers';
    const fail = () => Promise.reject(new QtuiError('check-failed', words));
    robot.sessions.check = { lines: ['✕ adds two numbers'], ended: fail };
    robot.press('enter');
    await robot.see('failed with code 1.', 'adds two numbers', '› Go back', 'Run it again');
    robot.press('enter');
    await robot.see('[Preview]');
    expect(called(robot, 'land')).toEqual([]);
  });

  test('that fails lands only where the name of the target is typed', async () => {
    const robot = await openMerge({ check: CHECK });
    const fail = () => Promise.reject(new QtuiError('check-failed', 'It failed with code 1.'));
    robot.sessions.check = { lines: [], ended: fail };
    robot.sessions.checkRecords.push(FAILED);
    robot.press('enter');
    await robot.see('failed with code 1.', '› Go back');
    robot.press('down', 'down', 'enter');
    await robot.see('Merge what has not passed its check?');
    robot.press('master', 'enter');
    await robot.see('That is not main.');
    robot.press('escape');
    // Whoever thinks better of it is back at the check.
    await robot.see('[Check]', '› Go back');
    robot.press('down', 'down', 'enter');
    await robot.see('Merge what has not passed its check?');
    robot.press('main', 'enter');
    await robot.see('[Land]', 'npm test has not passed on it: it lands all the same.');
    // What was typed outlives the screen, as long as the run is the last word on this result.
    robot.press('escape');
    await robot.gone('[Land]');
    robot.press('ctrl-b', 'm');
    await robot.see('Go on with the merge?', 'You have accepted that its check has failed.');
    robot.press('enter');
    await robot.see('[Land]', 'npm test has not passed on it: it lands all the same.');
    robot.sessions.check = undefined;
    await land(robot);
    await robot.see('main is at ffffffffff now.');
    expect(called(robot, 'accept failure')).toEqual([['accept failure', 'main']]);
  });

  test.each([
    ['another run has failed since', { time: '2026-03-01T12:00:00.000Z' }, {}],
    ['the result is another', {}, { resultTree: '9'.repeat(40) }],
  ])('is to be accepted again where %s', async (_, run, change) => {
    const robot = await openMerge({ check: CHECK });
    robot.press('escape');
    await robot.gone('[Preview]');
    const { tree, command, time } = FAILED;
    const acceptedFailure = { tree, command, time };
    const draft = { ...draftOf(mergePlan({ check: CHECK }), 'land'), acceptedFailure };
    await robot.sessions.saveMergeDraft('auth', draft);
    robot.sessions.checkRecords.push({ ...FAILED, ...run });
    robot.sessions.plan = mergePlan({ check: CHECK, ...change });
    robot.press('ctrl-b', 'm');
    await robot.see('Go on with the merge?');
    robot.press('enter');
    await robot.see('[Preview]', 'of another result or run');
  });

  test('is of the work alone while conflicts are open, and not run twice on the same', async () => {
    const robot = await openMerge({ check: CHECK, conflicts: [conflictAt('src/a.ts')] });
    robot.sessions.check = { lines: ['ok 1'], ended: async () => undefined };
    robot.press('enter');
    await robot.see(
      'Preview › [Check] › Conflicts › Verify › Land › After',
      'On the last commit of feature/auth',
      'ok 1',
      '│ Passed in 1 s. ',
    );
    robot.press('enter');
    await robot.see('[Conflicts]');
    robot.press('b');
    await robot.see('[Check]', 'Passed in 1 s.', '› Go on');
    expect(called(robot, 'check work')).toHaveLength(1);
    robot.press('down', 'enter');
    await robot.see('ok 1');
    expect(called(robot, 'check work')).toHaveLength(2);
  });

  test('that is not trusted is asked about', async () => {
    const robot = await openMerge({ check: UNTRUSTED });
    await robot.see('which cannot run');
    robot.press('enter');
    await robot.see(
      'The check is not trusted',
      '/work/my-repo/.qtui/config.toml names 2 commands:',
      'setup, in every new worktree, before the agent:',
      'npm ci',
      'make check',
      '› Go back',
    );
    robot.press('enter');
    await robot.see('[Preview]');
    robot.press('enter');
    await robot.see('The check is not trusted');
    robot.press('down', 'down', 'enter');
    await robot.see('It lands without the check make check.');
    await land(robot);
    await robot.see('main is at ffffffffff now.');
    expect(called(robot, 'skip check')).toHaveLength(1);
    expect(called(robot, 'trust')).toEqual([]);
  });

  test('that is trusted on the spot is planned anew, as what was shown, and runs', async () => {
    const robot = await openMerge({ check: UNTRUSTED });
    robot.sessions.trustedPlan = mergePlan({ check: CHECK });
    robot.press('enter');
    await robot.see('The check is not trusted', '› Go back', 'y trusts');
    robot.press('y');
    await robot.see('[Check]', 'Passed');
    expect(called(robot, 'trust')).toEqual([['trust', UNTRUSTED.untrusted.file]]);
    expect(called(robot, 'planMerge')).toHaveLength(2);
  });

  test('that has changed while it was read is asked about again', async () => {
    const robot = await openMerge({ check: UNTRUSTED });
    const { file, commands } = UNTRUSTED.untrusted;
    const changed = { file: { ...file, hash: '2' }, commands: commands.slice(1) };
    robot.sessions.trustedPlan = mergePlan({ check: { ...UNTRUSTED, untrusted: changed } });
    robot.press('enter');
    await robot.see('names 2 commands');
    robot.press('down', 'enter');
    await robot.see('The check is not trusted', 'names 1 command:', '› Go back');
    robot.press('escape');
    await robot.gone('not trusted');
    expect(called(robot, 'trust')).toEqual([['trust', file]]);
  });

  test('is not trusted by a key before all of it was in sight', async () => {
    const robot = await openMerge({ check: UNTRUSTED }, { cols: 40, rows: 10 });
    robot.press('enter', 'enter');
    await robot.see('The check is not trusted', 'Down, Enter show more');
    robot.press('y');
    await robot.see('› Go back');
    expect(called(robot, 'trust')).toEqual([]);
    robot.press('y');
    await robot.see('› Go back');
    expect(called(robot, 'trust')).toHaveLength(1);
  });
});

test('what is typed faster than the steps come reaches no program', async () => {
  const robot = await openMerge({ check: CHECK });
  robot.send('\r\r\r\rrm -rf .\r');
  await robot.see('[Check]', 'Passed');
  expect(robot.host.pane('auth').written).toBe('');
  expect(called(robot, 'land')).toEqual([]);
});

describe('the landing', () => {
  test('lands with the edited message and offers the removal', async () => {
    const robot = await openMerge();
    robot.press('enter');
    await robot.see('[Land]', 'Message', "Merge branch 'feature/auth'");
    robot.press('shift-tab', ' by hand', 'tab', 'down', 'enter');
    await robot.see('[After]', 'main is at ffffffffff', '^B u or qtui undo k3f9x undoes it.');
    expect(called(robot, 'build')).toEqual([
      ['build', 'merge', "Merge branch 'feature/auth' by hand"],
    ]);
    robot.press('down', 'down', 'enter');
    await robot.see('Remove auth?', 'Nothing would be lost.');
    robot.press('down', 'enter');
    await robot.see('No session is open.', 'Worktree and branch are removed. ^B u or qtui undo');
    expect(called(robot, 'remove')).toEqual([
      ['remove', 'auth', { backUp: false, deleteBranch: true }],
    ]);
  });

  test('leads to what was chosen last in the repository, which is done when it is chosen', async () => {
    const robot = await openMerge();
    robot.sessions.afterMerge = 'go-on';
    robot.sessions.goOnError = new QtuiError('merge-refused', 'Not committed: notes.txt.');
    robot.press('enter');
    await land(robot);
    await robot.see('[After]', '› Keep it, and go on from main');
    expect(called(robot, 'go on')).toEqual([]);
    robot.press('enter');
    await robot.see('Not committed: notes.txt.');
    robot.press('enter');
    await robot.see('[After]', '› Keep it, and go on from main');
    robot.sessions.goOnError = undefined;
    robot.press('enter');
    await robot.see('feature/auth goes on from main. qtui undo old7x brings its former commits');
    expect(robot.sessions.afterMerge).toBe('go-on');
  });

  test('of a target that moved begins anew, with what was typed', async () => {
    const robot = await openMerge();
    robot.sessions.landError = new QtuiError('branch-moved', 'main has moved meanwhile.');
    robot.press('enter');
    await robot.see('[Land]');
    robot.press('shift-tab', ' by hand', 'tab', 'down', 'enter');
    await robot.see('[Preview]', 'main has moved since it was looked at: nothing was merged.');
    robot.sessions.landError = undefined;
    robot.press('enter');
    await robot.see("Merge branch 'feature/auth' by hand");
    robot.press('b');
    expect(await robot.see('[Preview]')).not.toContain('has moved');
  });

  test('says why it was refused', async () => {
    const robot = await openMerge();
    robot.sessions.landError = new QtuiError('merge-refused', 'main cannot be moved.', {
      untouched: 'Nothing was changed.',
    });
    robot.press('enter');
    await land(robot);
    await robot.see('main cannot be moved.', 'Nothing was changed.');
    // What is in the way was not there before: the preview is of how things are now.
    robot.sessions.plan = mergePlan({
      obstacles: [
        {
          code: 'target-dirty-overlap',
          message: 'a.txt is changed there.',
          hint: 'Commit it there.',
          paths: ['a.txt'],
        },
      ],
    });
    robot.press('enter');
    expect(await robot.see('[Preview]', 'a.txt is changed there.')).not.toContain('Go on');
    robot.sessions.plan = mergePlan();
    robot.press('down');
    await robot.see('› Look again');
    robot.press('enter');
    expect(await robot.see('[Preview]', '› Go on')).not.toContain('a.txt is changed there.');
  });

  test('ends where it was refused and cannot be previewed any more', async () => {
    const robot = await openMerge();
    robot.sessions.landError = new QtuiError('merge-refused', 'The branch is gone.');
    robot.press('enter');
    await land(robot);
    await robot.see('The branch is gone.');
    robot.sessions.planMerge = async () => {
      throw new QtuiError('session-not-found', 'Its worktree is gone.');
    };
    robot.press('enter');
    await robot.see('Its worktree is gone.');
    await robot.gone('[Preview]');
  });

  test.each([
    [60, 15],
    [40, 10],
  ])('is reached on a screen of %d×%d', async (cols, rows) => {
    const robot = await openMerge({}, { cols, rows });
    robot.press('enter', 'enter');
    await robot.see('[Land]');
    robot.press('down', 'down', 'down', 'down', 'down', 'down', 'down', 'down', 'down', 'enter');
    robot.press('down', 'enter');
    await robot.see('[After]');
    expect(called(robot, 'land')).toHaveLength(1);
  });
});

describe('what was decided', () => {
  async function leaveAtLand(robot: Robot): Promise<void> {
    robot.press('enter');
    await robot.see('[Land]');
    robot.press('shift-tab', ' by hand', 'b', 'escape');
    await robot.gone('[Land]');
  }

  test('is kept when one leaves, and gone on with', async () => {
    const robot = await openMerge();
    robot.press('enter');
    await robot.see('[Land]');
    robot.press('shift-tab', ' by hand', 'tab', 'b');
    await robot.see('[Preview]');
    robot.press('enter');
    await robot.see('[Land]');
    robot.press('escape');
    await robot.see('Nothing was merged. What you have decided is kept: ^B m goes on with it.');
    robot.press('ctrl-b', 'm');
    await robot.see('Go on with the merge?', 'left at Land', 'a message of yours', '› Go on where');
    // What is saved outlives another look that is left at once.
    robot.press('escape');
    await robot.gone('Go on with the merge?');
    robot.press('ctrl-b', 'm');
    await robot.see('› Go on where you stopped');
    robot.press('enter');
    await robot.see('[Land]', "Merge branch 'feature/auth'");
    expect(called(robot, 'land')).toEqual([]);
  });

  test('is kept as it is typed, and what is typed for a commit with it', async () => {
    const robot = await openMerge({ uncommitted: [NOTES, { ...NOTES, path: 'b.txt' }] });
    const kept = () => robot.sessions.drafts.get('auth');
    robot.press('enter');
    await robot.see('[Commit]');
    robot.press('tab', ' ', 'tab', ' half a');
    const commit = { message: 'auth half a', leftOut: ['notes.txt'] };
    await robot.until(() => kept()?.commit?.message === commit.message, 'what was typed on disk');
    expect(kept()).toMatchObject({ step: 'commit', commit });
    robot.press('escape');
    await robot.see('Nothing was merged. What you have decided is kept');
    robot.press('ctrl-b', 'm');
    await robot.see('left at Commit, a commit not made yet.');
    robot.press('enter');
    await robot.see('[Commit]', /Message +auth half a/, '[ ] A notes.txt', '[x] A b.txt');
    robot.press('down', 'down', 'enter');
    await robot.see('[Land]');
    robot.press('shift-tab', ' by hand');
    await robot.until(() => /by hand/.test(kept()?.message ?? ''), 'the message on disk');
    expect(kept()).toMatchObject({ step: 'land', commit });
  });

  test('is dropped when the person starts clean, and where it was nothing', async () => {
    const robot = await openMerge();
    await leaveAtLand(robot);
    robot.press('ctrl-b', 'm');
    await robot.see('Go on with the merge?');
    robot.press('down', 'enter');
    await robot.see('[Preview]');
    expect(robot.sessions.drafts.size).toBe(0);
    robot.press('enter');
    await robot.see('[Land]');
    expect(robot.sessions.drafts.size).toBe(1);
    robot.press('escape');
    await robot.gone('[Land]');
    expect(robot.sessions.drafts.size).toBe(0);
  });
});
