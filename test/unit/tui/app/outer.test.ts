import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../../../src/core/config.js';
import { type Robot, type RobotOptions, TEST_CONFIG } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../support/tui/scripted-sessions.js';

interface Options extends RobotOptions {
  terminal?: Partial<Config['terminal']>;
}

/** A client with a tab for each session; the last one is shown. */
async function startWith(ids: readonly string[], options: Options = {}): Promise<Robot> {
  const { terminal, ...rest } = options;
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ids) sessions.open({ id, agent: { kind: 'shell', command: [] } });
  const config = { ...TEST_CONFIG, terminal: { ...TEST_CONFIG.terminal, ...terminal } };
  const robot = start({ scriptedHost: host, sessions, config, ...rest });
  await robot.see(...ids);
  return robot;
}

function client(robot: Robot) {
  const [only] = robot.host.clients;
  if (!only) throw new Error('no client');
  return only;
}

afterEach(stopRobots);

const TRUECOLOR = { COLORTERM: 'truecolor' };
const KITTY = { TERM: 'xterm-kitty' };

describe('how the terminal looks', () => {
  test('is told to the host, when it changes, and to the next host', async () => {
    const robot = await startWith(['auth']);
    robot.send('\x1b]11;rgb:00/2b/36\x07');
    await robot.until(() => client(robot).appearance?.background === 0x002b36, 'the colour');
    expect(client(robot).appearance?.scheme).toBe('dark');
    robot.send('\x1b]11;rgb:fd/f6/e3\x07');
    await robot.until(() => client(robot).appearance?.scheme === 'light', 'the new colour');
    const before = client(robot);
    robot.host.clients.delete(before);
    before.closed.fire({ reason: 'it crashed' });
    await robot.see('The host is gone', 'Enter chooses');
    robot.press('enter');
    await robot.until(() => robot.host.clients.size === 1, 'the next connection');
    expect(client(robot).appearance?.background).toBe(0xfdf6e3);
  });
});

describe('colours that a program sets', () => {
  test('show in its cells and in its cursor, and go with the focus', async () => {
    const robot = await startWith(['auth', 'docs'], { env: TRUECOLOR });
    robot.press('ctrl-b', '1');
    robot.host.pane('auth').colors = {
      foreground: 0x112233,
      background: 0x445566,
      cursor: 0xff8800,
      palette: new Map([[1, 0x010203]]),
    };
    robot.host.print('auth', 'painted');
    await robot.see('painted');
    const background = 'on #445566';
    const row = robot.cells()[2] ?? [];
    expect(row[1]).toBe(`p/1|${background}|#112233`);
    expect(row[40]).toBe(` |${background}`);
    expect(robot.cells()[10]?.[5]).toBe(` |${background}`);
    expect(robot.cells()[1]?.[0]).not.toContain(background);
    await robot.gets('\x1b]12;#ff8800\x1b\\');
    robot.press('ctrl-b', '2');
    await robot.gets('\x1b]112\x1b\\');
    robot.press('ctrl-b', '1');
    await robot.until(() => robot.output.split('\x1b]12;#ff8800').length === 3, 'the colour again');
    robot.host.pane('auth').colors = { palette: new Map() };
    robot.host.print('auth', 'plain');
    await robot.see('plain');
    expect(robot.cells()[2]?.[40]).toBe(' |on ');
  });
});

