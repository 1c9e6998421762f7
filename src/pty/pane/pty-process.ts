import { readSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type IPty, spawn } from 'node-pty';
import { QtuiError } from '../../core/errors.js';
import type { PaneExit } from '../../core/ports/host.js';
import type { Deadlines } from '../deadlines.js';
import { monotonicNow } from '../deadlines.js';

/**
 * Input that may wait for a program that does not read, bytes. Clients keep to their windows
 * (`INPUT_WINDOW`); beyond it answers to the program's own questions are refused.
 */
const INPUT_LIMIT = 8 * 1024 * 1024;

/** Reads of a pty after its program's end; the system keeps less than that. */
const REST_READS = 64;

/** Of all ptys: what is read is taken at once. */
const readBuffer = Buffer.allocUnsafeSlow(16 * 1024);

/**
 * A pty gives at most some 4 KB at a time. After a read of so many bytes there is mostly more, which
 * is read before the event loop goes on: a turn of it for each read takes as long as the reading.
 */
const FULL_READ = 2 * 1024;

/** Pauses between tries to write to a program that does not read, ms. */
const RETRY_FIRST = 1;
const RETRY_MAX = 64;

/** Time after which a program that takes nothing counts as one that does not read, ms. */
const STALL_TIME = 1_000;

export interface PtyLaunch {
  /** Absolute path. */
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  cols: number;
  rows: number;
}

export interface PtyListener {
  /** Output, valid during the call. For how long more of it may be read at once, ms. */
  data(bytes: Uint8Array): number;
  /** `unreadInput` has become 0, or no longer is. */
  stalled(): void;
  /** After the last output. */
  exit(exit: PaneExit): void;
}

interface QueuedInput {
  bytes: Uint8Array;
  taken: (count: number) => void;
}

/**
 * A program on a pty. Input has a queue of its own: node-pty's hops through the thread pool and,
 * when the program does not read, spins through `setImmediate`.
 */
export class PtyProcess {
  readonly pid: number;
  readonly #pty: IPty & { readonly fd: number };
  readonly #socket: Socket;
  readonly #deadlines: Deadlines;
  readonly #listener: PtyListener;
  readonly #retry = () => this.#flush();
  #queue: QueuedInput[] = [];
  #queued = 0;
  /** When the program has last taken input, or the queue began. */
  #takenAt = 0;
  #isStalled = false;
  #hasExited = false;
  #isPaused = false;
  #destroyWanted = false;

