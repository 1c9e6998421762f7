import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { QtuiError } from '../../core/errors.js';
import type { HostConnection, HostConnector } from '../../core/ports/host.js';
import { encodeFrame, encodeJson } from '../protocol/codec.js';
import {
  type ClientKind,
  FRAME,
  type Hello,
  PROTOCOL_VERSION,
  SKILLS,
} from '../protocol/protocol.js';
import { ClientConnection, HOST_ENDED } from './client.js';
import { mayRecordedHostRun } from './host-record.js';
import { checkSocketPath, connectSocket } from './socket-path.js';

/** Time a host has to start, and to greet, ms. */
const START_LIMIT = 5_000;
const GREETING_LIMIT = 5_000;

/** Pauses between tries to reach a host that starts, ms. */
const BACK_OFF_FIRST = 5;
const BACK_OFF_MAX = 100;

/** Time a host that lost its socket's file has to make it anew, ms. */
const RESTORE_LIMIT = 2_500;

/** Starts a host in the background; injected, so that tests can run it in their own process. */
export interface HostStarter {
  /** Resolves when the start is under way; the caller then waits for the socket. */
  start(): Promise<void>;
  /** The process that was started has ended: either it failed, or another host was faster. */
  hasEnded?(): boolean;
  /** What the host said before it failed, for the person; '' when nothing is known. */
  lastWords?(): Promise<string>;
}

export interface ConnectOptions {
  socketPath: string;
  /** File that names the host of the socket while it runs. */
  recordFile?: string;
  /** qtui's version. */
  version: string;
  kind: ClientKind;
  /** Starts a host when none listens; without it a missing host is `host-not-running`. */
  start?: HostStarter;
  /** Aborted when nobody waits any more. */
  signal?: AbortSignal | undefined;
}

/**
 * Connects to the host, starting one when there is none and `start` is given. Throws
 * `host-not-running`, `host-version`, `host-unreachable`, `socket-unsafe`.
 */
export async function connectHost(options: ConnectOptions): Promise<HostConnection> {
  const { socketPath, start, signal } = options;
  await checkSocketPath(socketPath);
  const socket = await reachSocket(options);
  const connection = socket && (await greet(socket, options));
  if (connection) return connection;
  // There was none, or it ended of idleness while we came.
  const fresh = await greet(await startHost(socketPath, start, signal), options);
  if (fresh) return fresh;
  throw unreachable('The qtui host ended as soon as it had started.');
}

/** What `HostConnector` promises, on one socket. */
export function createHostConnector(
  options: Omit<ConnectOptions, 'kind' | 'start' | 'signal'> & { starter: HostStarter },
): HostConnector {
  const { starter, ...host } = options;
  return {
    connect: ({ start, ...wish }) =>
      connectHost({ ...host, ...wish, ...(start ? { start: starter } : {}) }),
  };
}

/** The host's socket; waits where a host runs that has yet to make its file anew. */
async function reachSocket({
  socketPath,
  recordFile,
  signal,
}: Pick<ConnectOptions, 'socketPath' | 'recordFile' | 'signal'>): Promise<Socket | undefined> {
  let deadline: number | undefined;
  for (;;) {
    const socket = await connectSocket(socketPath);
    if (socket || recordFile === undefined) return socket;
    if (!(await mayRecordedHostRun(recordFile))) return undefined;
    deadline ??= performance.now() + RESTORE_LIMIT;
    if (performance.now() > deadline) return undefined;
    await delay(BACK_OFF_MAX);
    if (signal?.aborted) throw givenUp();
  }
}

/**
 * Ends the host and every program in it, whatever version it has. Resolves with false when none
 * was running. Throws `host-unreachable`, `socket-unsafe`, `timeout`.
 */
