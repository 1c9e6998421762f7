import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from '../../src/core/config.js';
import type { PaneFrame } from '../../src/core/frame.js';
import type { Event } from '../../src/core/lifecycle.js';
import type { HostConnection, PaneInfo, PaneLaunch } from '../../src/core/ports/host.js';
import { connectHost } from '../../src/pty/connection/connect.js';
import { type HostOptions, type RunningHost, runHost } from '../../src/pty/host/host.js';
import { ScreenModel } from './screen-model.js';
import { loadXterm } from './xterm/load.js';

// The host loads it in the background; jest forbids imports that end between hook and test.
await loadXterm();

export interface LogLine {
  level: string;
  event: string;
  fields: Readonly<Record<string, unknown>> | undefined;
}

/** A real host in this process with everything that must be gone after the test. */
export class TestHost {
  readonly socketPath: string;
  readonly directory: string;
  readonly log: LogLine[] = [];
  readonly #cleanups: (() => void | Promise<void>)[] = [];
  host: RunningHost | undefined;

  private constructor(directory: string) {
    this.directory = directory;
    this.socketPath = join(directory, 'host.sock');
  }

  static async create(): Promise<TestHost> {
    return new TestHost(await mkdtemp(join(tmpdir(), 'qtui-pty-')));
  }

  static async start(options: Partial<HostOptions> = {}): Promise<TestHost> {
    const test = await TestHost.create();
    await test.run(options);
    return test;
  }

  options(options: Partial<HostOptions> = {}): HostOptions {
    const log: Logger = { log: (level, event, fields) => this.log.push({ level, event, fields }) };
    return {
      socketPath: this.socketPath,
      version: '1.2.3',
      scrollback: 1_000,
      idleExitMs: 60_000,
      detectAgentState: () => ({ state: 'unknown' }),
      log,
      ...options,
    };
  }

  async run(options: Partial<HostOptions> = {}): Promise<RunningHost> {
    this.host = await runHost(this.options(options));
    return this.host;
  }

  onDispose(cleanup: () => void | Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  async connect(): Promise<TestClient> {
    const connection = await connectHost({
      socketPath: this.socketPath,
      version: '1.2.3',
      kind: 'tui',
    });
    this.onDispose(() => connection.dispose());
    return new TestClient(connection, this.directory);
  }

  /** Ends everything and fails when a child process is left. */
  async dispose(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    this.host?.dispose();
    await this.host?.closed;
    // A program may still write until it sees that its terminal has gone.
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    const left = await childProcesses();
    if (left.length > 0) throw new Error(`Processes are left: ${left.join(', ')}`);
  }
}

/** Commands of this process's children, `ps` itself left out. */
async function childProcesses(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,stat=,args=', '-A']);
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${process.pid} `) && !line.includes('ps -o ppid='));
}

/** A connection that keeps the screens it was sent, acknowledging every frame. */
export class TestClient {
  readonly connection: HostConnection;
  readonly frames: PaneFrame[] = [];
  readonly screens = new Map<string, ScreenModel>();
  /** Texts of each pane's screen after each frame. */
  readonly seen = new Map<string, string[]>();
  acknowledges = true;
  readonly #directory: string;

  constructor(connection: HostConnection, directory: string) {
    this.connection = connection;
    this.#directory = directory;
    connection.onFrame((frame) => {
      this.frames.push(frame);
      let screen = this.screens.get(frame.paneId);
      if (!screen) {
        screen = new ScreenModel();
        this.screens.set(frame.paneId, screen);
      }
      screen.apply(frame);
      const texts = this.seen.get(frame.paneId) ?? [];
      texts.push(screen.text());
      this.seen.set(frame.paneId, texts);
      if (this.acknowledges) connection.acknowledge(frame.paneId);
    });
  }

  launch(paneId: string, script: string, launch: Partial<PaneLaunch> = {}): Promise<PaneInfo> {
    return this.connection.launch({
      paneId,
      sessionId: paneId,
      agentKind: 'shell',
      title: paneId,
      argv: ['sh', '-c', script],
      cwd: this.#directory,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      cols: 80,
      rows: 24,
      ...launch,
    });
  }

  show(paneId: string, cols = 80, rows = 24): void {
    this.connection.show(paneId, { cols, rows });
  }

  write(paneId: string, text: string): void {
    this.connection.write(paneId, Buffer.from(text));
  }

  pane(paneId: string): PaneInfo | undefined {
    return this.connection.panes.find((pane) => pane.paneId === paneId);
  }

  text(paneId: string): string {
    return this.screens.get(paneId)?.text() ?? '';
  }

  /** Waits until the pane's screen, as it was sent, holds `wanted`. */
  async untilText(paneId: string, wanted: string | RegExp): Promise<string> {
    const holds = () => {
      const text = this.text(paneId);
      return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
    };
    await until(
      holds,
      [this.connection.onFrame],
      () => `"${wanted}" on the screen:\n${this.text(paneId)}`,
    );
    return this.text(paneId);
  }

  async untilPane(paneId: string, matches: (pane: PaneInfo) => boolean): Promise<PaneInfo> {
    const current = () => this.connection.panes.find((pane) => pane.paneId === paneId);
    await until(
      () => {
        const pane = current();
        return pane !== undefined && matches(pane);
      },
      [this.connection.onPanesChanged],
      () => `a state of ${paneId}; it is ${JSON.stringify(current())}`,
    );
    return current() as PaneInfo;
  }
}

/** Waits for a condition that only events can make true; fails after 20 s with `describe()`. */
export function until(
  condition: () => boolean,
  events: readonly Event<never>[] | readonly Event<PaneFrame>[] | readonly Event<unknown>[],
  describe: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (condition()) return resolve();
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Waited for ${describe()}`));
    }, 20_000);
    const subscriptions = (events as readonly Event<unknown>[]).map((event) =>
      event(() => {
        if (!condition()) return;
        stop();
        resolve();
      }),
    );
    const stop = () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    };
  });
}
