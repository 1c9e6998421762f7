import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

/** A client on a host that has these sessions already, each a shell. */
async function startWith(ids: readonly string[], options: RobotOptions = {}): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ids) sessions.open({ id, agent: { kind: 'shell', command: [] } });
  const robot = start({ scriptedHost: host, sessions, ...options });
  await robot.see(...ids);
  return robot;
}

afterEach(stopRobots);

describe('panes', () => {
  test('that are in the host but in no layout get tabs of their own', async () => {
    const robot = await startWith(['auth', 'docs']);
    expect(await robot.screen()).toContain(' 1 auth │ 2 docs │ +');
  });

  test('are gone to when somebody asks for their session', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.host.print('auth', 'here is auth');
    robot.host.print('docs', 'here is docs');
    for (const id of ['docs', 'auth', 'docs']) {
      for (const client of robot.host.clients) client.focusWishes.fire({ sessionId: id });
      await robot.see(`here is ${id}`);
    }
  });

  test('of agents are paused and resumed from the palette', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', ':', 'pause the agent', 'enter');
    await robot.see('· paused ', /auth .*‖/, 'is paused; it goes on when you leave.');
    robot.press('ctrl-b', ':', 'resume the', 'enter');
    await robot.gone('‖');
    await robot.see('goes on.');
  });

  test('get no frames acknowledged while the terminal takes nothing, and the newest when it does', async () => {
    const robot = await startWith(['auth']);
    const [client] = robot.host.clients;
    robot.host.print('auth', 'before');
    await robot.see('before');
    robot.holdOutput(true);
    // What is drawn last is on its way to a terminal that takes none of it.
    robot.host.print('auth', 'drawn');
    await robot.until(() => robot.output.includes('drawn'), 'the frame under way');
    const before = client?.acknowledged.length ?? 0;
    for (const line of ['first', 'second', 'newest']) robot.host.print('auth', line);
    expect(client?.acknowledged).toHaveLength(before);
    robot.output = '';
    robot.holdOutput(false);
    await robot.see('newest');
    // That which was under way may have been owed as well.
    expect(client?.acknowledged.length).toBeGreaterThanOrEqual(before + 3);
    expect(robot.output).not.toContain('first');
  });

  test('show their program and get what is typed', async () => {
    const robot = await startWith(['auth']);
    robot.host.print('auth', '$ make', 'all done');
    await robot.see('all done');
    robot.press('ls', 'enter', 'ctrl-c');
    await robot.until(() => robot.host.pane('auth').written === 'ls\r\x03', 'the typed bytes');
  });

  test('get byte 0x0d and never a merge', async () => {
    const robot = await startWith(['auth']);
    robot.press('enter');
    robot.send('\x1bOM');
    robot.host.pane('auth').modes.bracketedPaste = true;
    robot.host.print('auth', 'ready');
    await robot.see('ready');
    robot.paste('\r');
    await robot.until(() => robot.host.pane('auth').written.endsWith('\x1b[201~'), 'the bytes');
    expect(robot.sessions.calls.map(([name]) => name)).not.toContain('planMerge');
  });

  test('get a paste in brackets when their program asked for them', async () => {
    const robot = await startWith(['auth']);
    robot.host.pane('auth').modes.bracketedPaste = true;
    robot.host.print('auth', 'ready');
    await robot.see('ready');
    robot.paste('a\x02d');
    await robot.until(
      () => robot.host.pane('auth').written === '\x1b[200~a\x02d\x1b[201~',
      'the paste',
    );
    expect(robot.outcome).toBeUndefined();
  });

  test('get the leader when it is pressed twice', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b');
    await robot.see('leader …');
    robot.press('ctrl-b');
    await robot.gone('leader …');
    robot.press('ctrl-b', 'ctrl-n');
    await robot.until(() => robot.host.pane('auth').written === '\x02\x0e', 'both keys');
    expect(await robot.screen()).not.toContain('New session');
  });

  test('are told apart by a leader that leads nowhere', async () => {
    const robot = await startWith(['auth']);
    robot.press('ctrl-b', 'Y');
    await robot.see('^B Y does nothing. ^B ? shows every key.');
    robot.press('ctrl-b', 'n');
    await robot.see('There is no other tab.');
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('are told of the focus when they asked for it', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.host.pane('auth').modes.focusEvents = true;
    robot.host.print('auth', 'focus me');
    await robot.see('focus me');
    robot.press('ctrl-b', 'n');
    await robot.until(() => robot.host.pane('auth').written === '\x1b[O', 'focus out');
  });

  test('stay with their last screen when the program ends, and restart or close', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.host.print('auth', 'segmentation fault');
    robot.host.set('auth', { agentState: 'exited', exit: { code: 139, signal: 0 } });
    await robot.see(
      'segmentation fault',
      'exited with code 139',
      'r restart · x close',
      '1 auth ✖',
    );
    robot.press('r');
    await robot.gone('exited with code 139');
    robot.host.set('auth', { agentState: 'exited', exit: { code: 0, signal: 15 } });
    await robot.see('ended by signal 15');
    robot.press('x');
    await robot.gone('auth');
    expect(robot.sessions.calls).toContainEqual(['close', 'auth']);
  });

  test('take no letter of what is typed to a program that has just ended for a command', async () => {
    const robot = await startWith(['auth']);
    robot.press('echo e');
    robot.host.set('auth', { agentState: 'exited', exit: { code: 1, signal: 0 } });
    await robot.see('exited with code 1');
    robot.press('xr', 'enter');
    await robot.see('r restarts it, x closes the pane');
    expect(robot.host.pane('auth').info.exit).toBeDefined();
    expect(robot.sessions.calls.map(([name]) => name)).not.toContain('close');
  });

  test('name the keys of an ended program in a narrow pane too', async () => {
    const robot = await startWith(['auth'], { cols: 40, rows: 10 });
    robot.host.set('auth', { agentState: 'exited', exit: { code: 3, signal: 0 } });
    await robot.see('exited 3  r restart · x close');
    robot.host.set('auth', { exit: { code: 0, signal: 9 } });
    await robot.see('signal 9  r restart · x close');
    robot.resize(100, 24);
    await robot.see('The program was ended by signal 9.  r restart · x close');
  });

  test('show their scrollback and go back to the newest output', async () => {
    const robot = await startWith(['auth']);
    const pane = robot.host.pane('auth');
    pane.history = Array.from({ length: 50 }, (_, index) => `old line ${index}`);
    robot.host.print('auth', 'newest line');
    await robot.see('newest line');
    robot.press('ctrl-b', '[');
    await robot.see('newest line', 'COPY');
    robot.press('g');
    await robot.see('old line 0', 'copy [1/');
    robot.press('q');
    await robot.see('newest line');
    expect(await robot.gone('COPY')).not.toContain('old line');
    robot.mouse(64, 5, 5);
    await robot.see('old line 49', 'old line 47', 'SCROLL');
    robot.press('escape');
    await robot.gone('old line 49');
    expect(pane.written).toBe('');
  });

  test('in the alternate screen get arrows for the wheel, and events when they track it', async () => {
    const robot = await startWith(['auth']);
    const pane = robot.host.pane('auth');
    pane.modes.alternateScreen = true;
    robot.host.print('auth', 'less');
    await robot.see('less');
    robot.mouse(64, 5, 5);
    await robot.until(() => pane.written === '\x1b[A'.repeat(3), 'arrows');
    pane.written = '';
    Object.assign(pane.modes, { mouseTracking: 'drag', mouseEncoding: 'sgr' });
    robot.host.print('auth', 'vim');
    await robot.see('vim');
    robot.mouse(64, 5, 5);
    robot.mouse(0, 5, 5);
    robot.mouse(32, 200, 5);
    robot.mouse(0, 200, 5, 'm');
    const events = '\x1b[<64;5;4M\x1b[<0;5;4M\x1b[<32;98;4M\x1b[<0;98;4m';
    await robot.until(() => pane.written === events, 'mouse events');
  });
});

