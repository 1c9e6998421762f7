import { createServer, type Socket } from 'node:net';
import type { Logger } from '../../core/config.js';
import type { Disposable } from '../../core/lifecycle.js';
import { type ClaimedSocket, claimSocket } from './claim.js';

/** Time between looks at the socket's file, ms. */
const CHECK_INTERVAL = 1_000;

interface Binding {
  claimed: ClaimedSocket;
  /** Stops listening; connections go on. */
  close(): void;
}

export interface SocketKeeperOptions {
  socketPath: string;
  log: Logger;
  onConnection(socket: Socket): void;
}

/**
 * Keeps the host reachable: makes the socket anew when its file has gone. A login manager removes
 * XDG_RUNTIME_DIR with the last logout, and cleaners remove old files from the temporary
 * directory, while the host goes on.
 * https://www.freedesktop.org/software/systemd/man/latest/pam_systemd.html#%24XDG_RUNTIME_DIR
 */
export class SocketKeeper implements Disposable {
  readonly #options: SocketKeeperOptions;
  #binding: Binding | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isChecking = false;
  #isLost = false;
  #isClosed = false;

  constructor(options: SocketKeeperOptions) {
    this.#options = options;
  }

  /**
   * Listens; resolves with false when another host already does. Throws `socket-unsafe`,
   * `host-unreachable`, `lock-busy`.
   */
  async listen(): Promise<boolean> {
    this.#binding = await this.#bind();
    if (!this.#binding) return false;
    this.#timer = setInterval(() => void this.#check(), CHECK_INTERVAL);
    // Programs and clients keep the host alive, not this.
    this.#timer.unref();
    return true;
  }

  /** Removes the socket's file if it is still ours; connections go on. */
  async release(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#binding?.claimed.release();
    this.#binding?.close();
  }

  dispose(): void {
    void this.release();
  }

  async #bind(): Promise<Binding | undefined> {
    const { socketPath, log, onConnection } = this.#options;
    const server = createServer({ allowHalfOpen: false });
    server.on('connection', onConnection);
    const claimed = await claimSocket(socketPath, server);
    if (!claimed) return undefined;
    server.on('error', (error) => log.log('error', 'server', { message: error.message }));
    return { claimed, close: () => void server.close() };
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      if (!(await this.#binding?.claimed.isInPlace())) await this.#rebind();
    } catch (error) {
      // The directory cannot be made before the person logs in again: the next look tries again.
      this.#tellLoss(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isChecking = false;
    }
  }

  async #rebind(): Promise<void> {
    if (this.#isClosed) return;
    const binding = await this.#bind();
    if (!binding) {
      this.#tellLoss('another host listens there');
      return;
    }
    this.#binding?.close();
    this.#binding = binding;
    this.#isLost = false;
    this.#options.log.log('warn', 'socket-restored', { socketPath: this.#options.socketPath });
    if (this.#isClosed) await this.release();
  }

  #tellLoss(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.log.log('error', 'socket-lost', { reason });
  }
}
