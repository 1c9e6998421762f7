import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { NewSessionDefaults } from '../../../../../src/core/ports/sessions.js';
import type { Skill } from '../../../../../src/core/skill.js';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import {
  REPOSITORY_DEFAULTS,
  ScriptedSessions,
} from '../../../../support/tui/scripted-sessions.js';

async function openDialog(options: RobotOptions = {}): Promise<Robot> {
  const robot = start(options);
  await robot.see('my-repo', 'shows every key');
  robot.press('ctrl-n');
  await robot.see('New session', 'First message');
  return robot;
}

const lineWith = (screen: string, text: string) =>
  screen.split('\n').find((line) => line.includes(text)) ?? '';

/** What the service was asked to make. */
const created = (robot: Robot) =>
  robot.sessions.calls.find(([name]) => name === 'create')?.[1] as { worktree: object };

afterEach(stopRobots);

describe('a setup command that is not trusted', () => {
  const untrustedSetup = {
    command: ['npm', 'ci', 'a\u202eb'],
    file: { path: '/repo/.qtui/config.toml', root: '/repo', hash: 'aa' },
  };

  async function createUntrusted(): Promise<Robot> {
    const robot = await openDialog();
    const { createStep } = robot.sessions;
    robot.sessions.createStep = async (...args) => ({
      ...(await createStep(...args)),
      warnings: [{ code: 'untrusted-command', message: 'It did not run.' }],
      untrustedSetup,
    });
    robot.press('fix login', 'enter');
    await robot.see('Trust this repository?', 'npm ci "a\\u{202e}b"', '› Not now', 'Enter chooses');
    return robot;
  }

  test('is asked about once its session is there, and left out by default', async () => {
    const robot = await createUntrusted();
    expect(robot.sessions.views).toHaveLength(1);
    robot.press('enter');
    const screen = await robot.until((each) => !each.includes('Trust this repository?'));
    expect(screen).not.toContain('It did not run.');
    expect(robot.sessions.calls.map(([call]) => call)).not.toContain('trustAndSetUp');
  });

  test('that was declined is told of the next session, and not asked about again', async () => {
    const robot = await createUntrusted();
    robot.press('enter');
    await robot.until((each) => !each.includes('Trust this repository?'));
    robot.press('ctrl-n');
    await robot.see('New session', 'First message');
    robot.press('another', 'enter');
    const screen = await robot.see('It did not run.');
    expect(screen).not.toContain('Trust this repository?');
  });

  test('runs when the person says so', async () => {
    const robot = await createUntrusted();
    robot.press('down', 'enter');
    await robot.until(() => robot.sessions.calls.some(([call]) => call === 'trustAndSetUp'));
    expect(robot.sessions.calls.at(-1)).toEqual([
      'trustAndSetUp',
      'session1',
      untrustedSetup.command,
    ]);
  });
});

