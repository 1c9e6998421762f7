import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Deadlines, monotonicNow } from '../../../src/pty/deadlines.js';

let deadlines: Deadlines;
const ran: string[] = [];

beforeEach(() => {
  jest.useFakeTimers();
  deadlines = new Deadlines();
  ran.length = 0;
});

afterEach(() => {
  deadlines.dispose();
  jest.useRealTimers();
});

const task = (name: string) => () => {
  ran.push(name);
};

test('callbacks run once each, when their time has come', () => {
  const now = monotonicNow();
  deadlines.set(task('late'), now + 50);
  deadlines.set(task('soon'), now + 10);
  jest.advanceTimersByTime(9);
  expect(ran).toEqual([]);
  jest.advanceTimersByTime(2);
  expect(ran).toEqual(['soon']);
  jest.advanceTimersByTime(100);
  expect(ran).toEqual(['soon', 'late']);
});

test('there is one timer, and none when nothing is pending', () => {
  const tasks = Array.from({ length: 100 }, (_, n) => task(`${n}`));
  for (const [n, run] of tasks.entries()) deadlines.set(run, monotonicNow() + 10 + n);
  expect(jest.getTimerCount()).toBe(1);
  for (const run of tasks) deadlines.clear(run);
  expect(jest.getTimerCount()).toBe(0);
  expect(deadlines.isIdle).toBe(true);
});

test('the earlier of two times counts', () => {
  const run = task('once');
  deadlines.set(run, monotonicNow() + 50);
  deadlines.set(run, monotonicNow() + 10);
  deadlines.set(run, monotonicNow() + 90);
  jest.advanceTimersByTime(11);
  expect(ran).toEqual(['once']);
  jest.advanceTimersByTime(100);
  expect(ran).toEqual(['once']);
});

test('a callback may set itself again and clear others', () => {
  const other = task('other');
  let left = 3;
  const again = () => {
    ran.push('again');
    deadlines.clear(other);
    left--;
    if (left > 0) deadlines.set(again, monotonicNow() + 10);
  };
  deadlines.set(again, monotonicNow() + 10);
  deadlines.set(other, monotonicNow() + 10);
  jest.advanceTimersByTime(100);
  expect(ran).toEqual(['again', 'again', 'again']);
});

test('nothing runs after the end', () => {
  deadlines.set(task('never'), monotonicNow() + 10);
  deadlines.dispose();
  jest.advanceTimersByTime(100);
  expect(ran).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
