import type { Socket } from 'node:net';

interface Handle {
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
  socket.resume();
}