describe('the new-session dialog', () => {
  test('asks the remote while it is open, and says what is waited for', async () => {
    const robot = await openDialog();
    expect(robot.sessions.calls).toContainEqual(['fetchAhead', '/work/my-repo', 'main']);
    let isCancelled = false;
    robot.sessions.createStep = async (_request, onProgress, signal) => {
      onProgress({ step: 'fetching', what: 'origin/main' });
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      isCancelled = true;
      throw new QtuiError('aborted', 'Cancelled.');
    };
    robot.press('fix login', 'enter');
    await robot.see('Fetching origin/main …', 'Esc cancels');
    robot.press('escape');
    await robot.until((screen) => isCancelled && !screen.includes('New session'));
  });

  test('shows the branch that will be made while the name is typed', async () => {
    const robot = await openDialog();
    await robot.see('branch: two random words');
    robot.press('fix login');
    await robot.see('branch: fix-login');
    robot.press('tab', 'auth');
    await robot.see('branch: auth');
    robot.press('ctrl-u');
    await robot.see('branch: fix-login');
  });

  test('says which name is taken, and what comes in its place', async () => {
    const robot = await openDialog();
    robot.sessions.suggestion = (text) => ({ branch: `${text}-2`, taken: text });
    robot.press('tab', 'auth');
    await robot.see('branch: auth-2 (auth is taken)');
  });

  test('shows what a model suggests, which Enter takes and Ctrl-y changes', async () => {
    const robot = await openDialog();
    robot.sessions.name = async () => ({ kind: 'words', words: 'repair-login' });
    robot.sessions.suggestion = (text, suggestion) =>
      suggestion?.kind === 'words'
        ? { branch: `x/${suggestion.words}`, suggestedName: `x/${suggestion.words}` }
        : { branch: text };
    robot.press('fix login');
    await robot.see('branch: x/repair-login (suggested; ^Y changes it)');
    robot.press('ctrl-y');
    const screen = await robot.until((each) => !each.includes('suggested'));
    expect(lineWith(screen, 'Name')).toContain('x/repair-login');
    robot.press('-now', 'enter');
    await robot.until((each) => !each.includes('New session'));
    const [, request] = robot.sessions.calls.findLast(([call]) => call === 'create') ?? [];
    expect(request).toMatchObject({ message: 'fix login', name: 'x/repair-login-now' });
    expect(request).not.toHaveProperty('suggestion');
  });

  test('gives a suggestion that is there to the creation, and none of another message', async () => {
    const robot = await openDialog();
    robot.sessions.name = async () => ({ kind: 'words', words: 'repair-login' });
    robot.sessions.suggestion = (text, suggestion) => ({
      branch: suggestion ? 'suggested-one' : text,
    });
    robot.press('fix login');
    await robot.see('branch: suggested-one');
    robot.press('enter');
    await robot.until((each) => !each.includes('New session'));
    const made = () => robot.sessions.calls.findLast(([call]) => call === 'create')?.[1];
    expect(made()).toMatchObject({ suggestion: { kind: 'words', words: 'repair-login' } });
    robot.press('ctrl-n');
    await robot.see('New session', 'First message');
    robot.press('another task', 'enter');
    await robot.until((each) => !each.includes('New session'));
    expect(made()).toMatchObject({ message: 'another task' });
    expect(made()).not.toHaveProperty('suggestion');
  });

  test('takes the name of a session over that comes late, and tells of a failure once', async () => {
    const robot = await openDialog();
    const { createStep } = robot.sessions;
    robot.sessions.createStep = async (...args) => {
      const made = await createStep(...args);
      const { session } = made;
      const warnings = [{ code: 'llm-unavailable', message: 'It is away.' }];
      return {
        ...made,
        naming: Promise.resolve({ session: { ...session, name: 'late' }, warnings }),
      };
    };
    robot.press('fix login', 'enter');
    await robot.see('late', 'is called');
    robot.press('ctrl-n');
    await robot.see('New session', 'First message');
    robot.press('another task', 'enter');
    const screen = await robot.until((each) => !each.includes('New session'));
    expect(screen).not.toContain('It is away.');
  });

  test('says why no branch can be called so', async () => {
    const robot = await openDialog();
    robot.sessions.suggestion = () => {
      throw new QtuiError('invalid-name', '"a..b" cannot be a branch.');
    };
    robot.press('tab', 'a..b');
    await robot.see('"a..b" cannot be a branch.');
  });

  test('shows the last name, whichever answer comes first', async () => {
    const robot = await openDialog();
    let answerFirst = () => {};
    const first = new Promise<void>((resolve) => {
      answerFirst = resolve;
    });
    robot.sessions.suggestBranch = async ({ message }) => {
      if (message === 'one') await first;
      return { branch: message };
    };
    robot.press('one');
    await robot.until(() => true);
    robot.press('-two');
    await robot.see('branch: one-two');
    answerFirst();
    await robot.until((screen) => !/branch: one(?!-two)/.test(screen));
  });

  test('hides what only a worktree has while there is none', async () => {
    const robot = await openDialog();
    await robot.see('Base', 'Merge target', 'branch:');
    robot.press('tab', 'tab', 'tab', 'tab', 'left');
    const screen = await robot.see('‹ none ›', 'runs in this directory');
    for (const words of ['Base', 'Merge target', 'branch:']) expect(screen).not.toContain(words);
    robot.press('tab');
    await robot.until((each) => each.includes('› Create'));
    robot.press('shift-tab', 'right');
    await robot.see('‹ new ›', 'Base', 'Merge target');
  });

  test('walks the same fields by Tab and by the arrows, round by Tab alone', async () => {
    const robot = await openDialog();
    for (const key of ['tab', 'down'] as const) {
      robot.press(key, 'N');
      await robot.until((screen) => /Name +N /.test(screen), 'the name to have the focus');
      robot.press('backspace', key === 'tab' ? 'shift-tab' : 'up', 'M');
      await robot.until((screen) => /First message +M /.test(screen), 'the message to have it');
      robot.press('backspace');
    }
    robot.press('up', 'U');
    await robot.until((screen) => /First message +U /.test(screen), 'the arrow to stop there');
    robot.press('backspace', 'shift-tab', 'tab', 'T');
    await robot.until((screen) => /First message +T /.test(screen), 'Tab to go round');
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])('creates by Enter in field %d', async (steps) => {
    const robot = await openDialog();
    robot.press('try it', ...Array.from({ length: steps }, () => 'tab'), 'enter');
    await robot.see('1 try it');
  });

  test('keeps the lines of a paste, and gives them to the agent', async () => {
    const robot = await openDialog();
    robot.paste('first line\nsecond line\nthird line');
    const screen = await robot.see('first line', 'second line', 'third line');
    expect(lineWith(screen, 'second line')).not.toContain('first');
    robot.press('enter');
    await robot.gone('First message');
    const [[, request] = []] = robot.sessions.calls.filter(([name]) => name === 'create');
    expect(request).toMatchObject({ message: 'first line\nsecond line\nthird line' });
  });

  test('scrolls a long value under its cursor', async () => {
    const robot = await openDialog();
    robot.press('tab', 'a'.repeat(100), 'END');
    await robot.see('aaaEND');
    robot.press('home', 'START');
    await robot.see('STARTaaa');
  });

  test('aligns a single agent with the other choices', async () => {
    const agents = REPOSITORY_DEFAULTS.agents.slice(1);
    const robot = await openDialog();
    robot.press('escape');
    await robot.gone('First message');
    robot.sessions.defaultsResult = { ...REPOSITORY_DEFAULTS, agents, agentKind: 'shell' };
    robot.press('ctrl-n');
    await robot.see('First message');
    robot.press('escape');
    await robot.gone('First message');
    robot.press('ctrl-n');
    const screen = await robot.until((each) => /Agent +Shell/.test(each), 'the single agent');
    expect(lineWith(screen, 'Agent').indexOf('Shell')).toBe(
      lineWith(screen, 'Type').indexOf('feature'),
    );
  });

  test('says what failed and keeps what was typed', async () => {
    const robot = await openDialog({ cols: 60, rows: 24 });
    robot.sessions.createStep = async () => {
      throw new QtuiError('name-taken', 'The branch "auth" exists already.', {
        untouched: 'Nothing was created.',
        hint: 'Choose another name.',
      });
    };
    robot.press('fix it', 'tab', 'auth', 'enter');
    const screen = await robot.see('The branch "auth" exists already.', 'Choose another name.');
    expect(lineWith(screen, 'First message')).toContain('fix it');
    expect(lineWith(screen, 'Name')).toContain('auth');
  });
});

