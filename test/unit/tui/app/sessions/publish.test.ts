import { afterEach, describe, expect, test } from '@jest/globals';
import type { PullRequestOutcome } from '../../../../../src/core/ports/publishing.js';
import type { Robot } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

const OUTCOME: PullRequestOutcome = {
  pushed: {
    remote: 'origin',
    branch: 'fix\u202eauth',
    oid: 'a'.repeat(40),
    outcome: 'created',
    said: ['Scanned \x1b[31mclean'],
  },
  warnings: [{ code: 'uncommitted', message: '1 uncommitted file of the session.' }],
  result: 'to-open',
  url: 'https://example.com/compare',
  reason: 'gh is not installed.',
};

afterEach(stopRobots);

async function pick(words: string, outcome?: PullRequestOutcome): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  sessions.open({ id: 'auth' });
  sessions.published = outcome;
  const robot = start({ scriptedHost: host, sessions });
  await robot.see('auth · claude');
  robot.press('ctrl-b', ':');
  await robot.see('Palette');
  robot.press(words, 'enter');
  await robot.see('› Cancel', 'nothing that is there is replaced');
  return robot;
}

const published = (robot: Robot) =>
  robot.sessions.calls.filter(([name]) => name === 'push' || name === 'openPullRequest');

describe('from the palette', () => {
  test('the branch is pushed when the person says so, and what came of it is shown', async () => {
    const robot = await pick('push the', OUTCOME);
    robot.press('down', 'enter');
    const screen = await robot.see('Pushed fix', 'as a new branch', '1 uncommitted file');
    expect(screen).toContain('Scanned');
    expect(screen).not.toContain('example.com');
    expect(published(robot)).toEqual([['push', 'auth']]);
  });

  test('a pull request is opened, or its address given', async () => {
    const robot = await pick('pull request', OUTCOME);
    robot.press('down', 'enter');
    await robot.see('gh is not installed.', 'Open the pull request here:', OUTCOME.url);
    expect(published(robot)).toEqual([['openPullRequest', 'auth']]);
  });

  test('nothing is pushed by default, and a failure is told', async () => {
    const robot = await pick('push the');
    robot.press('enter');
    await robot.until((screen) => !screen.includes('Push the branch?'));
    expect(published(robot)).toEqual([]);
    robot.press('ctrl-b', ':');
    await robot.see('Palette');
    robot.press('push the', 'enter');
    await robot.see('› Cancel');
    robot.press('down', 'enter');
    await robot.see('The repository has no remote.');
  });
});
