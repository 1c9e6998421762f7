import { afterEach, describe, expect, test } from '@jest/globals';
import { start, stopRobots } from '../../../support/tui/robots.js';

afterEach(stopRobots);

describe('the first screen', () => {
  test('teaches the three keys and names the repository', async () => {
    const robot = start();
    const screen = await robot.see('No session is open.', 'my-repo');
    expect(screen).toContain('^N    starts a session');
    expect(screen).toContain('^B m  merges');
    expect(screen).toContain('^B ?  shows every key');
  });
});