describe('on a small screen', () => {
  test('it shows what it waits for, then why that failed', async () => {
    const robot = await openDialog({ cols: 40, rows: 10 });
    let fail = () => {};
    robot.sessions.createStep = (_request, onProgress) => {
      onProgress({ step: 'fetching', what: 'origin/main' });
      return new Promise((_resolve, reject) => {
        fail = () => reject(new QtuiError('name-taken', 'The branch "auth" exists already.'));
      });
    };
    robot.press('tab', 'tab', 'tab', 'tab', 'tab', 'enter');
    await robot.see('Fetching origin/main …');
    fail();
    await robot.see('The branch "auth" exists');
    const screen = await robot.see('Enter creates');
    expect(screen).not.toContain('Fetching');
    robot.press('x');
    await robot.until((each) => !each.includes('exists'));
  });
});

describe('the repository of a new session', () => {
  const OTHER = { path: '/work/api', name: 'api', origin: 'session' } as const;

  test('is that of the directory, and can be another one with what was typed kept', async () => {
    const robot = await openDialog();
    await robot.see('Repository', '/work/my-repo', '^R repository');
    robot.sessions.known.push(OTHER);
    robot.press('fix it', 'ctrl-r');
    await robot.see('Which repository?', 'of your sessions', '/work/api');
    robot.press('api', 'enter');
    await robot.see('New session', 'fix it');
    robot.press('enter');
    await robot.until(() => robot.sessions.calls.some(([name]) => name === 'create'));
    expect(robot.sessions.calls).toContainEqual(['defaults', '/work/api']);
    expect(robot.sessions.calls.find(([name]) => name === 'create')?.[1]).toMatchObject({
      directory: '/work/api',
      message: 'fix it',
    });
  });

  test('stays what it was when none is chosen', async () => {
    const robot = await openDialog();
    robot.press('fix it', 'ctrl-r');
    await robot.see('Which repository?');
    robot.press('escape');
    await robot.see('New session', 'fix it');
    robot.press('enter');
    await robot.until(() => robot.sessions.calls.some(([name]) => name === 'create'));
    expect(robot.sessions.calls.find(([name]) => name === 'create')?.[1]).toMatchObject({
      directory: '/work/my-repo',
    });
  });

  test('is asked for first in a directory that only holds some', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.known = [{ ...OTHER, origin: 'below' }];
    sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      context: { kind: 'none', directory: '/work' },
      worktreeObstacle: {
        code: 'workspace',
        level: 'obstacle',
        message: '/work is no git repository, but holds one repository.',
        hint: 'Choose it.',
        action: 'choose-repository',
      },
    };
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('holds one repository');
    robot.press('ctrl-n');
    await robot.see('Which repository?', 'api', 'no repository: here, without a worktree');
    sessions.defaultsResult = REPOSITORY_DEFAULTS;
    robot.press('enter');
    await robot.see('New session', 'Merge target');
    robot.press('enter');
    await robot.until(() => sessions.calls.some(([name]) => name === 'create'));
    expect(sessions.calls.find(([name]) => name === 'create')?.[1]).toMatchObject({
      directory: '/work/api',
    });
  });
});

