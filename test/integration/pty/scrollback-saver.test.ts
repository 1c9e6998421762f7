import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Deadlines } from '../../../src/pty/deadlines.js';
import {
  ScrollbackFiles,
  type ScrollbackHeader,
} from '../../../src/pty/scrollback/scrollback-files.js';
import { type SavedPane, ScrollbackSaver } from '../../../src/pty/scrollback/scrollback-saver.js';
import { TestEmulator } from '../../support/emulator.js';
import { until } from '../../support/processes.js';

const MINUTE = 60_000;

class CountingFiles extends ScrollbackFiles {
  readonly written: string[] = [];
  beforeWrite = () => {};

  override async write(header: ScrollbackHeader, chunks: readonly string[]): Promise<void> {
    this.beforeWrite();
    await super.write(header, chunks);
    this.written.push(header.paneId);
  }
}

let directory: string;
let deadlines: Deadlines;
let files: CountingFiles;
let saver: ScrollbackSaver;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-scrollback-'));
  jest.useFakeTimers({ doNotFake: ['Date', 'setImmediate', 'nextTick', 'queueMicrotask'] });
  deadlines = new Deadlines();
  files = new CountingFiles(directory);
  saver = new ScrollbackSaver({ files, deadlines, log: { log() {} } });
});

afterEach(async () => {
  deadlines.dispose();
  jest.useRealTimers();
  await rm(directory, { recursive: true });
});

function pane(
  paneId: string,
  ready = Promise.resolve(true),
): SavedPane & { print(text: string): void } {
  const terminal = new TestEmulator();
  const added = {
    paneId,
    emulator: terminal.emulator,
    ready,
    lastPicture: undefined,
    scrollbackHeader: () => ({
      ...{ paneId, sessionId: paneId, agentKind: 'shell', title: '', cols: 20, rows: 5 },
    }),
    print(text: string) {
      terminal.feed(text);
      saver.changed(added);
    },
  };
  saver.add(added);
  return added;
}

const untilWritten = (count: number) =>
  until(`${count} were written`, () => files.written.length >= count);

test('panes that print all the time are written once a minute, all on one timer', async () => {
  const panes = [pane('a'), pane('b'), pane('c')];
  for (let minute = 1; minute <= 5; minute++) {
    for (let tenth = 0; tenth < 600; tenth++) {
      for (const each of panes) each.print('more ');
      expect(jest.getTimerCount()).toBe(1);
      jest.advanceTimersByTime(MINUTE / 600);
    }
    await untilWritten(3 * minute);
    expect(files.written).toHaveLength(3 * minute);
  }
});

test('nothing is written, and nothing waits, while nothing changes', async () => {
  const one = pane('a');
  one.print('once');
  jest.advanceTimersByTime(MINUTE);
  await untilWritten(1);
  expect(deadlines.isIdle).toBe(true);
  await saver.save(one);
  jest.advanceTimersByTime(10 * MINUTE);
  expect(files.written).toEqual(['a']);
  one.print('again');
  await saver.save(one);
  expect(files.written).toEqual(['a', 'a']);
  expect((await files.read('a'))?.text).toBe('onceagain\n');
});

test('what is printed while it is written is written the next time', async () => {
  const one = pane('a');
  one.print('first');
  files.beforeWrite = () => one.print(' second');
  jest.advanceTimersByTime(MINUTE);
  await untilWritten(1);
  expect((await files.read('a'))?.text).toBe('first\n');
  files.beforeWrite = () => {};
  jest.advanceTimersByTime(MINUTE);
  await untilWritten(2);
  expect((await files.read('a'))?.text).toBe('first second\n');
});

test('a disk that hangs holds the end of a pane up for some seconds only', async () => {
  const one = pane('a');
  one.print('text');
  files.write = () => new Promise(() => {});
  let isDone = false;
  const saved = saver.save(one).then(() => {
    isDone = true;
  });
  jest.advanceTimersByTime(4_900);
  await new Promise(setImmediate);
  expect(isDone).toBe(false);
  jest.advanceTimersByTime(200);
  await saved;
});

test('more than a quarter of a gigabyte is too much: the oldest of it go', async () => {
  const names = ['oldest', 'older', 'newest'].map((name) => `${name}.ansi`);
  for (const [age, name] of [...names].reverse().entries()) {
    await writeFile(join(directory, name), '');
    await truncate(join(directory, name), 100_000_000);
    const time = new Date(Date.now() - age * 1_000);
    await utimes(join(directory, name), time, time);
  }
  await files.prune(['oldest']);
  expect((await readdir(directory)).sort()).toEqual(['newest.ansi', 'oldest.ansi']);
});

test('a pane whose earlier output is not whole yet is not written before it is', async () => {
  let finish = (_isWhole: boolean) => {};
  const whole = pane('a', new Promise((resolve) => (finish = resolve)));
  whole.print('earlier\r\n');
  const saved = saver.save(whole);
  await new Promise(setImmediate);
  expect(files.written).toEqual([]);
  finish(true);
  await saved;
  expect(files.written).toHaveLength(1);
});

test('a pane whose earlier output will never be whole is not written at all', async () => {
  const given = pane('a', Promise.resolve(false));
  given.print('a part of it');
  await saver.save(given);
  expect(files.written).toEqual([]);
});
