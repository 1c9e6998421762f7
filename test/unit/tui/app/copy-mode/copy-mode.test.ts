import { afterEach, describe, expect, test } from '@jest/globals';
import { ROW } from '../../../../../src/core/frame.js';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost, type ScriptedLine } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

afterEach(stopRobots);

const copied: string[] = [];

/** A client on a shell that has written `old 0` … `old 99`, then `newest`. */
async function startWith(options: RobotOptions = {}, lines?: ScriptedLine[]): Promise<Robot> {
  copied.length = 0;
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  sessions.open({ id: 'auth', agent: { kind: 'shell', command: [] } });
  host.pane('auth').history = Array.from({ length: 100 }, (_, index) => `old ${index}`);
  host.pane('auth').lines = lines ?? ['newest'];
  const clipboard = {
    copy: async (text: string) => {
      copied.push(text);
    },
  };
  const robot = start({ scriptedHost: host, sessions, clipboard, ...options });
  await robot.see('1 auth', 'shell');
  return robot;
}

async function enter(robot: Robot): Promise<void> {
  robot.press('ctrl-b', '[');
  await robot.see('COPY');
}

describe('copy mode', () => {
  test('goes through the scrollback, selects, copies and says so', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('g');
    await robot.see('copy [1/1', 'old 0 ');
    robot.press('4', 'j', 'V', 'j');
    await robot.see('2 rows selected');
    robot.press('y');
    await robot.see('Copied 2 lines (10 characters).', 'newest');
    expect(copied).toEqual(['old 4\nold 5']);
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('leaves the clipboard alone where there is no text', async () => {
    const robot = await startWith({}, ['newest', '', '', 'last']);
    await robot.see('last');
    await enter(robot);
    robot.press('L', 'k', 'V', 'k', 'y');
    await robot.see('There is no text in the selection; nothing was copied.');
    expect(copied).toEqual([]);
  });

  test('stays where it is while output goes on, and counts that', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('ctrl-u', 'ctrl-u', 'v');
    await robot.see('old 99', 'old 83');
    const before = await robot.screen();
    const pane = robot.host.pane('auth');
    pane.history.push('newest', 'more');
    robot.host.print('auth', 'something else');
    const after = await robot.see('↓2 new');
    const shown = (screen: string) => screen.split('\n').slice(2, -2);
    expect(shown(after)).toEqual(shown(before));
    robot.press('q');
    await robot.see('something else');
  });

  test('waits at its edge for lines that have not come yet', async () => {
    const robot = await startWith();
    let answer = () => {};
    robot.host.beforeHistory = new Promise((resolve) => {
      answer = resolve;
    });
    await enter(robot);
    robot.press('g');
    await robot.see('loading older lines', 'newest');
    expect(await robot.screen()).not.toContain('old 9');
    answer();
    await robot.see('old 0 ', 'copy [1/1');
    await robot.gone('loading older lines');
  });

  test('keeps what is typed while it waits for lines, unless that is given up', async () => {
    const robot = await startWith();
    let answer = () => {};
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    robot.host.beforeHistory = isAnswered;
    await enter(robot);
    robot.press('g', '2', 'j', 'V', 'j', '/', 'old 7');
    await robot.see('loading older lines', 'newest');
    answer();
    await robot.see('/old 7', '1/11', 'old 2');
    robot.press('ctrl-u', 'escape', 'y');
    await robot.see('Copied 2 lines (10 characters).');
    expect(copied).toEqual(['old 2\nold 3']);
    robot.host.beforeHistory = new Promise(() => {});
    await enter(robot);
    robot.press('g', 'V', 'escape');
    await robot.gone('COPY');
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('takes every key for a command, and says which it does not know', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('x');
    await robot.see('x does nothing in copy mode; q leaves it.');
    robot.press('y');
    await robot.see('Nothing is selected');
    robot.press('[');
    await robot.see('There is no prompt there');
    robot.press('v', 'escape');
    await robot.see('COPY');
    robot.press('f', 'escape', 'escape');
    await robot.gone('COPY');
    expect(robot.host.pane('auth').written).toBe('');
  });

  test('leaves for a paste, which is the program’s', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.paste('text');
    await robot.gone('COPY');
    await robot.until(() => robot.host.pane('auth').written === 'text', 'the paste');
  });

  test('knows prompts and the output of commands', async () => {
    const robot = await startWith({}, [
      { text: '$ first', flags: ROW.prompt },
      { text: 'its output', flags: ROW.output },
      { text: '$ second', flags: ROW.prompt },
    ]);
    await robot.see('$ second');
    await enter(robot);
    robot.press('[', '[', 'O');
    await robot.see('1 row selected');
    robot.press('enter');
    await robot.see('Copied 1 line (10 characters).');
    expect(copied).toEqual(['its output']);
  });

  test('keeps its place when the width changes', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('5', '0', 'G', 'z');
    await robot.see('copy [50/1', 'old 49');
    robot.resize(60, 24);
    await robot.see('copy [50/1', 'old 49', 'old 40');
    robot.resize(60, 12);
    await robot.see('copy [50/1', 'old 49');
    robot.press('q');
    await robot.see('newest');
  });

  test('goes on in what an ended program and a lost host have left', async () => {
    const robot = await startWith();
    robot.host.set('auth', { agentState: 'exited', exit: { code: 0, signal: 0 } });
    await robot.see('exited 0');
    robot.press('ctrl-b', '/');
    robot.press('old 7', 'enter');
    await robot.see('11/11');
    for (const client of robot.host.clients) client.closed.fire({ reason: 'It was killed.' });
    await robot.see('The host is gone', 'Stay in copy mode', 'Enter chooses');
    robot.press('down', 'enter');
    await robot.gone('The host is gone');
    robot.press('N', 'Y');
    await robot.see('The host is gone', 'Enter chooses');
    expect(copied).toEqual(['old 7']);
    robot.press('enter');
    await robot.see('1 auth', 'exited with code 0');
  });

  test('is usable on a small terminal without colour and Unicode', async () => {
    const robot = await startWith({ cols: 40, rows: 10, env: { NO_COLOR: '1', LANG: 'C' } });
    await enter(robot);
    robot.press('g', '/', 'ld 55');
    await robot.see('old 55');
    robot.press('enter', 'V');
    await robot.see('COPY   1 row selected', 'q leave', 'copy [56/');
    robot.press('y');
    await robot.see('Copied 1 line');
    expect(copied).toEqual(['old 55']);
  });
});

