import type { Appearance } from '../../core/ports/host.js';
import { type Deadlines, monotonicNow } from '../deadlines.js';
import type { Pane } from '../pane/pane.js';
import { PanePauses } from '../pane/pane-pauses.js';
import { PaneSet } from '../pane/pane-set.js';
import type { RunServices } from '../pane/run.js';
import { submitText } from '../pane/submit.js';
import { ToolPanes } from '../pane/tool-panes.js';
import {
  decodeCapture,
  decodeHistoryRequest,
  decodeLaunch,
  decodeLayout,
  decodePaneId,
  decodeRename,
  decodeSessionId,
  decodeSubmit,
  decodeToolLaunch,
} from '../protocol/messages.js';
import type { HostEvent, Notification, Request } from '../protocol/protocol.js';
import type { AppearanceStore } from './appearance.js';
import { ClipboardReads } from './clipboard-reads.js';
import { HistoryResult, type HostClient, type HostService, TextResult } from './host-client.js';
import { LayoutStore } from './layout.js';

/** Shortest time between two events of one kind, ms: spinners in titles change ten times a second. */
const EVENT_INTERVAL = 50;

export interface HostStateListener {
  /** Nobody is attached and no program runs, or that is no longer so. */
  idleChanged(isIdle: boolean): void;
  stopRequested(): Promise<void>;
  /** What the host fails to do at the moment, in words. */
  problem(): string | undefined;
}

