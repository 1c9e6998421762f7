import { lstat, mkdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';

/** The shortest limit of a socket's path among the systems qtui runs on (macOS), bytes. */
const MAX_PATH = 103;

/** Room for the name a starting host listens under first (claim.ts), bytes. */
const OWN_NAME = '/.h1234567.12'.length;

/** Why a directory cannot hold the socket, as an error; undefined when it can, or is missing. */
async function directoryProblem(directory: string, uid: number): Promise<QtuiError | undefined> {
  const entry = await lstat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw toQtuiError(error, `look at the socket directory ${directory}`);
  });
  if (!entry) return undefined;
  const unsafe = (what: string, hint: string) =>
    new QtuiError('socket-unsafe', `The socket directory ${directory} ${what}.`, {
      untouched: 'Nothing was connected or started.',
      hint,
      data: { directory },
    });
  if (!entry.isDirectory()) {
    return unsafe('is not a directory', 'Remove it, or name another socket with QTUI_SOCKET.');
  }
  if (entry.uid !== uid) {
    return unsafe(
      'belongs to another user',
      'Name a socket in a directory of your own with QTUI_SOCKET.',
    );
  }
  if ((entry.mode & 0o077) !== 0) {
    return unsafe('is open to other users', `Close it with: chmod 700 ${directory}`);
  }
  return undefined;
}

/**
 * Checks that only this user can reach the socket. Throws `socket-unsafe`, and `host-unreachable`
 * when the path is longer than systems allow. A missing directory is not a problem.
 */
export async function checkSocketPath(socketPath: string, uid = ownUid()): Promise<void> {
  const longest = Math.max(
    Buffer.byteLength(socketPath),
    Buffer.byteLength(dirname(socketPath)) + OWN_NAME,
  );
  if (longest > MAX_PATH) {
    throw new QtuiError('host-unreachable', `The socket path ${socketPath} is too long.`, {
      untouched: 'Nothing was connected or started.',
      hint: `Name a socket with a shorter path with QTUI_SOCKET.`,
    });
  }
  const problem = await directoryProblem(dirname(socketPath), uid);
  if (problem) throw problem;
}

/** Makes the socket's directory, 0700, and checks it. Throws like `checkSocketPath`. */
export async function prepareSocketDirectory(socketPath: string, uid = ownUid()): Promise<void> {
  const directory = dirname(socketPath);
  try {
    await makeDirectories(mkdir, directory, 0o700);
  } catch (error) {
    // EEXIST: something that is no directory; the check says so.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw toQtuiError(error, `make the socket directory ${directory}`);
    }
  }
  await checkSocketPath(socketPath, uid);
}

function ownUid(): number {
  return process.getuid?.() ?? -1;
}

/** Errors of a socket at which nobody listens; reset: its host ended in this moment. */
const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

/** Most that is read of a host at once, bytes. */
const READ_BYTES = 64 * 1024;

/**
 * Connects to a host; undefined when no process listens there. A chunk of its `data` events is only
 * valid during the event: it is a view of a buffer that the next one is read into. Throws
 * `host-unreachable`.
 */
export function connectSocket(socketPath: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    // Past the queues of a stream, which take longer than most of what is read.
    const callback = (length: number, bytes: Uint8Array): boolean => {
      socket.emit('data', bytes.subarray(0, length));
      // Else nothing more would be read.
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback };
    const socket: Socket = connect({ path: socketPath, onread });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.destroy();
      if (NOBODY.has(error.code ?? '')) return resolve(undefined);
      reject(
        new QtuiError('host-unreachable', `Could not connect to ${socketPath}: ${error.message}.`, {
          hint: 'Check the path, or name another socket with QTUI_SOCKET.',
          cause: error,
        }),
      );
    });
  });
}
