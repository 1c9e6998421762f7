import { link, lstat, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QtuiError } from '../../core/errors.js';
import { connectSocket, prepareSocketDirectory } from '../connection/socket-path.js';

/** How long another starter may hold the lock; it needs milliseconds. */
const LOCK_TIMEOUT = 5_000;

let serial = 0;

/** A suffix no other process, and no other claim of this one, uses. */
function uniqueSuffix(): string {
  serial++;
  return `${process.pid}.${serial}`;
}

export interface ClaimedSocket {
  /** Whether the file at the path is still our socket. */
  isInPlace(): Promise<boolean>;
  /** Removes the socket's file if it is still ours. */
  release(): Promise<void>;
}

/**
 * Makes `server` listen at `socketPath`, or resolves with undefined when a host already does: of
 * any number of starters exactly one wins. The socket a dead host left is removed; anything else
 * at the path is refused with `socket-unsafe`.
 */
export async function claimSocket(
  socketPath: string,
  server: Server,
): Promise<ClaimedSocket | undefined> {
  await prepareSocketDirectory(socketPath);
  const lock = `${socketPath}.lock`;
  await acquire(lock);
  try {
    const live = await connectSocket(socketPath);
    if (live) {
      live.destroy();
      return undefined;
    }
    await refuseForeignFile(socketPath);
    return await listen(socketPath, server);
  } finally {
    await rm(lock, { force: true });
  }
}

async function refuseForeignFile(socketPath: string): Promise<void> {
  const entry = await lstat(socketPath).catch(() => undefined);
  if (!entry || entry.isSocket()) return;
  throw new QtuiError('socket-unsafe', `${socketPath} is not a socket.`, {
    untouched: 'The file was left as it is, and no host was started.',
    hint: 'Move it away, or name another socket with QTUI_SOCKET.',
  });
}

/**
 * Listens under a name of its own and renames that into place: a closing server removes the name
 * it was bound to, which by then could be another host's socket.
 */
async function listen(socketPath: string, server: Server): Promise<ClaimedSocket> {
  const own = join(dirname(socketPath), `.h${uniqueSuffix()}`);
  await rm(own, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(own, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const { ino } = await stat(own);
  await rename(own, socketPath);
  const isInPlace = async () => (await lstat(socketPath).catch(() => undefined))?.ino === ino;
  return {
    isInPlace,
    async release() {
      if (await isInPlace()) await unlink(socketPath).catch(() => {});
    },
  };
}

async function acquire(lock: string): Promise<void> {
  const deadline = Date.now() + LOCK_TIMEOUT;
  for (;;) {
    if (await tryLock(lock)) return;
    const holder = await readHolder(lock);
    if (holder === 'dead') await breakLock(lock);
    else if (Date.now() > deadline) {
      throw new QtuiError('lock-busy', `Another process holds ${lock}.`, {
        untouched: 'No host was started.',
        hint: 'Remove that file if no other qtui is starting.',
      });
    } else await delay(10);
  }
}

/** The pid is written before the lock gets its name, so that no reader sees an empty lock. */
async function tryLock(lock: string): Promise<boolean> {
  const own = `${lock}.${uniqueSuffix()}`;
  const file = await open(own, 'w', 0o600);
  await file.writeFile(`${process.pid}`);
  await file.close();
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(lock: string): Promise<'alive' | 'dead' | 'none'> {
  const text = await readFile(lock, 'utf8').catch(() => undefined);
  return text === undefined ? 'none' : livenessOf(text);
}

function livenessOf(text: string): 'alive' | 'dead' {
  try {
    process.kill(Number.parseInt(text, 10), 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : 'dead';
  }
}

/** Takes a dead holder's lock away; one that a live process has taken meanwhile is put back. */
async function breakLock(lock: string): Promise<void> {
  const taken = `${lock}.${uniqueSuffix()}`;
  try {
    await rename(lock, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Where somebody else has the lock by now, it is theirs.
  if ((await readHolder(taken)) === 'alive') await link(taken, lock).catch(() => {});
  await rm(taken, { force: true });
}