describe('tabs and splits', () => {
  test('are walked, moved, split, zoomed and resized by keys', async () => {
    const robot = await startWith(['auth', 'docs', 'ui']);
    robot.press('ctrl-b', '3');
    await robot.see('┌ ui · shell');
    robot.press('ctrl-b', 'p');
    await robot.see('┌ docs · shell');
    robot.press('ctrl-b', '<');
    await robot.see('1 docs │ 2 auth │ 3 ui');
    robot.press('ctrl-b', '|');
    await robot.see('New pane');
    robot.send('\x0f');
    await robot.see('Sessions');
    robot.press('ui', 'enter');
    await robot.see('docs · shell', '┬ ui · shell', '1 ui │ 2 auth │ +');
    robot.press('ctrl-b', 'left');
    await robot.see('1 docs │');
    const before = (await robot.screen()).split('\n')[1]?.indexOf('┬') ?? 0;
    robot.press('ctrl-b', 'ctrl-right', 'ctrl-right');
    await robot.until((screen) => screen.split('\n')[1]?.indexOf('┬') === before + 8, 'the border');
    robot.press('ctrl-b', 'z');
    await robot.see('1 of 2 panes');
    robot.press('ctrl-b', 'z', 'ctrl-b', '!');
    await robot.see('1 ui │ 2 auth │ 3 docs');
  });

  test('are focused, moved and resized by the mouse', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.click(9, 0);
    await robot.see('┌ docs · shell');
    robot.press('ctrl-b', '-');
    await robot.see('New pane');
    robot.press('ctrl-o');
    robot.send('\x0f');
    await robot.see('Sessions');
    robot.press('auth', 'enter');
    await robot.see('├ auth · shell');
    robot.click(10, 4);
    await robot.see('1 docs │');
    robot.press('ctrl-b', 'down');
    await robot.see('1 auth │');
    robot.click(10, 1);
    await robot.see('1 docs │');
    const row = (await robot.screen()).split('\n').findIndex((line) => line.includes('├ auth'));
    robot.mouse(0, 40, row);
    robot.mouse(32, 40, row + 4);
    robot.mouse(0, 40, row + 4, 'm');
    await robot.until((screen) => screen.split('\n')[row + 4]?.includes('├ auth') ?? false);
  });

  test('are shared with a second client and survive a detach', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', '|');
    await robot.see('New pane');
    robot.send('\x0f');
    await robot.see('Sessions');
    robot.press('docs', 'enter');
    await robot.see('┬ docs · shell');
    robot.press('ctrl-b', 'd');
    const message = 'Detached; 2 programs keep running. qtui shows them again.';
    expect(await robot.result).toEqual({ reason: 'detached', message });
    const again = start({ scriptedHost: robot.host, sessions: robot.sessions });
    await again.see('auth · shell', '┬ docs · shell');
    const other = start({ scriptedHost: robot.host, sessions: robot.sessions, cols: 60, rows: 20 });
    await other.see('docs · shell');
    await again.see('·····');
    other.press('ctrl-b', '!');
    await other.see('2 docs');
    await again.see('1 auth │ 2 docs');
  });

  test('recover from a window that is too small', async () => {
    const robot = await startWith(['auth']);
    robot.host.print('auth', 'working');
    await robot.see('working');
    robot.resize(20, 5);
    await robot.see('too small', '20x5');
    robot.press('x');
    robot.resize(40, 10);
    await robot.see('auth', 'working');
    expect(robot.host.pane('auth').written).toBe('');
  });
});

