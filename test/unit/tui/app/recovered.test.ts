import { afterEach, describe, test } from '@jest/globals';
import { start, stopRobots } from '../../../support/tui/robots.js';

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
    await robot.see('Found at the start');
    await robot.see('The merge is finished now.');
    await robot.see('ad.txt was edited.');
    await robot.see('Save it.');
    await robot.see('Making "docs" was interrupted.');
    robot.press('enter');
    await robot.gone('Found at the start');
  });
});