/** What the host knows, and what its clients may do to it. */
export class HostState implements HostService {
  readonly version: string;
  readonly #deadlines: Deadlines;
  readonly #listener: HostStateListener;
  readonly #panes: PaneSet;
  readonly #pauses = new PanePauses<HostClient>();
  readonly #tools: ToolPanes<HostClient>;
  readonly #layout = new LayoutStore();
  readonly #clients = new Set<HostClient>();
  readonly #sendChanges = () => this.#flush();
  #havePanesChanged = false;
  readonly #bells = new Set<string>();
  readonly #appearance: AppearanceStore;
  readonly #appearances = new Map<HostClient, Appearance>();
  readonly #clipboardReads = new ClipboardReads();
  /** The client that was typed into last. */
  #usedLast: HostClient | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(
    version: string,
    services: () => Promise<RunServices>,
    appearance: AppearanceStore,
    deadlines: Deadlines,
    listener: HostStateListener,
  ) {
    this.version = version;
    this.#deadlines = deadlines;
    this.#appearance = appearance;
    this.#listener = listener;
    this.#panes = new PaneSet(services, {
      changed: () => {
        this.#havePanesChanged = true;
        this.#flushSoon();
      },
      bell: (paneId) => {
        this.#bells.add(paneId);
        this.#flushSoon();
      },
      clipboard: (paneId, text) => this.#broadcast({ event: 'clipboard', paneId, text }),
      clipboardRead: (paneId, answer) => this.#clipboardReads.ask(paneId, this.#usedLast, answer),
      notification: (notification) => this.#broadcast({ event: 'notification', ...notification }),
      lessToDo: () => this.#checkIdle(),
    });
    this.#tools = new ToolPanes(services, {
      isThere: (client) => this.#clients.has(client),
      send: (client, event) => client.sendEvent(event),
      clipboardRead: (client, paneId, answer) => this.#clipboardReads.ask(paneId, client, answer),
      lessToDo: () => this.#checkIdle(),
    });
  }

  joined(client: HostClient): void {
    this.#clients.add(client);
    client.sendEvent(this.#welcome());
    this.#checkIdle();
  }

  left(client: HostClient): void {
    this.#clients.delete(client);
    this.#appearances.delete(client);
    this.#clipboardReads.left(client);
    if (this.#usedLast === client) this.#use([...this.#clients].at(-1));
    this.#panes.hideFrom(client);
    this.#tools.left(client);
    this.#pauses.left(client);
    this.#checkIdle();
  }

  stop(): void {
    void this.#listener.stopRequested();
  }

  caughtUp(client: HostClient): void {
    client.sendEvent({ event: 'panes', panes: this.#panes.infos() });
    client.sendEvent({ event: 'layout', layout: this.#layout.current });
    this.#tools.caughtUp(client);
  }

  #find(client: HostClient, paneId: string): Pane | undefined {
    return this.#tools.find(client, paneId) ?? this.#panes.find(paneId);
  }

  /** Throws `pane-not-found`. */
  #get(client: HostClient, paneId: string): Pane {
    return this.#tools.find(client, paneId) ?? this.#panes.get(paneId);
  }

  input(client: HostClient, paneId: string, bytes: Uint8Array): void {
    if (client !== this.#usedLast) this.#use(client);
    this.#find(client, paneId)?.write(bytes, (count) => client.inputTaken(paneId, count));
  }

  /** Unknown panes are passed over: a pane may be closed while a client's message is on its way. */
  notification(client: HostClient, notification: Notification): void {
    if (notification.method === 'appearance') {
      this.#appearances.set(client, notification.appearance);
      this.#use(client);
      return;
    }
    if (notification.method === 'clipboardAnswer') {
      this.#clipboardReads.answer(client, notification.requestId, notification.text);
      return;
    }
    const pane = this.#find(client, notification.paneId);
    if (!pane) return;
    switch (notification.method) {
      case 'show':
        pane.show(client, { cols: notification.cols, rows: notification.rows });
        break;
      case 'hide':
        pane.hide(client);
        break;
      case 'acknowledge':
        pane.acknowledge(client);
        break;
      case 'markSeen':
        pane.markSeen();
        break;
    }
  }

  async request(client: HostClient, { method, params }: Request): Promise<unknown> {
    switch (method) {
      case 'launch':
        return this.#withFreshPanes(this.#panes.launch(decodeLaunch(params)));
      case 'runTool':
        return this.#tools.launch(client, decodeToolLaunch(params));
      case 'restart':
        return this.#withFreshPanes(this.#panes.restart(decodePaneId(params)));
      case 'replace':
        return this.#withFreshPanes(this.#panes.replace(decodeLaunch(params)));
      case 'pause':
        return this.#withFreshPanes(this.#pauses.pause(client, this.#pane(params)));
      case 'hold':
        return this.#withFreshPanes(this.#pauses.hold(this.#pane(params)));
      case 'resume':
        return this.#withFreshPanes(this.#pauses.resume(this.#pane(params)));
      case 'submit': {
        const { paneId, text } = decodeSubmit(params);
        return submitText(this.#panes.get(paneId), text, this.#deadlines);
      }
      case 'close':
        return this.#close(client, decodePaneId(params));
      case 'rename':
        return this.#rename(params);
      case 'history': {
        const { paneId, from, count } = decodeHistoryRequest(params);
        return new HistoryResult(await this.#get(client, paneId).history(from, count));
      }
      case 'capture': {
        const { paneId, ...options } = decodeCapture(params);
        return new TextResult(await this.#get(client, paneId).capture(options));
      }
      case 'setLayout':
        if (this.#layout.swap(decodeLayout(params))) {
          this.#broadcast({ event: 'layout', layout: this.#layout.current });
        }
        return this.#layout.current;
      case 'shutdown':
        return this.#listener.stopRequested();
      case 'focus':
        return this.#focus(decodeSessionId(params));
    }
  }

  #pane(params: unknown): Pane {
    return this.#panes.get(decodePaneId(params));
  }

  async #close(client: HostClient, paneId: string): Promise<void> {
    if (this.#tools.find(client, paneId)) await this.#tools.close(paneId);
    else {
      this.#pauses.forget(this.#panes.get(paneId));
      await this.#withFreshPanes(this.#panes.close(paneId));
    }
  }

  /** Tells the screen that was used last; false where no screen is there to be told. */
  #focus(sessionId: string): boolean {
    const screens = [...this.#clients].filter(({ canFocus }) => canFocus);
    const screen = screens.find((client) => client === this.#usedLast) ?? screens.at(-1);
    screen?.sendEvent({ event: 'focus', sessionId });
    return screen !== undefined;
  }

  /** Ends every program. */
  async closePanes(): Promise<void> {
    await Promise.all([this.#panes.closeAll(), this.#tools.closeAll()]);
  }

  /** The answer must not overtake the event: a client's list is to hold what it just launched. */
  async #withFreshPanes<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.#flush();
    return result;
  }

  async #rename(params: unknown): Promise<void> {
    const { paneId, title } = decodeRename(params);
    this.#panes.get(paneId).rename(title);
    this.#flush();
  }

  /** Programs are told how the terminal looks that they are used in. */
  #use(client: HostClient | undefined): void {
    this.#usedLast = client;
    const appearance = client && this.#appearances.get(client);
    if (!appearance || appearance === this.#appearance.current) return;
    this.#appearance.current = appearance;
    this.#panes.setAppearance(appearance);
    this.#tools.setAppearance(appearance);
  }

  #welcome(): HostEvent {
    const problem = this.#listener.problem();
    return {
      event: 'welcome',
      panes: this.#panes.infos(),
      layout: this.#layout.current,
      clients: this.#clients.size,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  #flushSoon(): void {
    this.#deadlines.set(
      this.#sendChanges,
      Math.max(monotonicNow(), this.#flushedAt + EVENT_INTERVAL),
    );
  }

  #flush(): void {
    this.#deadlines.clear(this.#sendChanges);
    if (!this.#havePanesChanged && this.#bells.size === 0) return;
    this.#flushedAt = monotonicNow();
    if (this.#havePanesChanged) this.#broadcast({ event: 'panes', panes: this.#panes.infos() });
    this.#havePanesChanged = false;
    for (const paneId of this.#bells) this.#broadcast({ event: 'bell', paneId });
    this.#bells.clear();
  }

  #broadcast(event: HostEvent): void {
    for (const client of this.#clients) client.sendEvent(event);
  }

  #checkIdle(): void {
    this.#listener.idleChanged(
      this.#clients.size === 0 && !this.#panes.hasLive && !this.#tools.hasLive,
    );
  }
}