describe('a session that goes on with what is there', () => {
  const TO_WORKTREE = ['tab', 'tab', 'tab', 'tab'];
  test('takes a branch that is typed, or picked from those that are checked out nowhere', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    const branch = { oid: '1'.repeat(40), isRemote: false, date: '2026-01-01' };
    sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      branches: [
        { ...branch, name: 'main', worktree: '/work/my-repo' },
        { ...branch, name: 'fix/login' },
        { ...branch, name: 'origin/docs', isRemote: true },
      ],
    };
    const robot = await openDialog({ scriptedHost: host, sessions });
    robot.press('go on', ...TO_WORKTREE, 'right', 'right');
    const screen = await robot.see('‹ of a branch ›', '^L branches · ^R repository');
    expect(screen).not.toContain('Base');
    robot.press('enter');
    await robot.see('The branch to go on with is not named.', 'press Ctrl-l to pick one', 'go on');
    expect(created(robot)).toBeUndefined();
    robot.press('ctrl-l');
    await robot.see('Which branch?', 'checked out in /work/my-repo', 'origin/docs', '› fix/login');
    robot.press('main', 'enter');
    await robot.see('Which branch?', '› main');
    robot.press('escape');
    await robot.see('‹ of a branch ›', 'go on');
    sessions.defaults = async () => {
      throw new QtuiError('git-failed', 'git has failed.');
    };
    robot.press('ctrl-l');
    await robot.see('git has failed.', '‹ of a branch ›', 'go on');
    Reflect.deleteProperty(sessions, 'defaults');
    robot.press('ctrl-l');
    await robot.see('Which branch?');
    robot.press('login', 'enter');
    await robot.until((each) => /Branch +fix\/login/.test(each), 'the branch');
    await robot.see('‹ of a branch ›', 'go on');
    robot.press('enter');
    await robot.see('1 go on');
    expect(created(robot).worktree).toEqual({
      kind: 'create',
      isTemporary: false,
      open: { kind: 'branch', name: 'fix/login' },
    });
  });

  test('takes a pull request by its number, in some directories, on the smallest screen', async () => {
    const robot = await openDialog({ cols: 40, rows: 10 });
    robot.press(...TO_WORKTREE, 'right', 'right', 'right', 'tab', 'twelve', 'enter');
    await robot.see('"twelve" is not the number of a pull', 'Give its number, as 123.');
    robot.press('ctrl-u', '#12', 'tab', 'tab');
    await robot.see('‹ as configured ›');
    robot.press('right', 'tab', 'web, docs ', 'tab', 'right');
    await robot.see('web, docs', '‹ fetched ›');
    robot.press('enter');
    await robot.until(() => created(robot) !== undefined, 'the session');
    expect(created(robot).worktree).toEqual({
      kind: 'create',
      isTemporary: false,
      open: { kind: 'pull-request', number: 12 },
      sparse: ['web', 'docs'],
      submodules: true,
    });
  });

  test('keeps all of it when the service refuses', async () => {
    const robot = await openDialog();
    robot.sessions.createStep = async () => {
      throw new QtuiError('name-taken', 'The branch "fix" is checked out in /wt/fix.');
    };
    robot.press(...TO_WORKTREE, 'right', 'right', 'tab', 'fix', 'tab', 'tab', 'right');
    robot.press('tab', 'web', 'enter');
    const screen = await robot.see('The branch "fix" is checked out in /wt/fix.');
    expect(lineWith(screen, 'Branch ')).toContain('fix');
    expect(lineWith(screen, 'Directories')).toContain('web');
  });
});

