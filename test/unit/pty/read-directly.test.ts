import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readDirectly } from '../../../src/pty/host/read-directly.js';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function accepted(onConnection: (socket: Socket) => void): Promise<Socket> {
  const directory = await mkdtemp(join(tmpdir(), 'qtui-read-'));
  cleanups.push(() => rm(directory, { recursive: true }));
  const server = createServer(onConnection);
  const path = join(directory, 's');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
  return connect(path);
}

describe('an accepted connection', () => {
  test('gives every byte in order, and then its end', async () => {
    const chunks: Uint8Array[] = [];
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const client = await accepted((socket) => {
      readDirectly(socket, (bytes) => chunks.push(Uint8Array.from(bytes)));
      socket.on('close', close);
    });
    const sent = Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => at % 251));
    client.end(sent);
    await closed;
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
    expect(chunks.length).toBeGreaterThan(1);
  });

  test('tells that it broke', async () => {
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const client = await accepted((socket) => {
      readDirectly(socket, () => {});
      socket.on('error', () => {});
      socket.on('close', close);
    });
    client.on('error', () => {});
    client.write('x', () => client.destroy());
    await closed;
  });

  test('gives what came before its end also where writing to it fails first', async () => {
    let text = '';
    let serve: (socket: Socket) => void = () => {};
    const served = new Promise<Socket>((resolve) => {
      serve = resolve;
    });
    const client = await accepted(serve);
    const connected = new Promise<void>((resolve) => client.once('connect', resolve));
    const socket = await served;
    await connected;
    socket.write('unread by a client that goes');
    readDirectly(socket, (bytes) => {
      text += Buffer.from(bytes).toString();
      socket.write('an answer');
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    // In one turn, so that nothing is read between.
    client.write('typed last');
    client.destroy();
    socket.write('a frame');
    await closed;
    expect(text).toBe('typed last');
  });

  test('is read as a stream where Node is made in another way', () => {
    const stream = new PassThrough();
    const chunks: Uint8Array[] = [];
    readDirectly(stream as unknown as Socket, (bytes) => chunks.push(bytes));
    stream.emit('data', Buffer.from('x'));
    expect(Buffer.concat(chunks).toString()).toBe('x');
    stream.destroy();
  });
});
