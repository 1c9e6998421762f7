import { access, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectHost, createHostConnector, stopHost } from '../../../src/pty/connection/connect.js';
import { mayRecordedHostRun } from '../../../src/pty/connection/host-record.js';
import { type RunningHost, runHost } from '../../../src/pty/host/host.js';
import { TestHost } from '../../support/host.js';

let world: TestHost;
let socketPath: string;
let recordFile: string;
let host: RunningHost;

/** A host whose socket has a directory of its own, as in XDG_RUNTIME_DIR. */
beforeEach(async () => {
  world = await TestHost.create();
  socketPath = join(world.directory, 'run', 'qtui', 'host.sock');
  recordFile = join(world.directory, 'state', 'host.json');
  host = await runHost({ ...world.options(), socketPath, recordFile });
});

afterEach(async () => {
  host.dispose();
  await host.closed;
  await world.dispose();
});

const address = () => ({ socketPath, recordFile, version: '1.2.3', kind: 'tui' as const });

async function untilLogged(event: string): Promise<void> {
  while (!world.log.some((line) => line.event === event)) await delay(5);
}

describe('a host whose socket was deleted', () => {
  test('is reached again after its whole directory went, with no second host', async () => {
    const attached = await connectHost(address());
    await rm(dirname(dirname(socketPath)), { recursive: true });
    let started = 0;
    const connector = createHostConnector({
      ...address(),
      starter: {
        async start() {
          started += 1;
        },
      },
    });
    const again = await connector.connect({ start: true, kind: 'tui' });
    expect(again.info.pid).toBe(process.pid);
    expect(again.info.clients).toBe(2);
    expect(started).toBe(0);
    again.dispose();
    attached.dispose();
  });

  test('can be stopped', async () => {
    await rm(socketPath);
    expect(await stopHost(address())).toBe(true);
    await host.closed;
    await expect(access(recordFile)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(dirname(socketPath))).toEqual([]);
  });

  test('waits where its directory cannot be made, and says so once', async () => {
    const run = dirname(dirname(socketPath));
    await rm(run, { recursive: true });
    await writeFile(run, 'in the way');
    await untilLogged('socket-lost');
    await rm(run);
    await untilLogged('socket-restored');
    (await connectHost(address())).dispose();
    expect(world.log.filter(({ event }) => event === 'socket-lost')).toHaveLength(1);
  });

  test('leaves the socket of another host alone', async () => {
    const other = createServer((socket) => socket.destroy());
    const ownName = join(dirname(socketPath), 'other.sock');
    await new Promise<void>((resolve) => other.listen(ownName, resolve));
    await rename(ownName, socketPath);
    await untilLogged('socket-lost');
    await new Promise((resolve) => other.close(resolve));
    await untilLogged('socket-restored');
  });
});

describe('a record of a host', () => {
  test('is believed while its process runs', async () => {
    expect(await mayRecordedHostRun(recordFile)).toBe(true);
    host.dispose();
    await host.closed;
    expect(await mayRecordedHostRun(recordFile)).toBe(false);
  });

  test('that is damaged or of a dead process makes nobody wait', async () => {
    for (const text of ['', 'nonsense', '{"pid":-1}', '{"pid":"1"}', '{"pid":2147483646}']) {
      await writeFile(recordFile, text);
      expect(await mayRecordedHostRun(recordFile)).toBe(false);
    }
  });
});
