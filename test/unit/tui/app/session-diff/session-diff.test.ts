import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { expectGolden } from '../../../../support/golden-screen.js';
import { fileDiffOf, hunkOf } from '../../../../support/tui/file-diff.js';
import { Robot } from '../../../../support/tui/robot.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

let robot: Robot | undefined;
let sessions: ScriptedSessions;
let host: ScriptedHost;

beforeEach(() => {
  host = new ScriptedHost();
  sessions = new ScriptedSessions(host);
  sessions.open({ id: 'login', name: 'login' }, { agentKind: 'claude', agentState: 'idle' });
  for (const [path, lines] of [
    ['src/login.ts', [' export function login(name: string) {', '-  return open(name);']],
    ['src/open.ts', [' // Opens.', "-const KEY = 'a';", "+const KEY = 'b';", ' const MORE = 1;']],
  ] as const) {
    const hunks = [hunkOf(3, 'import x', [...lines, '+  return open(name.trim());', ' }'])];
    sessions.diffs.set(path, fileDiffOf({ path, added: 1, removed: 1, hunks }));
  }
});

afterEach(async () => {
  await robot?.stop();
  robot = undefined;
});

async function openDiff(cols = 120, rows = 36): Promise<Robot> {
  robot = new Robot({ cols, rows, sessions, scriptedHost: host });
  await robot.see('login');
  robot.press('ctrl-b', 'D');
  await robot.see('login:', 'src/open.ts');
  await robot.until((screen) => !screen.includes('Reading'), 'the lines');
  return robot;
}

async function comment(on: Robot, words: string): Promise<void> {
  on.press('c');
  await on.see('Enter keeps it');
  on.press(...words, 'enter');
  await on.see(`▌ ${words}`);
}

describe('the changes of a session', () => {
  test.each([
    [120, 36],
    [80, 24],
    [40, 10],
  ])('at %d×%d', async (cols, rows) => {
    const shown = await openDiff(cols, rows);
    shown.press('down');
    await shown.see("const KEY = 'b';");
    shown.press('tab', 'n');
    const screen = await shown.see(/› +4 .*-const KEY/);
    expectGolden('diff/session', [cols, rows], screen);
  });

  test('are shown by part, and looked at anew', async () => {
    const shown = await openDiff();
    await shown.see('committed and uncommitted since main · 2 files +2 -2');
    shown.press('a');
    await shown.see('login: committed since main');
    shown.press('a');
    await shown.see('login: uncommitted since main');
    sessions.diffs.delete('src/login.ts');
    shown.press('r');
    await shown.see('1 file +1 -1');
    sessions.diffs.clear();
    shown.press('r');
    await shown.see('Nothing is uncommitted.');
  });

  test('are gone through by changes from file to file, and by the mouse', async () => {
    const shown = await openDiff();
    await shown.see('return open(name);');
    shown.press('n', 'n');
    await shown.see("const KEY = 'b';");
    shown.press('[');
    await shown.see('return open(name);');
    shown.click(8, 2);
    await shown.see("const KEY = 'b';");
  });
});