describe('bells', () => {
  test('mark the tab and ring the terminal, not more often than one can hear', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', '2');
    robot.host.set('auth', { bell: true, unseen: true });
    for (let i = 0; i < 50; i++) client(robot).bell.fire({ paneId: 'auth' });
    await robot.see('auth !');
    const rung = () => robot.output.replace(/\x1b\][^\x07\x1b]*\x07/g, '').split('\x07').length - 1;
    await robot.until(() => rung() === 1, 'one bell');
    robot.press('ctrl-b', '1');
    await robot.gone('auth !');
    expect(rung()).toBe(1);
  });

  test('of the pane that is looked at are seen, also those that come while that is told', async () => {
    const robot = await startWith(['auth']);
    const seen: string[] = [];
    client(robot).markSeen = (paneId) => void seen.push(paneId);
    robot.host.set('auth', { unseen: true });
    await robot.until(() => seen.length === 1, 'seen');
    robot.host.set('auth', { unseen: true, bell: true });
    await robot.until(() => seen.length === 2, 'seen again');
    robot.host.set('auth', { unseen: false, bell: false });
    await robot.gone('✔');
  });

  test('only mark the tab where that is set', async () => {
    const robot = await startWith(['auth', 'docs'], { terminal: { bell: 'mark' } });
    robot.press('ctrl-b', '2');
    client(robot).bell.fire({ paneId: 'auth' });
    robot.host.set('auth', { bell: true, unseen: true });
    await robot.see('auth !');
    expect(robot.output).not.toContain('\x07');
  });
});

describe('notifications', () => {
  const NOTE = { paneId: 'auth', title: 'Claude', body: 'needs\n\x1b]0;evil\x07you' };

  test('name the pane and go to the desktop', async () => {
    const robot = await startWith(['auth', 'docs'], { env: KITTY });
    robot.press('ctrl-b', '2');
    client(robot).notification.fire(NOTE);
    await robot.see('auth: Claude: needs ]0;evil you');
    await robot.gets(`\x1b]99;i=qtui:d=0:e=1;${Buffer.from('auth').toString('base64')}\x1b\\`);
    expect(robot.output).not.toContain('evil\x07');
  });

  test('of the pane that is looked at are not told, unless the window is left', async () => {
    const robot = await startWith(['auth']);
    client(robot).notification.fire(NOTE);
    robot.send('\x1b[O');
    robot.host.print('auth', 'left');
    await robot.see('left');
    expect(await robot.screen()).not.toContain('Claude');
    client(robot).notification.fire(NOTE);
    await robot.see('auth: Claude');
  });

  test.each([
    ['off', false],
    ['show', true],
  ] as const)('set to %s', async (notifications, isShown) => {
    const robot = await startWith(['auth', 'docs'], { env: KITTY, terminal: { notifications } });
    robot.press('ctrl-b', '2');
    client(robot).notification.fire(NOTE);
    robot.host.print('docs', 'later');
    const screen = await robot.see('later');
    expect(screen.includes('Claude')).toBe(isShown);
    expect(robot.output).not.toContain('\x1b]99;');
  });
});

describe('progress', () => {
  test('shows in tab and title, and at the terminal for the focused pane', async () => {
    const robot = await startWith(['auth', 'docs'], { env: { TERM: 'xterm-ghostty' } });
    robot.press('ctrl-b', '1');
    robot.host.set('auth', { progress: { state: 'normal', percent: 42 } });
    await robot.see('1 auth 42%', 'auth · shell · 42%');
    await robot.gets('\x1b]9;4;1;42\x1b\\');
    robot.press('ctrl-b', '2');
    await robot.gets('\x1b]9;4;0\x1b\\');
    await robot.see('1 auth 42%');
    robot.host.set('docs', { progress: { state: 'indeterminate', percent: 0 } });
    await robot.gets('\x1b]9;4;3;0\x1b\\');
    await robot.see('2 docs …');
    robot.press('ctrl-b', 'd');
    await robot.result;
    await robot.screen();
    expect(robot.output.slice(robot.output.lastIndexOf('\x1b]9;4;'))).toMatch(/^\x1b\]9;4;0\x1b/);
  });

  test('is not told to a terminal that would take it for a notification', async () => {
    const robot = await startWith(['auth']);
    robot.host.set('auth', { progress: { state: 'error', percent: 7 } });
    await robot.see('1 auth 7%');
    expect(robot.output).not.toContain('\x1b]9;4');
  });
});

