import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import {
  HIGH_WATER,
  LOW_WATER,
  OutputQueue,
  ParseScheduler,
} from '../../../src/pty/pane/output-queue.js';

/** A consumer that takes `cost` ms of the processor for each piece. */
function consumer(name: string, cost: number, order: string[] = []) {
  const state = { parsed: [] as Uint8Array[], slices: 0, paused: 0, resumed: 0 };
  return {
    state,
    parse(bytes: Uint8Array) {
      const end = performance.now() + cost;
      while (performance.now() < end);
      state.parsed.push(Uint8Array.from(bytes));
    },
    parsed() {
      state.slices++;
      order.push(name);
    },
    pause() {
      state.paused++;
    },
    resume() {
      state.resumed++;
    },
    get text() {
      return Buffer.concat(state.parsed).toString();
    },
  };
}

describe('output', () => {
  test('is parsed in the same turn when there is time', () => {
    const fast = consumer('fast', 0);
    const queue = new OutputQueue(new ParseScheduler(), fast);
    queue.begin();
    queue.push(Buffer.from('now'));
    expect(fast.text).toBe('now');
    expect(queue.unparsed).toBe(0);
  });

  test('waits for its beginning, and so does its end', () => {
    const fast = consumer('fast', 0);
    const queue = new OutputQueue(new ParseScheduler(), fast);
    let isEmpty = false;
    queue.push(Buffer.from('wait'));
    queue.whenEmpty(() => {
      isEmpty = true;
    });
    expect([fast.text, isEmpty]).toEqual(['', false]);
    queue.begin();
    expect([fast.text, isEmpty]).toEqual(['wait', true]);
  });

  test('that never came has not ended before its beginning', () => {
    const queue = new OutputQueue(new ParseScheduler(), consumer('none', 0));
    let isEmpty = false;
    queue.whenEmpty(() => {
      isEmpty = true;
    });
    expect(isEmpty).toBe(false);
    queue.begin();
    expect(isEmpty).toBe(true);
  });

  test('keeps its order through slow parsing', async () => {
    const slow = consumer('slow', 1);
    const queue = new OutputQueue(new ParseScheduler(), slow);
    queue.begin();
    const chunks = Array.from({ length: 50 }, (_, n) => `${n},`);
    for (const chunk of chunks) queue.push(Buffer.from(chunk));
    expect(queue.unparsed).toBeGreaterThan(0);
    while (queue.unparsed > 0) await nextTurn();
    expect(slow.text).toBe(chunks.join(''));
  });

  test('that waits is kept when its bytes are used again', async () => {
    const slow = consumer('slow', 3);
    const queue = new OutputQueue(new ParseScheduler(), slow);
    queue.begin();
    const bytes = Buffer.alloc(8);
    for (let n = 10; n < 30; n++) {
      bytes.fill(`<${n}>`);
      expect(queue.push(bytes)).toBe(queue.unparsed === 0);
    }
    bytes.fill('x');
    while (queue.unparsed > 0) await nextTurn();
    expect(slow.text).toBe(Array.from({ length: 20 }, (_, n) => `<${n + 10}>`.repeat(2)).join(''));
  });

  test('of many stops the program at the high mark and resumes it at the low one', async () => {
    const slow = consumer('slow', 3);
    const queue = new OutputQueue(new ParseScheduler(), slow);
    queue.begin();
    let pushed = 0;
    while (slow.state.paused === 0) {
      queue.push(Buffer.alloc(64 * 1024, 'x'));
      pushed += 64 * 1024;
    }
    expect(queue.unparsed).toBeGreaterThanOrEqual(HIGH_WATER);
    expect(queue.unparsed).toBeLessThan(HIGH_WATER + 64 * 1024);
    while (slow.state.resumed === 0) await nextTurn();
    expect(queue.unparsed).toBeLessThanOrEqual(LOW_WATER);
    while (queue.unparsed > 0) await nextTurn();
    expect(slow.state.parsed.reduce((sum, piece) => sum + piece.length, 0)).toBe(pushed);
    expect([slow.state.paused, slow.state.resumed]).toEqual([1, 1]);
  });

  test('of one pane lets another and the event loop have their turns', async () => {
    const order: string[] = [];
    const scheduler = new ParseScheduler();
    const flood = new OutputQueue(scheduler, consumer('flood', 2, order));
    flood.begin();
    const small = consumer('small', 0, order);
    flood.push(Buffer.alloc(480 * 1024));
    const other = new OutputQueue(scheduler, small);
    other.begin();
    await nextTurn();
    order.push('input');
    other.push(Buffer.from('echo'));
    while (small.text === '') await nextTurn();
    expect(flood.unparsed).toBeGreaterThan(0);
    while (flood.unparsed > 0) await nextTurn();
    const echo = order.indexOf('small');
    expect(order.slice(order.indexOf('input'), echo).length).toBeLessThan(6);
    expect(order.length - echo).toBeGreaterThan(2);
  });

  test('tells when it is empty, at once or later', async () => {
    const slow = consumer('slow', 3);
    const queue = new OutputQueue(new ParseScheduler(), slow);
    queue.begin();
    const calls: string[] = [];
    queue.whenEmpty(() => calls.push('at once'));
    queue.push(Buffer.alloc(100 * 1024));
    queue.whenEmpty(() => calls.push(`after ${queue.unparsed}`));
    expect(calls).toEqual(['at once']);
    while (queue.unparsed > 0) await nextTurn();
    expect(calls).toEqual(['at once', 'after 0']);
  });

  test('is dropped when the pane goes', async () => {
    const slow = consumer('slow', 3);
    const queue = new OutputQueue(new ParseScheduler(), slow);
    queue.begin();
    queue.push(Buffer.alloc(400 * 1024));
    const { slices } = slow.state;
    queue.dispose();
    await nextTurn();
    await nextTurn();
    expect(slow.state.slices).toBe(slices);
  });
});