describe('comments on lines', () => {
  test('are written, changed, deleted, and sent to the agent as one prompt', async () => {
    const shown = await openDiff();
    shown.press('c');
    await shown.see('Choose a line first');
    shown.press('tab', 'n');
    await comment(shown, 'why trim?');
    shown.press('c');
    await shown.see('why trim?', 'Enter keeps it');
    shown.press(...' Say so.', 'enter');
    await shown.see('▌ why trim? Say so.');
    shown.press(']');
    await shown.see("const KEY = 'b';");
    shown.press('n');
    await comment(shown, 'wrong');
    await shown.see('2 comments');
    shown.press('x');
    await shown.gone('▌ wrong');
    await comment(shown, 'key');
    shown.press('ctrl-s');
    await shown.see('gets this as your next message', 'src/login.ts:4', '› Send 2 comments');
    shown.press('enter');
    await shown.see('2 comments sent to "login".');
    expect(host.submitted).toEqual([
      [
        'login',
        [
          'Please look at these 2 comments on your changes:',
          '1. src/login.ts:4 (removed)\n> -  return open(name);\nwhy trim? Say so.',
          "2. src/open.ts:4 (removed)\n> -const KEY = 'a';\nkey",
        ].join('\n\n'),
      ],
    ]);
  });

  test('stay where they are until they are sent, and follow their lines', async () => {
    const shown = await openDiff();
    shown.press('tab', 'n');
    await comment(shown, 'why?');
    shown.press('\x1b[27u');
    await shown.see('1 comment not sent yet: ^B D shows them again.');
    const file = sessions.diffs.get('src/login.ts')!;
    const moved = hunkOf(30, '', ['+one', '+two', '-  return open(name);']);
    sessions.diffs.set('src/login.ts', { ...file, hunks: [moved] });
    shown.press('ctrl-b', 'D');
    await shown.see('1 comment', /30 +-.*\n.*▌ why\?/);
    sessions.diffs.set('src/login.ts', { ...file, hunks: [hunkOf(1, '', ['+else'])] });
    shown.press('r');
    await shown.see('1 comment, 1 of them on lines that have gone (o shows them)');
    shown.press('o');
    await shown.see('Comments whose lines have gone', '› Back');
    shown.press('down', 'enter');
    await shown.see('> ', '› Keep it');
    shown.press('down', 'enter');
    await shown.see('Enter keeps it');
    shown.press(' again', 'enter');
    await shown.see('› Back', ' again');
    shown.press('down', 'enter');
    await shown.see('› Keep it');
    shown.press('down', 'down', 'enter');
    await shown.gone('Comments whose lines have gone');
    await shown.gone('1 of them on lines');
  });

  test('are there for the next screen, until they were sent', async () => {
    const killed = await openDiff();
    killed.press('tab', 'n');
    await comment(killed, 'why?');
    await killed.until(() => sessions.comments.size === 1, 'the comment on disk');
    await killed.stop();
    const next = await openDiff();
    await next.see('1 comment', '▌ why?');
    next.press('tab', 'n');
    next.press('c');
    await next.see('Enter keeps it');
    next.press(...' Really.', 'enter');
    await next.see('▌ why? Really.');
    expect(sessions.comments.get('login')).toMatchObject([{ text: 'why? Really.' }]);
    next.press('ctrl-s');
    await next.see('› Send 1 comment');
    next.press('enter');
    await next.see('1 comment sent to "login".');
    expect(sessions.comments.size).toBe(0);
  });

  test('are kept while they are typed, and as they were where that is left', async () => {
    const killed = await openDiff();
    killed.press('tab', 'n');
    await comment(killed, 'why?');
    killed.press('c');
    await killed.see('Enter keeps it');
    killed.press(...' Rea');
    const texts = () => [...(sessions.comments.get('login') ?? [])].map(({ text }) => text);
    await killed.until(() => texts().join() === 'why? Rea', 'what was typed on disk');
    killed.press('escape');
    await killed.until(() => texts().join() === 'why?', 'the former words');
    await killed.see('▌ why?');
  });

  test('of another screen come in, and stay when this one saves', async () => {
    const shown = await openDiff();
    shown.press('tab', 'n');
    await comment(shown, 'why?');
    const theirs = { id: 2, path: 'gone.ts', lines: [], text: 'of another screen' };
    sessions.comments.set('login', [...(sessions.comments.get('login') ?? []), theirs]);
    shown.press('n');
    await comment(shown, 'how?');
    await shown.see('3 comments');
    expect(sessions.comments.get('login')?.map(({ id, text }) => `${id} ${text}`)).toEqual([
      '1 why?',
      '2 of another screen',
      '3 how?',
    ]);
  });

  test('are not sent to a question, a shell or nobody unless that is chosen', async () => {
    host.set('login', { agentState: 'waiting' });
    const shown = await openDiff();
    shown.press('tab', 'n');
    await comment(shown, 'why?');
    shown.press('ctrl-s');
    await shown.see('waits for an answer to a question', '› Cancel');
    shown.press('enter');
    await shown.gone('› Cancel');
    host.set('login', { exit: { code: 0, signal: 0 } });
    shown.press('ctrl-s');
    await shown.see('there is nobody to send them to', '› Cancel');
    shown.press('down', 'enter');
    await shown.see('The prompt was copied');
    await shown.until(() => shown.clipboard?.includes('src/login.ts:4') === true, 'the clipboard');
    expect(host.submitted).toEqual([]);
  });
});
