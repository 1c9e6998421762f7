import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import { sessionRow } from '../../../../support/sessions.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';

interface Waiting {
  robot: Robot;
  /** The program of this kind starts. */
  launch: (kind: string) => void;
  fail: (error: Error) => void;
}

/** A client with a session that is being made until the test says otherwise. */
async function startCreating(): Promise<Waiting> {
  const robot = start();
  await robot.see('my-repo');
  const row = { id: 'big', name: 'big', repoRoot: '/work/my-repo' };
  const waiting: Waiting = { robot, launch: () => {}, fail: () => {} };
  robot.sessions.createStep = (_request, onProgress, signal) => {
    onProgress({ step: 'reserved', session: sessionRow(row) });
    return new Promise((resolve, reject) => {
      waiting.fail = reject;
      signal?.addEventListener('abort', () => reject(new QtuiError('aborted', 'Cancelled.')));
      waiting.launch = (kind) => {
        const agent = { kind, command: [] };
        const session = robot.sessions.open({ ...row, agent }, { agentState: 'starting' });
        resolve({ session, warnings: [] });
      };
    });
  };
  robot.press('ctrl-n');
  await robot.see('Enter creates');
  robot.press('enter');
  await robot.see('Creating the worktree');
  return waiting;
}

const written = (robot: Robot) => robot.host.pane('big').written;

/** The agent's input line is there. */
function ready(robot: Robot): void {
  robot.host.pane('big').modes.bracketedPaste = true;
  robot.host.print('big', 'prompt');
  robot.host.set('big', { agentState: 'idle' });
}

afterEach(stopRobots);

describe('what is typed while a session is being made', () => {
  test('is shown, can be corrected, and goes to a shell with its Enter', async () => {
    const { robot, launch } = await startCreating();
    robot.press('maek', 'backspace', 'backspace', 'ke', 'enter', 'ü👍', 'backspace');
    await robot.see('Kept: make⏎ü');
    launch('shell');
    await robot.until(() => written(robot) === 'make\rü', 'the text');
    robot.press('x');
    await robot.until(() => written(robot) === 'make\rüx', 'the next key');
  });

  test('goes to an agent once that is ready, pasted and not submitted', async () => {
    const { robot, launch } = await startCreating();
    robot.press('fix the login', 'enter', 'and the logout', 'enter');
    await robot.see('Kept: fix the login⏎and the logout⏎');
    launch('claude');
    await robot.see('typed text kept');
    robot.press('!');
    expect(written(robot)).toBe('');
    robot.host.set('big', { agentState: 'waiting' });
    robot.host.print('big', 'Do you trust the files in this folder?');
    await robot.see('Do you trust');
    robot.press('down', 'enter');
    await robot.until(() => written(robot) === '\x1b[B\r', "the person's answer");
    ready(robot);
    const paste = '\x1b[200~fix the login\nand the logout\n!\x1b[201~';
    await robot.until(() => written(robot) === `\x1b[B\r${paste}`, 'the paste');
    await robot.gone('typed text kept');
  });

  test('is not typed into an agent that takes no pastes', async () => {
    const { robot, launch } = await startCreating();
    robot.press('y', 'enter');
    launch('claude');
    await robot.see('typed text kept');
    robot.host.set('big', { agentState: 'idle' });
    robot.host.print('big', 'Overwrite everything? [y/n]');
    await robot.see('[y/n]', 'typed text kept');
    expect(written(robot)).toBe('');
  });

  test('is kept of a paste too, without controls', async () => {
    const { robot, launch } = await startCreating();
    robot.paste('one\r\ntwo\x1b[31m\x03');
    await robot.see('Kept: one⏎two[31m');
    launch('claude');
    ready(robot);
    await robot.until(() => written(robot) === '\x1b[200~one\ntwo[31m\x1b[201~', 'the paste');
  });

  test('is bounded', async () => {
    const { robot } = await startCreating();
    robot.paste('x'.repeat(20_000));
    await robot.see('No more is kept');
    expect(await robot.screen()).not.toContain('Kept:');
  });

  test('is still there after an attempt that failed', async () => {
    const waiting = await startCreating();
    const { robot } = waiting;
    robot.press('fix it');
    await robot.see('Kept: fix it');
    waiting.fail(new QtuiError('git-failed', 'The disk is full.'));
    await robot.see('The disk is full.', 'Enter creates');
    robot.press('enter');
    await robot.see('Kept: fix it');
  });

  test('is told of when the program ends at once', async () => {
    const { robot, launch } = await startCreating();
    robot.press('hello');
    launch('claude');
    robot.host.set('big', { agentState: 'exited', exit: { code: 1, signal: 0 } });
    await robot.see('big ended before it took what was typed ahead.');
    expect(written(robot)).toBe('');
  });
});