export async function stopHost(options: {
  socketPath: string;
  /** File that names the host of the socket while it runs. */
  recordFile?: string;
  /** qtui's version. */
  version: string;
  /** Time the host has to end its programs, ms. */
  limitMs?: number;
}): Promise<boolean> {
  await checkSocketPath(options.socketPath);
  const socket = await reachSocket(options);
  if (!socket) return false;
  const { limitMs = 15_000 } = options;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new QtuiError('timeout', 'The host did not end its programs in time.'));
    }, limitMs);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    // Whatever the host says is of no interest, but unread it would keep the socket open.
    socket.resume();
    socket.write(encodeJson(FRAME.hello, helloOf(options.version, 'cli')));
    socket.write(encodeFrame(FRAME.stop, ''));
  });
  return true;
}

async function startHost(
  socketPath: string,
  starter?: HostStarter,
  signal?: AbortSignal,
): Promise<Socket> {
  if (!starter) {
    throw new QtuiError('host-not-running', 'No qtui host is running.', {
      hint: 'Open a session first: qtui, or qtui new.',
      data: { socketPath },
    });
  }
  await starter.start();
  const deadline = performance.now() + START_LIMIT;
  for (let pause = BACK_OFF_FIRST; performance.now() < deadline; pause *= 2) {
    // Asked first: a host that was faster listened before ours ended.
    const hasEnded = starter.hasEnded?.() === true;
    const socket = await connectSocket(socketPath);
    if (socket) return socket;
    if (hasEnded) break;
    await delay(Math.min(pause, BACK_OFF_MAX));
    if (signal?.aborted) throw givenUp();
  }
  const words = ((await starter.lastWords?.()) ?? '').trim();
  throw new QtuiError('host-unreachable', 'The qtui host did not start.', {
    hint: words === '' ? 'Run qtui doctor to see why.' : `Its log ends with:\n${words}`,
    data: { socketPath },
  });
}

/**
 * Greets, compares versions, and resolves when the host has told its state; with undefined when
 * the host ended without a greeting.
 */
function greet(socket: Socket, options: ConnectOptions): Promise<HostConnection | undefined> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    let isGreeted = false;
    const connection = new ClientConnection(socket, {
      hello: (host) => {
        isGreeted = true;
        if (host.protocol !== PROTOCOL_VERSION) fail(versionError(host, options.version));
      },
      welcome: () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        closing.dispose();
        resolve(connection);
      },
    });
    const fail = (error: QtuiError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      reject(error);
      connection.dispose();
    };
    const giveUp = () => fail(givenUp());
    const closing = connection.onClosed(({ reason }) => {
      if (reason === HOST_ENDED && !isGreeted) resolve(undefined);
      fail(unreachable(reason));
    });
    const timer = setTimeout(
      () => fail(unreachable('The qtui host does not answer.')),
      GREETING_LIMIT,
    );
    signal?.addEventListener('abort', giveUp);
    socket.write(encodeJson(FRAME.hello, helloOf(options.version, options.kind)));
    if (signal?.aborted) giveUp();
  });
}

function helloOf(version: string, kind: ClientKind): Hello {
  return { protocol: PROTOCOL_VERSION, version, pid: process.pid, kind, skills: SKILLS };
}

function givenUp(): QtuiError {
  return unreachable('The qtui host was not waited for.');
}

function unreachable(message: string): QtuiError {
  return new QtuiError('host-unreachable', message, {
    untouched: 'Programs in the host, if any, go on.',
    hint: 'Try again; if it stays so, see qtui doctor.',
  });
}

function versionError(host: Hello, version: string): QtuiError {
  const isHostOlder = host.protocol < PROTOCOL_VERSION;
  const [older, newer] = isHostOlder ? ['host', 'program'] : ['program', 'host'];
  return new QtuiError(
    'host-version',
    `The running host (qtui ${host.version}, pid ${host.pid}) and this qtui ${version} ` +
      `do not understand each other: the ${older} is older than the ${newer}.`,
    {
      untouched: 'The host and its programs go on.',
      hint: isHostOlder
        ? 'Finish the work in its sessions, then run qtui kill-server and start qtui again.'
        : 'Update qtui, or finish the work in its sessions and run qtui kill-server.',
      data: {
        hostProtocol: host.protocol,
        hostVersion: host.version,
        hostPid: host.pid,
        protocol: PROTOCOL_VERSION,
        version,
        older,
      },
    },
  );
}
