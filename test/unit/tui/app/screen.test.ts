import { afterEach, describe, expect, test } from '@jest/globals';
import { Robot, type RobotOptions } from '../../../support/tui/robot.js';

const robots: Robot[] = [];

function start(options: RobotOptions = {}): Robot {
  const robot = new Robot(options);
  robots.push(robot);
  return robot;
}

afterEach(async () => {
  for (const robot of robots.splice(0)) await robot.stop();
});

describe('the first screen', () => {
  test('teaches the three keys and names the repository', async () => {
    const robot = start();
    const screen = await robot.see('No session is open.', 'my-repo');
    expect(screen).toContain('^N    starts a session');
    expect(screen).toContain('^B m  merges');
    expect(screen).toContain('^B ?  shows every key');
  });
});
