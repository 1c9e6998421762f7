import { afterEach, describe, test } from '@jest/globals';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

afterEach(stopRobots);

describe('what was recovered at the start', () => {
  test('is told in the status bar when it is one thing', async () => {
    const robot = start();
    robot.sessions.recovered = [{ code: 'merge-recovered', message: 'The merge is finished now.' }];
    await robot.see('The merge is finished now.');
  });

  test('is listed whole when it is more, without a trace of escapes', async () => {
    const robot = start();
    robot.sessions.recovered = [
      { code: 'merge-recovered', message: 'The merge is finished now.' },
      { code: 'recovery-stopped', message: 'b\x1b[31mad.txt was edited.', hint: 'Save it.' },
      { code: 'session-undone', message: 'Making "docs" was interrupted.' },
    ];
    await robot.see('Found at the start', 'Esc closes');
    await robot.see('The merge is finished now.');
    await robot.see('ad.txt was edited.');
    await robot.see('Save it.');
    await robot.see('Making "docs" was interrupted.');
    robot.press('enter');
    await robot.gone('Found at the start');
  });

  test.each([
    [120, 36],
    [60, 15],
    [40, 10],
  ])('goes with one Escape at %d×%d, and so does what still loads', async (cols, rows) => {
    const host = new ScriptedHost();
    const sessions = new ScriptedSessions(host);
    sessions.recovered = [
      { code: 'merge-recovered', message: 'The merge is finished now.' },
      { code: 'session-undone', message: 'Making "docs" was interrupted.' },
    ];
    sessions.defaults = () => new Promise(() => {});
    const robot = start({ cols, rows, scriptedHost: host, sessions });
    await robot.see('Found at the start', 'Esc closes');
    robot.send('\x1b');
    await robot.gone('Found at the start');
    robot.press('ctrl-n');
    await robot.see('Reading the repository');
    // The terminal's answer comes in the same read.
    robot.send('\x1b\x1b[?62;22c');
    await robot.gone('Reading the repository');
  });
});