describe('the host', () => {
  test('that is lost is told, and connected again', async () => {
    const robot = await startWith(['auth']);
    for (const client of robot.host.clients) client.closed.fire({ reason: 'The host was killed.' });
    await robot.see('The host is gone', 'The host was killed.', 'Enter chooses');
    robot.press('enter');
    await robot.gone('The host is gone');
    await robot.see('1 auth');
  });

  test('that is lost can be left', async () => {
    const robot = await startWith(['auth']);
    robot.host.failure = new QtuiError('host-unreachable', 'The host does not answer.');
    for (const client of robot.host.clients) client.closed.fire({ reason: 'The host was killed.' });
    await robot.see('The host is gone', 'Enter chooses');
    robot.press('enter');
    await robot.see('The host does not answer.');
    robot.press('enter');
    await robot.see('The host is gone', 'Enter chooses');
    robot.press('down', 'enter');
    expect(await robot.result).toEqual({ reason: 'host-lost', message: 'The host was killed.' });
  });

  test('that cannot be reached at first ends the client with the reason', async () => {
    const error = new QtuiError('host-version', 'The host is older.');
    const robot = start({ connect: () => Promise.reject(error) });
    await expect(robot.result).rejects.toBe(error);
  });

  test('is stopped only after the programs were counted', async () => {
    const robot = await startWith(['auth', 'docs']);
    robot.press('ctrl-b', 'q');
    await robot.see('2 programs keep running');
    robot.press('down', 'enter');
    await robot.see('2 programs will be ended');
    robot.press('enter');
    await robot.gone('will be ended');
    expect(robot.host.isShutDown).toBe(false);
    robot.press('ctrl-b', 'q');
    await robot.see('2 programs keep running');
    robot.press('down', 'enter');
    await robot.see('2 programs will be ended');
    robot.press('down', 'enter');
    expect(await robot.result).toEqual({ reason: 'stopped' });
    expect(robot.host.isShutDown).toBe(true);
  });
});