describe('a program that asks for the clipboard', () => {
  const ask = (robot: Robot, paneId: string, requestId: number) =>
    client(robot).clipboardRead.fire({ paneId, requestId });
  const answers = (robot: Robot) => client(robot).clipboardAnswers;

  test('is denied unless the person says otherwise', async () => {
    const robot = await startWith(['auth']);
    ask(robot, 'auth', 7);
    await robot.see(
      'Read the clipboard?',
      'program "sh" in "auth" asks',
      '› Deny',
      'Enter chooses',
    );
    robot.press('enter');
    await robot.until(() => answers(robot).length === 1, 'the answer');
    expect(answers(robot)).toEqual([{ requestId: 7, text: undefined }]);
    expect(robot.output).not.toContain('\x1b]52;c;?');
  });

  test('gets what the terminal tells', async () => {
    const robot = await startWith(['auth']);
    ask(robot, 'auth', 7);
    await robot.see('› Deny', 'Enter chooses');
    robot.press('down', 'enter');
    await robot.gets('\x1b]52;c;?\x1b\\');
    robot.send(`\x1b]52;c;${Buffer.from('secret').toString('base64')}\x1b\\`);
    await robot.until(() => answers(robot).length === 1, 'the answer');
    expect(answers(robot)).toEqual([{ requestId: 7, text: 'secret' }]);
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('gets what the person’s command prints', async () => {
    const robot = await startWith(['auth'], { clipboard: { paste: async () => 'from wl-paste' } });
    ask(robot, 'auth', 7);
    await robot.see('› Deny', 'Enter chooses');
    robot.press('down', 'enter');
    await robot.until(() => answers(robot).length === 1, 'the answer');
    expect(answers(robot)).toEqual([{ requestId: 7, text: 'from wl-paste' }]);
  });

  test('gets nothing of a clipboard that is too large to pass on', async () => {
    const paste = async () => 'x'.repeat(2 * 1024 * 1024);
    const robot = await startWith(['auth'], { clipboard: { paste } });
    ask(robot, 'auth', 7);
    await robot.see('› Deny', 'Enter chooses');
    robot.press('down', 'enter');
    await robot.see('holds too much for a program');
    expect(answers(robot)).toEqual([{ requestId: 7, text: undefined }]);
  });

  test('gets nothing from a terminal that is silent, late answers included', async () => {
    const robot = await startWith(['auth']);
    ask(robot, 'auth', 7);
    await robot.see('› Deny', 'Enter chooses');
    robot.press('down', 'enter');
    await robot.see('did not tell what is in the clipboard');
    robot.send(`\x1b]52;c;${Buffer.from('late').toString('base64')}\x1b\\`);
    robot.press('x');
    await robot.until(() => robot.host.pane('auth').written === 'x', 'what is typed');
    expect(answers(robot)).toEqual([{ requestId: 7, text: undefined }]);
  });

  test('waits for other dialogs and other programs, and is named with its place', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', '1');
    robot.press('ctrl-b', '?');
    await robot.see('Go to the next tab');
    ask(robot, 'docs', 1);
    ask(robot, 'auth', 2);
    ask(robot, 'docs', 3);
    await robot.until(() => answers(robot).length === 1, 'the denial of the second of a pane');
    expect(await robot.screen()).not.toContain('Read the clipboard?');
    robot.press('escape');
    await robot.see('in "docs", in tab 2 which is not shown, asks', 'Enter chooses');
    robot.press('escape');
    await robot.see('in "auth" asks', 'Enter chooses');
    robot.press('escape');
    await robot.until(() => answers(robot).length === 3, 'all answers');
    expect(answers(robot).map(({ requestId }) => requestId)).toEqual([3, 1, 2]);
    expect(answers(robot).every(({ text }) => text === undefined)).toBe(true);
  });

  test('is not asked about again where the person said so, nor ever where it is set', async () => {
    const robot = await startWith(['auth']);
    ask(robot, 'auth', 1);
    await robot.see('› Deny', 'Enter chooses');
    robot.press('down', 'down', 'enter');
    await robot.gone('Read the clipboard?');
    ask(robot, 'auth', 2);
    await robot.until(() => answers(robot).length === 2, 'the second answer');
    const denying = await startWith(['docs'], { terminal: { clipboardRead: 'deny' } });
    ask(denying, 'docs', 1);
    await denying.until(() => answers(denying).length === 1, 'the answer');
    expect(await denying.screen()).not.toContain('Read the clipboard?');
  });
});
