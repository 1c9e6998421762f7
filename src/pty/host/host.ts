import type { Socket } from 'node:net';
import type { AgentStateDetector } from '../../core/agent.js';
import type { Logger } from '../../core/config.js';
import { toQtuiError } from '../../core/errors.js';
import type { Disposable } from '../../core/lifecycle.js';
import { removeHostRecord, writeHostRecord } from '../connection/host-record.js';
import { Deadlines, monotonicNow } from '../deadlines.js';
import { EchoWait } from '../pane/echo-wait.js';
import { ParseScheduler } from '../pane/output-queue.js';
import type { RunServices } from '../pane/run.js';
import { ScrollbackFiles } from '../scrollback/scrollback-files.js';
import { ScrollbackSaver } from '../scrollback/scrollback-saver.js';
import { loadEmulators } from '../terminal-core/emulator.js';
import { createAppearanceStore } from './appearance.js';
import { HostClient } from './host-client.js';
import { HostState } from './host-state.js';
import { SocketKeeper } from './socket-keeper.js';

export interface HostOptions {
  socketPath: string;
  /** File that names the host of the socket while it runs. */
  recordFile?: string;
  /** qtui's version. */
  version: string;
  /** Lines of scrollback a pane keeps. */
  scrollback: number;
  /** Where the output of panes is kept, and how often it is written, ms; absent: nowhere. */
  savedScrollback?: { directory: string; interval?: number };
  /** Time without programs and clients after which the host ends, ms. */
  idleExitMs: number;
  detectAgentState: AgentStateDetector;
  log: Logger;
}

export interface RunningHost extends Disposable {
  /** False when another host already listened at the socket: then this one has ended quietly. */
  readonly isServing: boolean;
  /** Resolves when every program has ended, every client is gone and the socket is removed. */
  readonly closed: Promise<void>;
}

/** Time a client has to take what was sent to it before the host ends, ms. */
const GOODBYE_LIMIT = 1_000;

/**
 * Runs the host in this process until it is idle, stopped by a client, terminated, or disposed.
 * Hangups are ignored: the host outlives the terminal it was started from. Throws
 * `socket-unsafe`, `host-unreachable`, `lock-busy`.
 */
export async function runHost(options: HostOptions): Promise<RunningHost> {
  const host = new Host(options);
  if (!(await host.listen())) {
    options.log.log('info', 'host-exists', { socketPath: options.socketPath });
    return { isServing: false, closed: Promise.resolve(), dispose() {} };
  }
  await host.serve();
  return {
    isServing: true,
    closed: host.closed,
    dispose: () => void host.stop('disposed'),
  };
}