  /** Throws `agent-failed` when the system has no pty or process left. */
  constructor(launch: PtyLaunch, deadlines: Deadlines, listener: PtyListener) {
    this.#deadlines = deadlines;
    this.#listener = listener;
    this.#pty = openPty(launch);
    this.pid = this.#pty.pid;
    this.#socket = (this.#pty as unknown as { _socket: Socket })._socket;
    // node-pty throws what it does not know of when it is the only listener.
    this.#socket.on('error', () => {});
    this.#keepUnreadOutput();
    this.#pty.onData((data) => {
      // `encoding: null` makes these Buffers; node-pty's types know strings only.
      const bytes = data as unknown as Uint8Array;
      const readTime = listener.data(bytes);
      if (readTime > 0 && bytes.length >= FULL_READ) this.#readOn(readTime);
      if (this.#queued > 0) this.#flush();
    });
    this.#pty.onExit(({ exitCode, signal }) => {
      this.#hasExited = true;
      this.#dropInput();
      listener.exit({ code: exitCode, signal: signal ?? 0 });
    });
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Bytes of input that the program has not taken yet. */
  get queuedInput(): number {
    return this.#queued;
  }

  /** The same once it has taken nothing for a second, else 0. */
  get unreadInput(): number {
    return this.#isStalled ? this.#queued : 0;
  }

  /**
   * Queues `bytes`, which may be reused after the call, and tells `taken` how many of them the
   * program has taken, which are fewer when it ends. False when too much input waits already; then
   * nothing is queued.
   */
  write(bytes: Uint8Array, taken: (count: number) => void = () => {}): boolean {
    if (this.#queued + bytes.length > INPUT_LIMIT) return false;
    if (this.#hasExited) return true;
    const written = this.#queued === 0 ? this.#tryWrite(bytes) : 0;
    if (written === undefined) return true;
    if (written < bytes.length) {
      if (this.#queued === 0) this.#takenAt = monotonicNow();
      this.#queue.push({ bytes: bytes.slice(written), taken });
      this.#queued += bytes.length - written;
      this.#retryLater();
    }
    if (written > 0) taken(written);
    return true;
  }

  pause(): void {
    this.#isPaused = true;
    this.#pty.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#destroyWanted) this.#drainThenDestroy();
    this.#pty.resume();
  }

  resize(cols: number, rows: number): void {
    // Between the end of its output and its exit a program has no pty any more.
    if (!this.#hasExited && !this.#socket.destroyed) this.#pty.resize(cols, rows);
  }

  /** Signals the program's process group; a no-op once it has exited. */
  signal(signal: NodeJS.Signals): void {
    if (this.#hasExited) return;
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      // ESRCH: it ended in this moment, and its exit is on the way. EPERM: it runs as another
      // user (sudo); `abandon` hangs up on it.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }

  /** Closes our end of the pty, upon which the system hangs up on whoever is left. */
  abandon(): void {
    this.#isPaused = false;
    this.#dropInput();
    this.#socket.destroy();
  }

  /**
   * Keeps what the program printed last. Two things would lose it: libuv takes the hangup of a pty
   * for its end although there is more to read (`uv__stream_io` after a partial read, and reads of
   * a pty are always partial), and node-pty destroys its socket 200 ms after the program's end,
   * even while we are paused.
   */
  #keepUnreadOutput(): void {
    const socket = this.#socket;
    const destroy = socket.destroy.bind(socket);
    socket.destroy = (error?: Error) => {
      if (socket.destroyed) return socket;
      if (this.#isPaused) {
        this.#destroyWanted = true;
        return socket;
      }
      this.#readRest();
      return destroy(error);
    };
  }

  #readOn(readTime: number): void {
    const end = monotonicNow() + readTime;
    for (let length = FULL_READ; length >= FULL_READ && monotonicNow() < end; ) {
      if (this.#isPaused || this.#socket.destroyed) return;
      length = this.#tryRead(readBuffer);
      if (length === 0 || this.#listener.data(readBuffer.subarray(0, length)) === 0) return;
    }
  }

  /** Reads what is left in the pty; bounded, since a background program may go on printing. */
  #readRest(): void {
    for (let left = REST_READS; left > 0; left--) {
      const length = this.#tryRead(readBuffer);
      if (length === 0) return;
      this.#listener.data(readBuffer.subarray(0, length));
    }
  }

  #tryRead(buffer: Buffer): number {
    try {
      return readSync(this.#pty.fd, buffer);
    } catch {
      // EIO: everything was read. EAGAIN: a background program holds the pty and is silent.
      return 0;
    }
  }

  #drainThenDestroy(): void {
    this.#destroyWanted = false;
    // A closed pty ends with an error by itself; one that a background program holds open is
    // given the time that node-pty gives.
    const end = () => this.#socket.destroy();
    this.#deadlines.set(end, monotonicNow() + 200);
    this.#socket.once('close', () => this.#deadlines.clear(end));
  }

  /**
   * The pty is non-blocking, so `writeSync` returns at once: it writes what fits, or fails with
   * EAGAIN. Output of the program is a sign that it reads; else a timer tries again, the later the
   * longer nothing was taken.
   */
  #flush(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const { bytes, taken } = next;
      const written = this.#tryWrite(bytes);
      if (written === undefined) {
        this.#dropInput();
        return;
      }
      this.#queued -= written;
      if (written > 0) this.#takenAt = monotonicNow();
      if (written < bytes.length) next.bytes = bytes.subarray(written);
      else this.#queue.shift();
      if (written > 0) taken(written);
      if (written < bytes.length) break;
    }
    if (this.#queued > 0) this.#retryLater();
    else this.#deadlines.clear(this.#retry);
    this.#setStalled(this.#queued > 0 && monotonicNow() - this.#takenAt >= STALL_TIME);
  }

  #setStalled(isStalled: boolean): void {
    if (this.#isStalled === isStalled) return;
    this.#isStalled = isStalled;
    this.#listener.stalled();
  }

  /** Bytes that fit; undefined when nobody will ever read again. */
  #tryWrite(chunk: Uint8Array): number | undefined {
    // The number of a closed descriptor may be another pane's by now.
    if (this.#socket.destroyed) return undefined;
    try {
      return writeSync(this.#pty.fd, chunk);
    } catch (error) {
      // Others are EIO and EBADF: the program is gone, and its exit is on the way.
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : undefined;
    }
  }

  #retryLater(): void {
    const now = monotonicNow();
    const delay = Math.min(RETRY_MAX, Math.max(RETRY_FIRST, (now - this.#takenAt) / 8));
    this.#deadlines.set(this.#retry, now + delay);
  }

  #dropInput(): void {
    this.#deadlines.clear(this.#retry);
    this.#queue = [];
    this.#queued = 0;
    this.#setStalled(false);
  }
}

function openPty(launch: PtyLaunch): IPty & { readonly fd: number } {
  try {
    return spawn(launch.program, [...launch.args], {
      name: 'xterm-256color',
      cols: launch.cols,
      rows: launch.rows,
      cwd: launch.cwd,
      env: { ...launch.env },
      encoding: null,
    }) as IPty & { readonly fd: number };
  } catch (error) {
    throw new QtuiError('agent-failed', `Could not start ${launch.program} on a terminal.`, {
      untouched: 'No program was started.',
      hint: 'The system may be out of ptys or processes; end some programs and try again.',
      cause: error,
    });
  }
}
