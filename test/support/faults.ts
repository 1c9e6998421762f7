import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { World } from './e2e.js';

/**
 * A program in front of which file permissions count: root, too, is refused what the mode bits
 * forbid once it has lost these two capabilities.
 */
export function withoutPrivileges(program: string, args: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [program, [...args]];
  const dropped = '-dac_override,-dac_read_search';
  return ['setpriv', ['--bounding-set', dropped, '--', program, ...args]];
}

/** Takes or gives back the permission to write, for a directory and all below it. */
export async function setWritable(directory: string, writable: boolean): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const directories = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of [directory, ...directories]) await chmod(path, writable ? 0o755 : 0o555);
}

/** Puts a shell script named `git` before the real one; `$REAL_GIT` runs that. */
export async function fakeGit(world: World, script: string): Promise<{ PATH: string }> {
  const directory = join(world.root, 'fake-git');
  await mkdir(directory, { recursive: true });
  const path = world.env['PATH'] ?? '';
  const text = `#!/bin/sh\nREAL_GIT() { PATH='${path}' exec git "$@"; }\n${script}\n`;
  await writeFile(join(directory, 'git'), text);
  await chmod(join(directory, 'git'), 0o755);
  return { PATH: `${directory}:${path}` };
}

/** A directory on PATH that holds node and a shell, and no git. */
export async function pathWithoutGit(world: World): Promise<{ PATH: string }> {
  return { PATH: join(world.root, 'bin') };
}

/** Leaves a socket file behind that nobody listens to, as a killed host does. */
export async function staleSocket(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const listen = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', listen]), 'exit');
}

/**
 * A host of another version of the protocol: it greets, and understands the one message that
 * every version does, which is to stop.
 */
export async function foreignHost(
  path: string,
  hello: { protocol: number; version: string; pid: number },
): Promise<Server> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const body = Buffer.from(JSON.stringify(hello));
  const frame = Buffer.alloc(5 + body.length);
  frame.writeUInt32BE(body.length + 1, 0);
  frame.writeUInt8(1, 4);
  body.copy(frame, 5);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(frame);
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      while (received.length >= 5 && received.length >= 4 + received.readUInt32BE(0)) {
        if (received.readUInt8(4) === 2) {
          socket.end();
          server.close();
        }
        received = received.subarray(4 + received.readUInt32BE(0));
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** Takes connections at the host's socket and says nothing, until it is closed. */
export async function silentHost(path: string): Promise<{ close(): Promise<void> }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
