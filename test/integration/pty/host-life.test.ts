import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  connectHost,
  createHostConnector,
  type HostStarter,
} from '../../../src/pty/connection/connect.js';
import { checkSocketPath } from '../../../src/pty/connection/socket-path.js';
import { createDetachedStarter } from '../../../src/pty/connection/starter.js';
import { runHost } from '../../../src/pty/host/host.js';
import { TestClient, TestHost, until } from '../../support/host.js';
import { buildHostProgram } from '../../support/host-process.js';

let program: Awaited<ReturnType<typeof buildHostProgram>>;
let host: TestHost;

beforeAll(async () => {
  program = await buildHostProgram();
});

afterAll(() => program.dispose());

beforeEach(async () => {
  host = await TestHost.create();
});

afterEach(() => host.dispose());

const identity = () => ({ socketPath: host.socketPath, version: '1.2.3', kind: 'tui' as const });

/** A host in a process of its own, killed after the test if it still runs. */
function spawnHost(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program.file, host.socketPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  host.onDispose(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return child;
}

/** A starter whose host is a child of the test. */
function childStarter(...args: string[]): HostStarter & { children: ChildProcess[] } {
  const children: ChildProcess[] = [];
  return {
    children,
    async start() {
      children.push(spawnHost(...args));
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(5);
}

describe('starting', () => {
  test('a missing host is started on demand only', async () => {
    const starter = childStarter();
    const connector = createHostConnector({ ...identity(), starter });
    await expect(connector.connect({ start: false, kind: 'cli' })).rejects.toMatchObject({
      code: 'host-not-running',
    });
    expect(starter.children).toHaveLength(0);
    const one = await connector.connect({ start: true, kind: 'tui' });
    const two = await connector.connect({ start: true, kind: 'tui' });
    expect(starter.children).toHaveLength(1);
    expect(two.info).toMatchObject({ pid: one.info.pid, version: '1.2.3', clients: 2 });
    one.dispose();
    two.dispose();
  });

  test('a host that ends in the moment a client comes is replaced', async () => {
    const ending = createServer((socket) => {
      socket.destroy();
      ending.close();
    });
    await new Promise<void>((resolve) => ending.listen(host.socketPath, resolve));
    const starter = childStarter();
    const connection = await connectHost({ ...identity(), start: starter });
    expect(starter.children).toHaveLength(1);
    expect(connection.info.pid).toBe(starter.children[0]?.pid);
    connection.dispose();
  });

  test('the directory is for the owner only', async () => {
    const socketPath = join(host.directory, 'deep', 'er', 'host.sock');
    const running = await runHost({ ...host.options(), socketPath });
    expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
    running.dispose();
    await running.closed;
    expect(await readdir(dirname(socketPath))).toEqual([]);
  });

  test('of many at once exactly one host survives, the others leave quietly', async () => {
    const children = Array.from({ length: 5 }, () => spawnHost());
    const codes: Promise<number | null>[] = children.map(async (child) => {
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    let left = 0;
    for (const code of codes) void code.then(() => left++);
    while (left < 4) await delay(5);
    const connection = await connectHost(identity());
    const survivor = children.find(({ pid }) => pid === connection.info.pid);
    expect(survivor?.exitCode).toBeNull();
    await connection.shutdown();
    expect((await Promise.all(codes)).sort()).toEqual([0, 7, 7, 7, 7]);
    connection.dispose();
  });

  test('in one process, of two at once, one serves', async () => {
    const hosts = await Promise.all([runHost(host.options()), runHost(host.options())]);
    expect(hosts.filter(({ isServing }) => isServing)).toHaveLength(1);
    for (const running of hosts) {
      running.dispose();
      await running.closed;
    }
  });

  test('a socket that a killed host left is replaced', async () => {
    const child = spawnHost();
    const connection = await connectHost({ ...identity(), start: { start: async () => {} } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    connection.dispose();
    expect((await lstat(host.socketPath)).isSocket()).toBe(true);
    await expect(connectHost(identity())).rejects.toMatchObject({ code: 'host-not-running' });
    await host.run();
    (await connectHost(identity())).dispose();
  });

  test('a lock that a killed starter left is broken', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    await writeFile(`${host.socketPath}.lock`, `${child.pid}`);
    await host.run();
    expect(host.host?.isServing).toBe(true);
    expect(await readdir(host.directory)).toEqual(['host.sock']);
  });

  test('a host that ends leaves a socket alone that is no longer its own', async () => {
    await host.run();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(join(host.directory, 'o.sock'), resolve));
    host.onDispose(() => void other.close());
    await rename(join(host.directory, 'o.sock'), host.socketPath);
    host.host?.dispose();
    await host.host?.closed;
    expect((await lstat(host.socketPath)).isSocket()).toBe(true);
  });
});

describe('an unsafe place is refused and left as it is', () => {
  test('a file where the socket should be', async () => {
    await writeFile(host.socketPath, 'mine');
    await expect(host.run()).rejects.toMatchObject({ code: 'socket-unsafe' });
    expect(await readFile(host.socketPath, 'utf8')).toBe('mine');
  });

  test('a directory that others can enter', async () => {
    await chmod(host.directory, 0o755);
    await expect(host.run()).rejects.toMatchObject({
      code: 'socket-unsafe',
      hint: `Close it with: chmod 700 ${host.directory}`,
    });
    await expect(connectHost(identity())).rejects.toMatchObject({ code: 'socket-unsafe' });
    expect((await stat(host.directory)).mode & 0o777).toBe(0o755);
  });

  test('a directory of another user', async () => {
    const { uid } = await stat(host.directory);
    await expect(checkSocketPath(host.socketPath, uid + 1)).rejects.toMatchObject({
      code: 'socket-unsafe',
    });
    if (process.getuid?.() === 0) {
      const foreign = join(host.directory, 'foreign');
      await mkdir(foreign, { mode: 0o700 });
      await chown(foreign, 12_345, 12_345);
      await expect(
        runHost({ ...host.options(), socketPath: join(foreign, 'host.sock') }),
      ).rejects.toMatchObject({ code: 'socket-unsafe' });
    }
  });

  test('a directory that is a link', async () => {
    const link = join(host.directory, 'link');
    await symlink(host.directory, link);
    await expect(checkSocketPath(join(link, 'host.sock'))).rejects.toMatchObject({
      code: 'socket-unsafe',
    });
  });

  test('a path longer than sockets can have', async () => {
    const socketPath = join(host.directory, 'x'.repeat(120), 'host.sock');
    await expect(connectHost({ ...identity(), socketPath })).rejects.toMatchObject({
      code: 'host-unreachable',
    });
  });
});

describe('ending', () => {
  test('a host without programs and clients ends by itself', async () => {
    await host.run({ idleExitMs: 30 });
    const client = await host.connect();
    await client.launch('a', 'cat');
    client.connection.dispose();
    const again = await host.connect();
    expect(again.pane('a')?.exit).toBeUndefined();
    await again.connection.close('a');
    again.connection.dispose();
    await host.host?.closed;
    expect(host.log.find(({ event }) => event === 'host-stopping')?.fields).toEqual({
      reason: 'idle',
    });
    expect(await readdir(host.directory)).toEqual([]);
  });

  test('it never ends while a program runs, however long nobody is attached', async () => {
    await host.run({ idleExitMs: 100 });
    const client = await host.connect();
    await client.launch('a', 'sleep 0.3');
    client.connection.dispose();
    await host.host?.closed;
    const stopped = host.log.map(({ event }) => event);
    expect(stopped).toEqual(['host-started', 'host-stopping', 'host-stopped']);
    expect(client.connection.panes).toHaveLength(1);
  });

  test('shutdown ends every program and tells the clients', async () => {
    await host.run();
    const [one, two] = [await host.connect(), await host.connect()];
    const { pid } = await one.launch('a', 'cat');
    const reasons: string[] = [];
    two.connection.onClosed(({ reason }) => reasons.push(reason));
    one.connection.onClosed(({ reason }) => reasons.push(reason));
    await one.connection.shutdown();
    await host.host?.closed;
    expect(isAlive(pid)).toBe(false);
    await until(
      () => reasons.length === 2,
      [one.connection.onClosed],
      () => 'both ends',
    ).catch(() => {});
    expect(reasons.sort()).toEqual(['The host has ended.', 'The host was stopped.']);
    await expect(two.connection.capture('a')).rejects.toMatchObject({ code: 'host-lost' });
  });

  test('SIGTERM ends the programs first; SIGHUP does nothing', async () => {
    const child = spawnHost();
    const connection = await connectHost({ ...identity(), start: { start: async () => {} } });
    const client = new TestClient(connection, host.directory);
    const file = join(host.directory, 'bye');
    const { pid } = await client.launch(
      'a',
      `trap 'echo bye > ${file}; exit' HUP; echo ready; while :; do sleep 0.05; done`,
    );
    client.show('a');
    await client.untilText('a', 'ready');
    child.kill('SIGHUP');
    await connection.rename('a', 'still here');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('bye\n');
    expect(isAlive(pid)).toBe(false);
    connection.dispose();
  });

  test('kill -9 of the host is told once to a client, with everything it waits for', async () => {
    const child = spawnHost();
    const connection = await connectHost({ ...identity(), start: { start: async () => {} } });
    const client = new TestClient(connection, host.directory);
    const { pid } = await client.launch('a', 'cat');
    let closings = 0;
    const closed = new Promise<void>((resolve) => {
      connection.onClosed(() => {
        closings++;
        resolve();
      });
    });
    child.kill('SIGSTOP');
    const waiting = connection.capture('a');
    child.kill('SIGKILL');
    await expect(waiting).rejects.toMatchObject({ code: 'host-lost' });
    await closed;
    connection.dispose();
    expect(closings).toBe(1);
    // The system hangs up on the programs of a host that is gone.
    await untilDead(pid);
  });
});

describe('the detached starter', () => {
  const starter = (command: string[]) =>
    createDetachedStarter({
      command: async () => command,
      logFile: join(host.directory, 'log', 'host.log'),
      env: { PATH: process.env['PATH'] },
      cwd: '/',
    });

  test('starts a host that is no child of the starting process group', async () => {
    const start = starter([process.execPath, program.file, host.socketPath]);
    const connection = await connectHost({ ...identity(), start });
    expect(connection.info.pid).not.toBe(process.pid);
    expect((await stat(join(host.directory, 'log', 'host.log'))).mode & 0o777).toBe(0o600);
    await connection.shutdown();
    await untilDead(connection.info.pid);
    connection.dispose();
  });

  test('tells what the host said before it failed', async () => {
    const start = starter([process.execPath, '-e', 'console.error("no luck today")']);
    await expect(connectHost({ ...identity(), start })).rejects.toMatchObject({
      code: 'host-unreachable',
      hint: expect.stringContaining('no luck today'),
    });
  });

  test('tells that its program is missing', async () => {
    const start = starter(['/no/such/node']);
    await expect(connectHost({ ...identity(), start })).rejects.toMatchObject({
      code: 'path-missing',
    });
  });
});
