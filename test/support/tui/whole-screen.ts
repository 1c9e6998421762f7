import { expect } from '@jest/globals';
import { screenInternals } from '../../../src/tui/terminal/blessed-internals.js';
import type { Robot } from './robot.js';

/** What the screen shall show, as of the last frame. */
function wanted(robot: Robot): string {
  return JSON.stringify(screenInternals(robot.terminal.screen).lines);
}

async function nextFrame(robot: Robot): Promise<void> {
  const { terminal } = robot;
  await new Promise<void>((resolve) => {
    terminal.screen.once('render', () => setImmediate(resolve));
    terminal.requestRender();
  });
}

/** What is drawn by changes is what a new terminal would be shown. */
export async function expectWhole(robot: Robot): Promise<void> {
  for (;;) {
    await nextFrame(robot);
    const before = wanted(robot);
    await robot.screen();
    const cells = robot.cells();
    robot.terminal.repaint();
    await nextFrame(robot);
    await robot.screen();
    expect(robot.failure).toBeUndefined();
    // Something that came meanwhile makes another picture, which is then the one to compare.
    if (wanted(robot) !== before) continue;
    const anew = robot.cells();
    // Comparing every cell by itself takes long.
    if (JSON.stringify(anew) !== JSON.stringify(cells)) expect(cells).toEqual(anew);
    return;
  }
}
