import { expect, test } from '@jest/globals';
import { NotificationLimit } from '../../../src/pty/pane/notification-limit.js';

test('five a second pass, the others are counted', () => {
  const dropped: number[] = [];
  const limit = new NotificationLimit((count) => dropped.push(count));
  const passed = (now: number, count: number) =>
    Array.from({ length: count }, () => limit.passes(now)).filter(Boolean).length;
  expect(passed(10_000, 3)).toBe(3);
  expect(passed(10_999, 4)).toBe(2);
  expect(dropped).toEqual([]);
  expect(passed(11_000, 7)).toBe(5);
  expect(dropped).toEqual([2]);
  limit.end();
  limit.end();
  expect(dropped).toEqual([2, 2]);
  expect(passed(50_000, 5)).toBe(5);
  expect(passed(60_000, 1)).toBe(1);
  expect(dropped).toEqual([2, 2]);
});
