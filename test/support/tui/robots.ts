import { Robot, type RobotOptions } from './robot.js';

const robots: Robot[] = [];

/** Starts a client that `stopRobots` ends. */
export function start(options: RobotOptions = {}): Robot {
  const robot = new Robot(options);
  robots.push(robot);
  return robot;
}

/** For `afterEach`: ends every client that the test has started. */
export async function stopRobots(): Promise<void> {
  for (const robot of robots.splice(0)) await robot.stop();
}
