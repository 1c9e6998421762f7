// A client and a host that pass on bytes and do nothing else: what is left of a key's time in any pair
// of Node programs on this machine. Usage: node relay.mjs host SOCKET COMMAND | client SOCKET
import { writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { ReadStream } from 'node:tty';
import pty from 'node-pty';

const [role, socketPath, command] = process.argv.slice(2);
if (role === 'host') host();
else client();

function host() {
  const child = pty.spawn('/bin/sh', ['-c', command], { cols: 200, rows: 50, encoding: null });
  const earlier = [];
  const server = createServer((socket) => {
    readDirectly(socket, (bytes) => writeSync(child.fd, bytes));
    for (const bytes of earlier) socket.write(bytes);
    child.onData((bytes) => socket.write(bytes));
    socket.on('error', () => {});
    socket.on('close', () => child.kill('SIGKILL'));
  });
  child.onData((bytes) => earlier.push(bytes));
  child.onExit(() => process.exit());
  server.listen(socketPath);
}

function client() {
  const socket = connect({
    path: socketPath,
    onread: into((bytes) => process.stdout.write(Buffer.from(bytes))),
  });
  const input = new ReadStream(0, { onread: into((bytes) => socket.write(Buffer.from(bytes))) });
  input.setRawMode(true);
  input.resume();
  socket.on('close', () => process.exit());
}

function into(take) {
  return {
    buffer: Buffer.allocUnsafeSlow(64 * 1024),
    callback(length, bytes) {
      take(bytes.subarray(0, length));
      return true;
    },
  };
}

/** As qtui's host reads its clients. */
function readDirectly(socket, take) {
  const handle = socket._handle;
  const byStream = handle.onread;
  handle.onread = function (bytes) {
    if (bytes instanceof ArrayBuffer) take(new Uint8Array(bytes));
    else byStream.call(this, bytes);
  };
  socket.resume();
}
