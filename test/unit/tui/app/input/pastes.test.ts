import { afterEach, describe, expect, test } from '@jest/globals';
import type { PaneModes } from '../../../../../src/core/frame.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { TEST_CONFIG } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';

/** A client whose only pane runs a program with these modes. */
async function startWith(
  modes: Partial<PaneModes>,
  pasteNewlines: 'ask' | 'allow' = 'ask',
): Promise<Robot> {
  const terminal = { ...TEST_CONFIG.terminal, pasteNewlines };
  const robot = start({ config: { ...TEST_CONFIG, terminal } });
  robot.sessions.open({ id: 'auth' });
  Object.assign(robot.host.pane('auth').modes, modes);
  await robot.see('auth');
  robot.host.print('auth', 'ready');
  await robot.see('ready');
  return robot;
}

const written = (robot: Robot) => robot.host.pane('auth').written;

async function choose(robot: Robot, label: string): Promise<void> {
  const marked = (screen: string) => /› (.*?) *│/.exec(screen)?.[1];
  await robot.see('› Cancel');
  for (let now = 'Cancel'; now !== label; ) {
    robot.press('down');
    now = marked(await robot.until((screen) => marked(screen) !== now, 'the next entry')) ?? '';
  }
  robot.press('enter');
}

afterEach(stopRobots);

describe('a paste with line breaks into a program without bracketed paste', () => {
  test('asks, shows what it is, and Enter pastes nothing', async () => {
    const robot = await startWith({});
    robot.paste('rm -r build\rmake \x1b]0;x\x07\r\rls\r');
    await robot.see(
      'Paste 4 lines?',
      'The program in auth cannot tell a paste from typing',
      'rm -r build',
      'make  ]0;x',
      '› Cancel',
    );
    robot.press('enter');
    await robot.gone('Paste 4 lines?');
    expect(written(robot)).toBe('');
  });

  test('is pasted when the person wants it, with CR for every kind of line break', async () => {
    const robot = await startWith({});
    robot.paste('one\ntwo\r\nthree\rfour');
    await choose(robot, 'Paste');
    await robot.until(() => written(robot) === 'one\rtwo\rthree\rfour', 'the paste');
  });

  test('is pasted as one line', async () => {
    const robot = await startWith({});
    robot.paste('git add .\r\n\r\ngit commit\r');
    await choose(robot, 'Paste as one line');
    await robot.until(() => written(robot) === 'git add . git commit', 'the paste');
  });

  test('asks also for one line that would be entered', async () => {
    const robot = await startWith({});
    robot.paste('reboot\r');
    await robot.see('Paste a line with its Enter?', 'reboot');
    robot.press('escape');
    await robot.gone('Paste a line');
    expect(written(robot)).toBe('');
  });

  test('names how many lines are not shown', async () => {
    const robot = await startWith({});
    robot.paste(Array.from({ length: 1000 }, (_, n) => `line ${n}`).join('\r'));
    await robot.see('Paste 1000 lines?', 'line 5', '… and 994 more');
    expect(await robot.screen()).not.toContain('line 6');
  });

  test('is not asked for where the settings allow it', async () => {
    const robot = await startWith({}, 'allow');
    robot.paste('one\rtwo\r');
    await robot.until(() => written(robot) === 'one\rtwo\r', 'the paste');
  });

  test('is refused beyond what is kept', async () => {
    const robot = await startWith({});
    robot.paste('x'.repeat(16 * 1024 * 1024 + 1));
    await robot.see('A paste of more than 16 MB', 'nothing was pasted');
    robot.press('a');
    await robot.until(() => written(robot) === 'a', 'the key behind it');
  });

  test('goes nowhere when the program ends before the answer', async () => {
    const robot = await startWith({});
    robot.paste('one\rtwo');
    await robot.see('Paste 2 lines?');
    robot.host.set('auth', { agentState: 'exited', exit: { code: 0, signal: 0 } });
    await choose(robot, 'Paste');
    await robot.see('nothing was pasted');
    expect(written(robot)).toBe('');
  });
});

describe('a paste', () => {
  test('of one line is pasted without a question', async () => {
    const robot = await startWith({});
    robot.paste('ls -l');
    await robot.until(() => written(robot) === 'ls -l', 'the paste');
  });

  test('with line breaks is streamed to a program with bracketed paste', async () => {
    const robot = await startWith({ bracketedPaste: true });
    robot.send('\x1b[200~one\r');
    await robot.until(() => written(robot) === '\x1b[200~one\r', 'the beginning');
    robot.send('two\x1b[201~');
    await robot.until(() => written(robot) === '\x1b[200~one\rtwo\x1b[201~', 'the end');
  });

  test('does not go on into another program of the pane', async () => {
    const robot = await startWith({ bracketedPaste: true });
    robot.send('\x1b[200~one');
    await robot.until(() => written(robot) === '\x1b[200~one', 'the beginning');
    robot.host.set('auth', { pid: 2 });
    robot.send('rm -r /\r\x1b[201~');
    await robot.see('The program ended during the paste');
    robot.press('a');
    await robot.until(() => written(robot) === '\x1b[200~onea', 'the key behind it');
  });

  test('into a dialog is bounded', async () => {
    const robot = await startWith({});
    robot.press('ctrl-n');
    await robot.see('Enter creates');
    robot.paste('y'.repeat(1024 * 1024));
    await robot.see('yyyy');
    robot.press('escape');
    await robot.gone('Enter creates');
    expect(written(robot)).toBe('');
  });
});

describe('a program that does not read', () => {
  test('is told of, and marked until it reads', async () => {
    const robot = await startWith({ bracketedPaste: true });
    const [client] = robot.host.clients;
    client?.waiting.set('auth', 9 * 1024 * 1024);
    robot.host.set('auth', { unreadInput: 1024 * 1024 });
    await robot.see('auth does not read its input: 10 MB wait', 'not reading');
    robot.host.set('auth', { unreadInput: 0 });
    await robot.gone('not reading');
  });

  test('that ends gives up what waits for it, and that is told', async () => {
    const robot = await startWith({ bracketedPaste: true });
    const [client] = robot.host.clients;
    client?.inputTaken.fire({ paneId: 'auth', dropped: 2048 });
    await robot.see('auth ended before it read everything: 2 KB were not pasted.');
  });

  test('stops the terminal when too much waits, until it reads again', async () => {
    const robot = await startWith({ bracketedPaste: true });
    const [client] = robot.host.clients;
    client?.waiting.set('auth', 40 * 1024 * 1024);
    robot.press('a');
    await robot.until(() => robot.isInputPaused, 'the terminal to be stopped');
    client?.waiting.set('auth', 20 * 1024 * 1024);
    client?.inputTaken.fire({ paneId: 'auth', dropped: 0 });
    expect(robot.isInputPaused).toBe(true);
    client?.waiting.set('auth', 1024 * 1024);
    client?.inputTaken.fire({ paneId: 'auth', dropped: 0 });
    expect(robot.isInputPaused).toBe(false);
    robot.press('b');
    await robot.until(() => written(robot) === 'ab', 'the next key');
  });
});
