import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import { Emitter } from '../../../../../src/core/lifecycle.js';
import type { App } from '../../../../../src/tui/app/app.js';
import { type IdleTask, IdleWork } from '../../../../../src/tui/app/idle/idle-work.js';

const IDLE = 3_000;
const PAUSE = 15_000;

/** Runs until it is let go, or stopped. */
class LongTask implements IdleTask {
  readonly name: string;
  isNext = false;
  looks = 0;
  began = 0;
  stopped = 0;
  isRunning = false;
  end: () => void = () => undefined;

  constructor(name: string) {
    this.name = name;
  }

  async look(): Promise<void> {
    this.looks += 1;
  }

  isDue(): boolean {
    return this.isNext;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.began += 1;
    this.isNext = false;
    this.isRunning = true;
    await new Promise<void>((resolve, reject) => {
      this.end = resolve;
      signal.addEventListener('abort', () => {
        this.stopped += 1;
        reject(new QtuiError('aborted', 'Stopped.'));
      });
    }).finally(() => {
      this.isRunning = false;
    });
  }
}

const key = new Emitter<void>();
const frame = new Emitter<void>();
const dialogChange = new Emitter<void>();
const never = new Emitter<void>();
let dialogs: { top: object | undefined; onChange: Emitter<void>['event'] };
let state: { tool?: object };
let log: jest.Mock;
let first: LongTask;
let second: LongTask;
let work: IdleWork;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  dialogs = { top: undefined, onChange: dialogChange.event };
  state = {};
  log = jest.fn();
  first = new LongTask('first');
  second = new LongTask('second');
  const app = {
    terminal: { onKey: key.event, onPaste: never.event, onMouse: never.event },
    link: { onFrame: frame.event, onPanesChanged: never.event, connection: {} },
    repositoryChanged: never,
    ...{ dialogs, creations: new Set(), store: { state, onChange: never.event }, log: { log } },
  };
  work = new IdleWork(app as unknown as App, [first, second]);
});
afterEach(() => {
  work.dispose();
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function setDialog(top: object | undefined): void {
  dialogs.top = top;
  dialogChange.fire();
}

/** Until the second task is at it. */
async function reachSecond(): Promise<void> {
  await pass(IDLE);
  first.end();
  await pass(0);
  expect(second.isRunning).toBe(true);
}

test('begins once nothing was typed for a while, one task after the other', async () => {
  await pass(IDLE - 1);
  key.fire();
  await pass(IDLE - 1);
  expect(first.began).toBe(0);
  await pass(IDLE);
  expect([first.isRunning, second.began]).toEqual([true, 0]);
  first.end();
  await pass(0);
  expect([first.isRunning, second.isRunning]).toEqual([false, true]);
});

test('a dialog stops what runs, nothing begins below it, and afterwards it begins again', async () => {
  await reachSecond();
  setDialog({});
  await pass(0);
  expect([second.stopped, second.isRunning]).toEqual([1, false]);
  await pass(10 * PAUSE);
  expect([first.began, second.began]).toEqual([1, 1]);
  // Each dialog of a walk counts as being touched.
  setDialog(undefined);
  await pass(PAUSE + IDLE);
  expect(first.began).toBe(2);
  // That it was stopped is no failure.
  expect(log).not.toHaveBeenCalled();
});

test('a dialog between two tasks keeps the second from beginning', async () => {
  await pass(IDLE);
  setDialog({});
  first.end();
  await pass(0);
  expect(second.began).toBe(0);
});

test('what is due before it ends the one that runs, within some seconds', async () => {
  await reachSecond();
  frame.fire();
  await pass(IDLE);
  expect([second.isRunning, second.stopped]).toEqual([true, 0]);
  first.isNext = true;
  frame.fire();
  await pass(IDLE);
  expect(second.stopped).toBe(1);
  await pass(PAUSE);
  expect(first.began).toBe(2);
});

test('nothing runs beside a program on the whole screen, or when nothing has changed', async () => {
  state.tool = {};
  await pass(10 * PAUSE);
  expect(first.began).toBe(0);
  delete state.tool;
  await pass(IDLE);
  first.end();
  await pass(0);
  second.end();
  await pass(10 * PAUSE);
  expect([first.began, second.began]).toEqual([1, 1]);
  frame.fire();
  await pass(IDLE);
  expect(first.began).toBe(2);
});

test('leaving ends what runs, and leaves no timer', async () => {
  await reachSecond();
  frame.fire();
  work.dispose();
  await pass(0);
  expect([second.stopped, jest.getTimerCount()]).toEqual([1, 0]);
});