describe('the view that the wheel enters', () => {
  test('gives the program every key that is no navigation', async () => {
    const robot = await startWith();
    robot.mouse(64, 5, 5);
    await robot.see('SCROLL', 'old 97');
    robot.press('pageup');
    await robot.see('old 79');
    robot.press('j');
    await robot.gone('SCROLL');
    await robot.until(() => robot.host.pane('auth').written === 'j', 'the typed letter');
    robot.mouse(64, 5, 5);
    await robot.see('SCROLL');
    robot.press('home');
    await robot.see('old 0 ');
    robot.press('end');
    await robot.gone('SCROLL');
    robot.mouse(64, 5, 5);
    robot.mouse(65, 5, 5);
    await robot.gone('SCROLL');
    expect(robot.host.pane('auth').written).toBe('j');
  });

  test('becomes copy mode where it is', async () => {
    const robot = await startWith();
    for (let turn = 0; turn < 10; turn++) robot.mouse(64, 5, 5);
    await robot.see('SCROLL', 'old 70');
    await enter(robot);
    expect(await robot.screen()).toContain('old 70');
    robot.press('H', 'Y');
    await robot.see('Copied 1 line');
    expect(copied).toEqual(['old 70']);
  });

  test('has no scrollback to show where there is none', async () => {
    const robot = await startWith();
    robot.host.pane('auth').history = [];
    robot.host.print('auth', 'alone');
    await robot.see('alone');
    robot.mouse(64, 5, 5);
    await robot.see('There is no scrollback yet.');
    expect(await robot.screen()).not.toContain('SCROLL');
  });
});

describe('a search', () => {
  test('shows what it finds while it is typed, and goes from match to match', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('?', 'OLD 4');
    await robot.see('no match');
    robot.press('ctrl-u', 'old 4');
    await robot.see('11/11', 'old 49');
    robot.press('enter', 'n');
    await robot.see('10/11', 'old 48');
    robot.press('3', 'N');
    await robot.see(' 2/11', 'old 40');
    robot.press('n', 'n');
    await robot.see('11/11', 'wrapped');
    robot.press('Y');
    await robot.see('Copied');
    expect(copied).toEqual(['old 49']);
  });

  test('goes back where it began when it is given up', async () => {
    const robot = await startWith();
    await enter(robot);
    const before = await robot.screen();
    robot.press('/', 'old 1');
    await robot.see('1/11', 'old 1 ');
    robot.press('escape');
    expect(await robot.see('newest')).toBe(before);
    robot.press('n');
    await robot.see('Nothing has been searched for yet');
  });

  test('that is given up leaves the one before with as many matches as it had', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('?', 'old 4', 'enter');
    await robot.see('11/11', 'old 49');
    robot.press('?', 'newest');
    await robot.see('1/1');
    robot.press('escape');
    await robot.see('11/11', '"old 4"');
    robot.press('?', 'newest');
    await robot.see('1/1');
    robot.press('ctrl-u', 'enter');
    await robot.see('10/11', '"old 4"');
  });

  test('takes regular expressions, and says what is none', async () => {
    const robot = await startWith();
    robot.press('ctrl-b', '/');
    await robot.see('literal ^R');
    robot.press('(6|7)9$');
    await robot.see('no match');
    robot.press('ctrl-r');
    await robot.see('2/2', 'regex', 'old 79');
    robot.press('(');
    await robot.see('Unterminated group', 'old 79');
    robot.press('enter', 'backspace', 'enter');
    await robot.see('2/2', '/(6|7)9$/');
  });

  test('remembers, takes a paste, and repeats when nothing is typed', async () => {
    const robot = await startWith();
    await enter(robot);
    robot.press('?', 'old 77', 'enter');
    await robot.see('1/1');
    robot.press('?');
    robot.paste('old\n66');
    await robot.see('?old 66', '1/1');
    robot.press('enter');
    await robot.see('copy [67/');
    robot.press('?', 'up', 'up');
    await robot.see('?old 77');
    robot.press('down');
    await robot.see('?old 66');
    robot.press('ctrl-u', 'enter');
    await robot.see('copy [67/', 'wrapped');
    robot.press('/', 'backspace');
    await robot.see('copy [67/', '"old 66"');
  });

  test('finds the word at the cursor and what the width has cut', async () => {
    const robot = await startWith({}, [
      `${'x'.repeat(98 - 3)}nee`,
      { text: 'dle', isWrapped: true },
      'a needle',
    ]);
    await robot.see('a needle');
    await enter(robot);
    robot.press('G', '$', '#');
    await robot.see('1/2');
    robot.press('/', 'NEEdle', 'enter');
    await robot.see('no match');
  });
});
