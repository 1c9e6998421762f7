import { afterEach, describe, expect, test } from '@jest/globals';
import { start, stopRobots } from '../../../support/tui/robots.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../support/tui/scripted-sessions.js';

afterEach(stopRobots);

describe('the first screen', () => {
  test('teaches the three keys and names the repository', async () => {
    const robot = start();
    const screen = await robot.see('No session is open.', 'my-repo');
    expect(screen).toContain('^N    starts a session');
    expect(screen).toContain('^B m  merges');
    expect(screen).toContain('^B ?  shows every key');
  });

  test('shows a pane with its branch at once: the registry is read while the host is asked', async () => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.open({ id: 'auth' });
    const list = sessions.list.bind(sessions);
    const neverAgain = new Promise<never>(() => {});
    let readings = 0;
    sessions.list = () => {
      readings += 1;
      return readings === 1 ? list() : neverAgain;
    };
    sessions.gitStatus = () => neverAgain;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const robot = start({
      scriptedHost: host,
      sessions,
      connect: async () => {
        await answered;
        return host.connect();
      },
    });
    await robot.until(() => readings === 1, 'the registry to be read');
    answer();
    await robot.see('1 auth', 'branch-auth → main');
  });
});