class Host {
  readonly closed: Promise<void>;
  readonly #options: HostOptions;
  readonly #keeper: SocketKeeper;
  readonly #deadlines = new Deadlines();
  readonly #appearance = createAppearanceStore();
  readonly #saver: ScrollbackSaver | undefined;
  readonly #state: HostState;
  readonly #sockets = new Set<HostClient>();
  readonly #idleExit = () => void this.stop('idle');
  readonly #onTerminate = () => void this.stop('terminated');
  readonly #onHangup = () => this.#options.log.log('info', 'hangup-ignored');
  #resolveClosed = () => {};
  #stopping: Promise<void> | undefined;
  #services: Promise<RunServices> | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    const { socketPath, log, savedScrollback } = options;
    this.#keeper = new SocketKeeper({
      socketPath,
      log,
      onConnection: (socket) => this.#accept(socket),
    });
    this.#saver =
      savedScrollback &&
      new ScrollbackSaver({
        files: new ScrollbackFiles(savedScrollback.directory),
        interval: savedScrollback.interval,
        deadlines: this.#deadlines,
        log,
      });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#state = new HostState(
      options.version,
      () => this.#loadServices(),
      this.#appearance,
      this.#deadlines,
      {
        idleChanged: (isIdle) => this.#idleChanged(isIdle),
        stopRequested: () => this.stop('requested'),
        problem: () => this.#saver?.problem,
      },
    );
  }

  /** Resolves with false when another host listens. Throws like `runHost`. */
  async listen(): Promise<boolean> {
    const { socketPath } = this.#options;
    try {
      return await this.#keeper.listen();
    } catch (error) {
      throw toQtuiError(error, `listen at ${socketPath}`, { untouched: 'No host runs.' });
    }
  }

  #accept(socket: Socket): void {
    const client = new HostClient(socket, this.#state, this.#options.log);
    this.#sockets.add(client);
    socket.once('close', () => this.#sockets.delete(client));
  }

  async serve(): Promise<void> {
    process.on('SIGHUP', this.#onHangup);
    process.on('SIGTERM', this.#onTerminate);
    process.on('SIGINT', this.#onTerminate);
    this.#options.log.log('info', 'host-started', { pid: process.pid });
    // Begins at once, so that the emulator is there when the first program starts; a failure is
    // told to those who launch one.
    this.#loadServices().catch(() => {});
    this.#idleChanged(true);
    const { recordFile, log } = this.#options;
    if (recordFile === undefined) return;
    await writeHostRecord(recordFile, process.pid).catch((error: Error) => {
      log.log('warn', 'record-failed', { message: error.message });
    });
  }

  /** Ends the programs, then the connections, then the socket; only the first call acts. */
  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  async #stop(reason: string): Promise<void> {
    const { log, recordFile } = this.#options;
    log.log('info', 'host-stopping', { reason });
    this.#deadlines.clear(this.#idleExit);
    // First record and socket: a client that comes now is to start another host, not to lose its
    // panes.
    if (recordFile !== undefined) {
      await removeHostRecord(recordFile, process.pid).catch((error: Error) => {
        log.log('warn', 'record-failed', { message: error.message });
      });
    }
    await this.#keeper.release();
    await this.#state.closePanes();
    // After this turn, so that the answer to the request that stops the host goes out first.
    setImmediate(() => void this.#finish());
  }

  async #finish(): Promise<void> {
    await Promise.all([...this.#sockets].map((client) => client.end(GOODBYE_LIMIT)));
    this.#deadlines.dispose();
    process.removeListener('SIGHUP', this.#onHangup);
    process.removeListener('SIGTERM', this.#onTerminate);
    process.removeListener('SIGINT', this.#onTerminate);
    this.#options.log.log('info', 'host-stopped');
    this.#resolveClosed();
  }

  #idleChanged(isIdle: boolean): void {
    this.#deadlines.clear(this.#idleExit);
    if (isIdle && !this.#stopping) {
      this.#deadlines.set(this.#idleExit, monotonicNow() + this.#options.idleExitMs);
    }
  }

  #loadServices(): Promise<RunServices> {
    this.#services ??= this.#makeServices();
    return this.#services;
  }

  async #makeServices(): Promise<RunServices> {
    const { detectAgentState, log, version, scrollback } = this.#options;
    return {
      createEmulator: await loadEmulators(),
      detectAgentState: guarded(detectAgentState, log),
      deadlines: this.#deadlines,
      scheduler: new ParseScheduler(),
      echoWait: new EchoWait(),
      log,
      version,
      scrollback,
      appearance: this.#appearance,
      saver: this.#saver,
    };
  }
}

/** A detector that fails makes a state unknown; it must not end the host and its programs. */
function guarded(detect: AgentStateDetector, log: Logger): AgentStateDetector {
  let hasFailed = false;
  return (evidence) => {
    try {
      return detect(evidence);
    } catch (error) {
      const { message } = toQtuiError(error, 'judge the state of an agent');
      if (!hasFailed) log.log('error', 'detector-failed', { kind: evidence.kind, message });
      hasFailed = true;
      return { state: 'unknown' };
    }
  };
}