describe('the worktree of a new session', () => {
  const TO_TYPE = ['tab', 'tab', 'tab'];

  test('follows the type and says why, until the person chooses', async () => {
    const robot = await openDialog();
    await robot.see('‹ new ›', 'because the type feature requires one');
    robot.press(...TO_TYPE, 'd');
    const none = await robot.see('‹ debug ›', '‹ none ›', 'because the type debug needs none');
    expect(none).not.toContain('Merge target');
    robot.press('h');
    await robot.see('‹ hotfix ›', '‹ new ›', 'yours to choose, because the type hotfix asks each');
    robot.press('tab', 'right', 'shift-tab', 'f');
    await robot.see('‹ feature ›', '‹ temporary ›', 'your choice (proposed: new, because the type');
    robot.press('enter');
    await robot.until(() => created(robot) !== undefined, 'the session');
    expect(created(robot)).toMatchObject({ type: 'feature', worktree: { isTemporary: true } });
  });

  test('follows the agent where the type leaves it open', async () => {
    const sessions = new ScriptedSessions(new ScriptedHost());
    const [claude, shell] = REPOSITORY_DEFAULTS.agents;
    sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      type: 'development',
      gitState: 'other-branch',
      agents: [claude!, { ...shell!, requiresWorktree: false }],
    };
    const robot = await openDialog({ sessions });
    await robot.see('‹ new ›', 'a new one, though you are on a branch beside the default one');
    robot.press('tab', 'tab', 'right');
    await robot.see('‹ Shell ›', '‹ none ›', 'because the agent needs none');
    robot.press('enter');
    await robot.until(() => created(robot) !== undefined, 'the session');
    expect(created(robot).worktree).toEqual({ kind: 'none' });
  });

  test('shows the base of its type, and the name that the branch has by it', async () => {
    const sessions = new ScriptedSessions(new ScriptedHost());
    const { types } = REPOSITORY_DEFAULTS;
    sessions.defaultsResult = {
      ...REPOSITORY_DEFAULTS,
      types: { ...types, hotfix: { ...types.hotfix, base: 'origin/live' } },
    };
    const robot = await openDialog({ sessions });
    robot.press('login', ...TO_TYPE, 'h');
    await robot.see('origin/live, as of the type hotfix');
    const asked = () => robot.sessions.calls.filter(([call]) => call === 'suggestBranch');
    await robot.until(
      () => asked().some(([, wish]) => (wish as { type: string }).type === 'hotfix'),
      'a name for the other type',
    );
  });
});

