import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../../../src/core/config.js';
import { QtuiError } from '../../../../src/core/errors.js';
import { type Robot, TEST_CONFIG } from '../../../support/tui/robot.js';
import { start, stopRobots } from '../../../support/tui/robots.js';

afterEach(stopRobots);

async function startWithPane(): Promise<Robot> {
  const robot = start();
  robot.sessions.open({ id: 'auth' });
  await robot.see('auth');
  robot.host.print('auth', 'ready');
  await robot.see('ready');
  return robot;
}

function terminal(change: Partial<Config['terminal']>): Config {
  return { ...TEST_CONFIG, terminal: { ...TEST_CONFIG.terminal, ...change } };
}

describe('settings that change while the screen is open', () => {
  test('another leader works at once, and the screen names it', async () => {
    const robot = await startWithPane();
    robot.settings.change({ ...TEST_CONFIG, keys: { ...TEST_CONFIG.keys, leader: 'ctrl-t' } }, [
      'keys.leader',
    ]);
    await robot.see('Settings changed: keys.leader.');
    robot.press('ctrl-b');
    await robot.until(() => robot.host.pane('auth').written.includes('\x02'), 'the old leader');
    robot.press('ctrl-t', '?');
    await robot.see('^T c');
    robot.press('escape');
    robot.settings.change(TEST_CONFIG, ['keys.leader']);
  });

  test('the mouse is left to the terminal, and taken again', async () => {
    const robot = await startWithPane();
    const before = robot.output.length;
    robot.settings.change(terminal({ mouse: false }), ['terminal.mouse']);
    await robot.see('terminal.mouse');
    expect(robot.output.slice(before)).toContain('\x1b[?1002l');
    const off = robot.output.length;
    robot.settings.change(terminal({ mouse: true }), ['terminal.mouse']);
    await robot.until(() => robot.output.slice(off).includes('\x1b[?1002h'), 'the mouse');
  });

  test('ASCII is drawn where it is wanted', async () => {
    const robot = await startWithPane();
    expect(await robot.see('┌')).toContain('│');
    robot.settings.change(terminal({ unicode: false }), ['terminal.unicode']);
    await robot.until((screen) => !/[┌│]/.test(screen), 'no box lines');
  });

  test('they are read again on request, which always says something', async () => {
    const robot = await startWithPane();
    const askAgain = async () => {
      robot.press('ctrl-b', ':');
      await robot.see('Enter');
      for (const key of 'read the settings') robot.press(key);
      await robot.see('› Read the settings again');
      robot.press('\r');
    };
    await askAgain();
    await robot.see('The settings hold as the file has them.');
    robot.settings.wrong = { error: new QtuiError('invalid-config', 'c.toml:1: no'), from: 'user' };
    await askAgain();
    await robot.see('c.toml:1: no. The settings before go on to hold.');
  });

  test('what a host keeps is told', async () => {
    const robot = await startWithPane();
    const key = 'terminal.save-scrollback';
    robot.settings.change(terminal({ saveScrollback: false }), [key], [key]);
    await robot.see(`Settings changed: ${key}.`, 'For a host that is started anew');
  });

  test('a mistake is told with its place, and that it is gone', async () => {
    const robot = await startWithPane();
    const message = 'c.toml:3: keys.laeder is no setting; did you mean "leader"?\nc.toml:4: x';
    const error = new QtuiError('invalid-config', message);
    robot.settings.problems.fire({ error, from: 'user' });
    await robot.see('c.toml:3: keys.laeder is no setting', '(and 1 more).', 'The settings before');
    robot.settings.repairs.fire('user');
    await robot.see('The settings are right again.');
    robot.settings.projects.fire({ check: ['make'] });
    await robot.see('The repository’s settings have changed.', 'run only once you trust them');
  });

  test('a mistake stays in the status bar until its file is right, and is told again there', async () => {
    const robot = await startWithPane();
    const error = new QtuiError('invalid-config', 'c.toml:3: no');
    robot.settings.problems.fire({ error, from: 'project' });
    await robot.see('c.toml:3: no.');
    // A key ends a notice.
    robot.press('x');
    await robot.see('settings wrong');
    robot.settings.repairs.fire('user');
    await robot.see('The settings are right again.');
    robot.press('x');
    await robot.see('settings wrong');
    robot.press('ctrl-b', ':');
    await robot.see('Enter');
    for (const key of 'read the settings') robot.press(key);
    await robot.see('› Read the settings again');
    robot.press('\r');
    await robot.see('c.toml:3: no. What needs the repository’s settings waits');
    robot.settings.repairs.fire('project');
    await robot.see('The settings are right again.');
    robot.press('x');
    await robot.until((screen) => !screen.includes('settings wrong'), 'no mark');
  });
});
