import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startTimer } from '../../../../src/tui/input/timer.js';

function fired(ms: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(ms, resolve);
  });
}

test('input that waits while the event loop is held up is read before the timer fires', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'qtui-timer-'));
  const server = createServer();
  server.listen(join(directory, 'socket'));
  await once(server, 'listening');
  const writer = createConnection(join(directory, 'socket'));
  const [reader] = (await once(server, 'connection')) as [Socket];
  const order: string[] = [];
  reader.on('data', () => order.push('data'));

  const timer = fired(5).then(() => order.push('timer'));
  writer.write('x');
  const end = performance.now() + 40;
  while (performance.now() < end);
  await timer;
  expect(order).toEqual(['data', 'timer']);

  writer.destroy();
  reader.destroy();
  server.close();
  await rm(directory, { recursive: true });
});

test('a timer that is disposed never fires, also between its time and its turn', async () => {
  let calls = 0;
  startTimer(1, () => calls++).dispose();
  const late = startTimer(1, () => calls++);
  setTimeout(() => late.dispose(), 1);
  await fired(20);
  expect(calls).toBe(0);
});