describe('the skill of a new session', () => {
  const skillOf = (name: string, change: Partial<Skill> = {}): Skill => ({
    ...{ name, description: `About ${name}`, origin: 'project', file: `/s/${name}`, hides: [] },
    prompt: `Do ${name} to $ARGUMENTS now`,
    ...change,
  });
  const SKILLS = {
    usable: [
      skillOf('glance', { requiresWorktree: false, agentKind: 'shell' }),
      skillOf('weigh', { requiresWorktree: true, type: 'development', agentKind: 'gone' }),
    ],
    unusable: 2,
  };
  function withSkills(skills: NewSessionDefaults['skills'] = SKILLS): ScriptedSessions {
    const sessions = new ScriptedSessions(new ScriptedHost());
    sessions.defaultsResult = { ...REPOSITORY_DEFAULTS, ...(skills && { skills }) };
    return sessions;
  }

  test('is offered where there is one, and decides what the person has not chosen', async () => {
    const robot = await openDialog({ sessions: withSkills() });
    await robot.see('‹ none ›', '2 skills cannot be used: "qtui skills list"');
    robot.press('the sails', 'tab', 'tab', 'right');
    await robot.see(
      ...['‹ glance ›', 'About glance', '‹ Shell ›', '‹ development ›', '‹ none ›'],
      'because the skill glance needs none',
    );
    robot.press('right');
    await robot.see('‹ weigh ›', 'its agent gone was not found', '‹ Claude Code ›', '‹ new ›');
    await robot.see('because the skill weigh requires one');
    robot.press('tab', 'tab', 'd');
    await robot.see('‹ debug ›', 'because the type debug needs none');
    robot.press('shift-tab', 'shift-tab', 'left');
    await robot.see('‹ glance ›', '‹ debug ›', '‹ Shell ›');
    robot.press('enter');
    await robot.until(() => created(robot) !== undefined, 'the session');
    expect(created(robot)).toMatchObject({
      ...{ message: 'the sails', type: 'debug', agentKind: 'shell', worktree: { kind: 'none' } },
      skill: { name: 'glance', prompt: 'Do glance to the sails now' },
    });
  });

  test('is not asked for where there is none', async () => {
    const robot = await openDialog({ sessions: withSkills({ usable: [], unusable: 0 }) });
    expect(await robot.see('‹ feature ›')).not.toContain('Skill');
  });

  test('appears in the open dialog when it was written meanwhile', async () => {
    const sessions = withSkills({ usable: [], unusable: 0 });
    const robot = start({ sessions });
    await robot.see('my-repo', 'shows every key');
    sessions.defaultsResult = { ...REPOSITORY_DEFAULTS, skills: SKILLS };
    robot.press('ctrl-n');
    await robot.see('New session', 'Skill');
  });

  test.each([
    [120, 36],
    [40, 10],
  ])('is picked by the palette at %dx%d, and names the session', async (cols, rows) => {
    const robot = start({ sessions: withSkills(), cols, rows });
    await robot.see('my-repo');
    robot.press('ctrl-b', ':');
    await robot.see('Find');
    robot.press('with a skill', 'enter');
    await robot.see('Which skill?');
    robot.press('wei', 'enter');
    await robot.see('what weigh is about');
    robot.press('enter');
    await robot.until(() => created(robot) !== undefined, 'the session');
    expect(created(robot)).toMatchObject({ name: 'weigh', message: '', type: 'development' });
  });
});

describe('a session in the background', () => {
  async function withPane(background: 'allowed' | 'always'): Promise<Robot> {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.open({ id: 'one' });
    const { types } = REPOSITORY_DEFAULTS;
    const feature = { ...types.feature, background };
    sessions.defaultsResult = { ...REPOSITORY_DEFAULTS, types: { ...types, feature } };
    const robot = start({ scriptedHost: host, sessions });
    await robot.see('1 one', 'one · claude');
    robot.press('ctrl-n');
    await robot.see('New session');
    return robot;
  }

  test('is offered below Create, and takes nobody’s place', async () => {
    const robot = await withPane('allowed');
    robot.press('night work', 'shift-tab', 'down');
    await robot.see('› Create in the background');
    robot.press('enter');
    const screen = await robot.see('2 night work', 'The session has begun in the background.');
    expect(screen).toContain('one · claude');
    expect(screen).not.toContain('night work · claude');
  });

  test('is what Enter makes where the type says so, unless it is to be shown', async () => {
    const robot = await withPane('always');
    await robot.see('› Create in the background', 'Create and show it');
    robot.press('first', 'enter');
    await robot.see('2 first', 'one · claude');
    robot.press('ctrl-n');
    await robot.see('New session');
    robot.press('second', 'shift-tab', 'down', 'enter');
    await robot.see('3 second', 'second · claude');
  });
});
