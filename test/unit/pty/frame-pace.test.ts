import { expect, test } from '@jest/globals';
import { FramePace } from '../../../src/pty/pane/frame-pace.js';

/** Times of frames in a second of output without a pause, of which each frame costs `cost` ms. */
function framesOf(cost: number, share: number): number[] {
  const pace = new FramePace();
  const times: number[] = [];
  for (let now = 0; now < 1_000; now++) {
    pace.parsed(now, share);
    if (!pace.isDue(now)) continue;
    pace.sent(now, cost);
    times.push(now);
  }
  return times;
}

test('frames that cost little come at the pace of a flood', () => {
  const { length } = framesOf(0.5, 0.8);
  expect(length).toBeGreaterThan(17);
  expect(length).toBeLessThan(26);
});

test('frames that cost more than an eighth of the parsing come ten times a second', () => {
  const { length } = framesOf(20, 0.8);
  expect(length).toBeGreaterThanOrEqual(10);
  expect(length).toBeLessThan(14);
});

test('frames that cost much of a screen with little output come as often as any', () => {
  expect(framesOf(20, 0.01).length).toBeGreaterThan(50);
});

test('after silence the next frame is due, and the next look is not later', () => {
  const pace = new FramePace();
  let now = 1_000;
  for (; now < 1_400; now++) {
    pace.parsed(now, 0.8);
    if (pace.isDue(now)) pace.sent(now, 20);
  }
  const last = now;
  while (!pace.isDue(now)) now = Math.max(now + 1, Math.ceil(pace.nextLook(now)));
  expect(now - last).toBeLessThanOrEqual(18);
});
