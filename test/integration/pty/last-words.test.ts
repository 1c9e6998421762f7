import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { PtyProcess } from '../../../src/pty/pane/pty-process.js';
import { type TestClient, TestHost } from '../../support/host.js';
import { isAlive, until } from '../../support/processes.js';

/** Longer than node-pty leaves the terminal of a program open that has ended, ms. */
const AFTER_CLOSE = 300;

let host: TestHost;
let client: TestClient;

beforeEach(async () => {
  host = await TestHost.start({ scrollback: 50_000 });
  client = await host.connect();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await host.dispose();
});

/** A program that waits for a line, prints the numbers up to `last` and exits at once. */
async function launch(paneId: string, last: number): Promise<void> {
  const waits = `stty -echo; printf '\\033]2;ready\\007'; read -r x`;
  await client.launch(paneId, `${waits}; seq ${last}; exit 3`);
  await client.untilPane(paneId, ({ programTitle }) => programTitle === 'ready');
}

async function expectNumbers(paneId: string, last: number): Promise<void> {
  const { exit } = await client.untilPane(paneId, (pane) => pane.exit !== undefined);
  expect(exit).toMatchObject({ code: 3 });
  const text = await client.connection.capture(paneId, { history: Number.POSITIVE_INFINITY });
  const numbers = text.split('\n').filter((line) => /^\d+$/.test(line));
  expect(numbers.map(Number)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
}

/** 200 KB. */
const MANY = 38_000;

test.each([
  ['in a hidden pane', false],
  ['in a visible pane', true],
])('all that a program prints before it exits is kept: %s', async (_, isShown) => {
  await launch('a', MANY);
  if (isShown) client.show('a');
  client.write('a', '\n');
  await expectNumbers('a', MANY);
});

test('in six panes that end at the same time', async () => {
  const panes = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const pane of panes) await launch(pane, MANY);
  client.show('a');
  for (const pane of panes) client.write(pane, '\n');
  for (const pane of panes) await expectNumbers(pane, MANY);
});

test.each([
  ['hidden', false],
  ['visible', true],
])('in a %s pane that is read no further meanwhile', async (_, isShown) => {
  const last = 400;
  await launch('a', last);
  if (isShown) client.show('a');
  const write = PtyProcess.prototype.write;
  let program: PtyProcess | undefined;
  // As flow control does: what it prints from now on waits in the pty.
  jest.spyOn(PtyProcess.prototype, 'write').mockImplementation(function (
    this: PtyProcess,
    ...given
  ) {
    program = this;
    this.pause();
    return write.apply(this, given);
  });
  const { pid } = client.pane('a') ?? { pid: 0 };
  client.write('a', '\n');
  await until('it has ended', () => !isAlive(pid));
  await delay(AFTER_CLOSE);
  program?.resume();
  await expectNumbers('a', last);
});
