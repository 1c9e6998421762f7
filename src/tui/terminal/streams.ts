import { writeSync } from 'node:fs';
import type { SocketConstructorOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import { type Disposable, Emitter, type Event, toDisposable } from '../../core/lifecycle.js';
import { MAX_COLS, MAX_ROWS } from '../../core/ports/host.js';
import type { Size } from '../model/geometry.js';

/** What is needed of stdin. */
export type TerminalInput = NodeJS.ReadableStream & { setRawMode?(raw: boolean): unknown };

/** Most that is read of a terminal at once, bytes. */
const READ_BYTES = 64 * 1024;

/**
 * The terminal at this descriptor as a stream for `listenInput`. Node reads it into one buffer and
 * past the queues of a stream, which take longer than all else that a key needs.
 */
export function openTerminalInput(fd: number): TerminalInput {
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback(length: number, bytes: Uint8Array): boolean {
      // A copy: pieces of a paste are kept.
      stream.emit('data', Buffer.from(bytes.subarray(0, length)));
      return true;
    },
  };
  const stream = new ReadStream(fd, { onread } as SocketConstructorOpts);
  return stream;
}

/** What is needed of stdout. */
export type TerminalOutput = NodeJS.WritableStream & {
  columns?: number;
  rows?: number;
  fd?: number;
  writableLength?: number;
};

/**
 * In cells; that of a terminal of old where it does not tell. A terminal may tell any size up to
 * 65,535×65,535, and each cell of the screen takes memory and time.
 */
export function sizeOf(output: TerminalOutput): Size {
  return {
    cols: Math.min(MAX_COLS, Math.max(1, output.columns ?? 80)),
    rows: Math.min(MAX_ROWS, Math.max(1, output.rows ?? 24)),
  };
}

export interface SizeHandlers {
  /** The size may be another one. */
  onResize(): void;
  /** It changed and changed back, so that it is the same and what the terminal shows may not be. */
  onUnchanged(): void;
}

/** Node tells of a size only where it differs from the last one that it has seen. */
export function listenSize(output: TerminalOutput, handlers: SizeHandlers): Disposable {
  let isTold = false;
  const onResize = () => {
    isTold = true;
    handlers.onResize();
  };
  // Node looks at the size in a listener of its own, which is older than this one.
  const onSignal = () => {
    if (!isTold) handlers.onUnchanged();
    isTold = false;
  };
  output.on('resize', onResize);
  process.on('SIGWINCH', onSignal);
  return toDisposable(() => {
    output.removeListener('resize', onResize);
    process.removeListener('SIGWINCH', onSignal);
  });
}

interface TtyHandle {
  setBlocking?(blocking: boolean): void;
}

/** Ends a sequence that was cut off in the middle: the terminal drops it. */
const CANCEL = '\x18';
/** How long the last write may wait for a terminal that takes nothing, in milliseconds. */
const LAST_WRITE_TIMEOUT = 1000;
const RETRY_AFTER = 5;

/** stdout with its back-pressure known. */
export class TerminalWriter implements Disposable {
  readonly #output: TerminalOutput;
  readonly #drained = new Emitter<void>();
  readonly #failed = new Emitter<Error>();
  #isBlocked = false;

  readonly #onDrain = () => {
    this.#isBlocked = false;
    this.#drained.fire();
  };
  readonly #onError = (error: Error) => this.#failed.fire(error);

  constructor(output: TerminalOutput) {
    this.#output = output;
    output.on('drain', this.#onDrain);
    output.on('error', this.#onError);
  }

  /** The terminal takes data again. */
  get onDrain(): Event<void> {
    return this.#drained.event;
  }

  /** The terminal is gone. */
  get onError(): Event<Error> {
    return this.#failed.event;
  }

  /** Whether the terminal is behind: a frame is better drawn later, when it is a newer one. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  write(data: string): void {
    if (data === '') return;
    if (!this.#output.write(data)) this.#isBlocked = true;
  }

  /**
   * Whether a write waits for the terminal. Node makes every write to a terminal a waiting one,
   * so that a slow one would hold up all input too.
   */
  setBlocking(blocking: boolean): void {
    const handle = (this.#output as { _handle?: TtyHandle | null })._handle;
    handle?.setBlocking?.(blocking);
  }

  /**
   * Writes the last sequences in their order behind what still waits, or by the latest when the
   * process exits.
   */
  finish(data: string): void {
    const onExit = () => this.finishNow(data);
    this.#output.write(data, () => {
      process.removeListener('exit', onExit);
      this.setBlocking(true);
    });
    if (this.#waiting > 0) process.once('exit', onExit);
  }

  /**
   * Writes the last sequences before it returns, ahead of what still waits, which is lost; a
   * terminal that takes nothing for a second is left as it is.
   */
  finishNow(data: string): void {
    const { fd } = this.#output;
    if (fd === undefined) {
      this.#output.write(data);
      return;
    }
    const isBehind = this.#waiting > 0;
    writeAll(fd, Buffer.from(isBehind ? CANCEL + data : data));
    // While a write is under way libuv must not be told to wait for the next one.
    if (!isBehind) this.setBlocking(true);
  }

  get #waiting(): number {
    return this.#output.writableLength ?? 0;
  }

  /** Stops listening; to errors only after the last write, which fails where the terminal is gone. */
  dispose(): void {
    this.#output.removeListener('drain', this.#onDrain);
    this.#drained.dispose();
    this.#failed.dispose();
    const stop = () => this.#output.removeListener('error', this.#onError);
    // A stream tells a write's own callback of its error before it emits it.
    if (this.#waiting === 0) stop();
    else this.#output.write('', () => setImmediate(stop));
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  const end = Date.now() + LAST_WRITE_TIMEOUT;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      // A terminal that hung up needs no restoring; one that is only behind gets its time.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > end) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER);
    }
  }
}

/** Raw bytes of stdin while it lives. `onEnd` = the terminal is gone. */
export function listenInput(
  input: TerminalInput,
  onData: (bytes: Uint8Array) => void,
  onEnd: () => void,
): Disposable {
  const onChunk = (chunk: string | Uint8Array) => {
    onData(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  };
  input.on('data', onChunk);
  input.on('end', onEnd);
  input.on('error', onEnd);
  input.resume();
  return toDisposable(() => {
    input.removeListener('data', onChunk);
    input.removeListener('end', onEnd);
    input.removeListener('error', onEnd);
    input.pause();
  });
}
