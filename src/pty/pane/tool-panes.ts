import { QtuiError } from '../../core/errors.js';
import type { Appearance, PaneExit, PaneInfo, ToolLaunch } from '../../core/ports/host.js';
import type { HostEvent } from '../protocol/protocol.js';
import { checkLaunch } from './launch-check.js';
import { Pane } from './pane.js';
import { alreadyRuns } from './pane-set.js';
import type { RunServices } from './run.js';
import { NO_OUTPUT, openTerminal } from './terminal.js';
import type { FrameSink } from './views.js';

export interface ToolPanesListener<Client extends FrameSink> {
  /** The client is still attached. */
  isThere(client: Client): boolean;
  /** False when the client is too far behind to be told; `caughtUp` follows. */
  send(client: Client, event: HostEvent): boolean;
  clipboardRead(client: Client, paneId: string, answer: (text: string | undefined) => void): void;
  /** A program ended; the host may have become idle. */
  lessToDo(): void;
}

interface Tool<Client extends FrameSink> {
  readonly owner: Client;
  readonly pane: Pane;
}

/**
 * Programs that clients run for themselves (`HostConnection.runTool`): each is its client's alone,
 * ends with it, and leaves nothing behind.
 */
export class ToolPanes<Client extends FrameSink> {
  readonly #services: () => Promise<RunServices>;
  readonly #listener: ToolPanesListener<Client>;
  readonly #tools = new Map<string, Tool<Client>>();
  /** Ends that clients could not be told yet. */
  readonly #untold = new Map<Client, HostEvent[]>();

  constructor(services: () => Promise<RunServices>, listener: ToolPanesListener<Client>) {
    this.#services = services;
    this.#listener = listener;
  }

  /** Some program runs. */
  get hasLive(): boolean {
    return this.#tools.size > 0;
  }

  /** The pane, where it is that client's. */
  find(client: Client, paneId: string): Pane | undefined {
    const tool = this.#tools.get(paneId);
    return tool?.owner === client ? tool.pane : undefined;
  }

  /** Throws `name-taken`, and the errors of `checkLaunch` and `Pane`; then nothing has changed. */
  async launch(owner: Client, tool: ToolLaunch): Promise<PaneInfo> {
    const launch = { ...tool, sessionId: '', agentKind: '' };
    const program = await checkLaunch(launch);
    // Nothing of it is kept on disk.
    const services: RunServices = { ...(await this.#services()), saver: undefined };
    const { paneId } = tool;
    if (!this.#listener.isThere(owner)) throw gone();
    if (this.#tools.has(paneId)) throw alreadyRuns(paneId);
    const terminal = openTerminal(services, tool, NO_OUTPUT);
    const pane: Pane = new Pane(services, { launch, program }, terminal, {
      changed() {},
      bell: () => this.#listener.send(owner, { event: 'bell', paneId }),
      clipboard: (text) => this.#listener.send(owner, { event: 'clipboard', paneId, text }),
      clipboardRead: (answer) => this.#listener.clipboardRead(owner, paneId, answer),
      notification: (title, body) =>
        this.#listener.send(owner, { event: 'notification', paneId, title, body }),
      // Its own call has to come to its end first.
      exited: () => queueMicrotask(() => this.#ended(paneId)),
    });
    this.#tools.set(paneId, { owner, pane });
    return pane.info();
  }

  /** Ends the program; the client is told as of any end. */
  async close(paneId: string): Promise<void> {
    await this.#tools.get(paneId)?.pane.end();
    // One that cannot be ended is given up.
    this.#ended(paneId);
  }

  /** The client goes, and its programs with it. */
  left(client: Client): void {
    this.#untold.delete(client);
    for (const [paneId, { owner, pane }] of this.#tools) {
      if (owner !== client) continue;
      pane.hide(client);
      void this.close(paneId);
    }
  }

  caughtUp(client: Client): void {
    const untold = this.#untold.get(client) ?? [];
    this.#untold.delete(client);
    for (const event of untold) this.#tell(client, event);
  }

  setAppearance(appearance: Appearance): void {
    for (const { pane } of this.#tools.values()) pane.setAppearance(appearance);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#tools.keys()].map((paneId) => this.close(paneId)));
  }

  #ended(paneId: string): void {
    const tool = this.#tools.get(paneId);
    if (!tool) return;
    this.#tools.delete(paneId);
    const { exit = UNKNOWN_EXIT } = tool.pane.info();
    tool.pane.dispose();
    if (this.#listener.isThere(tool.owner)) {
      this.#tell(tool.owner, { event: 'toolEnded', paneId, exit });
    }
    this.#listener.lessToDo();
  }

  #tell(client: Client, event: HostEvent): void {
    if (this.#listener.send(client, event)) return;
    this.#untold.set(client, [...(this.#untold.get(client) ?? []), event]);
  }
}

/** Of a program that did not even end by SIGKILL. */
const UNKNOWN_EXIT: PaneExit = { code: 1, signal: 9 };

function gone(): QtuiError {
  return new QtuiError('host-lost', 'The client has gone meanwhile.', {
    untouched: 'No program was started.',
  });
}
