import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

/** A read of what is left, bytes, and how often; the system keeps less than that. */
const REST_READ = 64 * 1024;
const REST_READS = 64;

interface Handle {
  readonly fd?: number;
  onread?: (bytes?: ArrayBuffer) => unknown;
}

/**
 * As `socket.on('data', take)`, but past the queues of the stream, which take longer than most of
 * what clients send: only connections that a program makes itself can be read so by Node's own
 * option (`onread`), not those that a server accepts. Where Node is made in another way it reads the
 * stream.
 */
export function readDirectly(socket: Socket, take: (bytes: Uint8Array) => void): void {
  const handle = (socket as unknown as { _handle?: Handle | null })._handle;
  const byStream = handle?.onread;
  if (!handle || typeof byStream !== 'function') {
    socket.on('data', take);
    return;
  }
  handle.onread = function (this: Handle, bytes) {
    if (bytes instanceof ArrayBuffer) take(new Uint8Array(bytes));
    else byStream.call(this, bytes);
  };
  readRestOnError(socket, handle, take);
  socket.resume();
}

/**
 * Reads what a client sent before it went: writing to one that has gone fails, upon which Node closes
 * the connection, and with it would go what the person typed last.
 */
function readRestOnError(socket: Socket, handle: Handle, take: (bytes: Uint8Array) => void): void {
  const destroy = socket.destroy.bind(socket);
  let isReading = false;
  socket.destroy = (error?: Error) => {
    // Taking it may fail to write once more.
    if (isReading) return socket;
    if (error && !socket.destroyed) {
      isReading = true;
      for (const bytes of restOf(handle.fd)) take(bytes);
      isReading = false;
    }
    return destroy(error);
  };
}

function* restOf(fd = -1): Generator<Uint8Array> {
  if (fd < 0) return;
  for (let left = REST_READS; left > 0; left--) {
    const bytes = Buffer.allocUnsafeSlow(REST_READ);
    let length = 0;
    try {
      length = readSync(fd, bytes);
    } catch {
      // EAGAIN: it is there and silent. ECONNRESET: it went with something of ours unread.
    }
    if (length === 0) return;
    yield bytes.subarray(0, length);
  }
}
