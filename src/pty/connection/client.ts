import type { Socket } from 'node:net';
import { QtuiError } from '../../core/errors.js';
import type { HistoryRange, PaneFrame } from '../../core/frame.js';
import { Emitter } from '../../core/lifecycle.js';
import type {
  Appearance,
  CaptureOptions,
  ClipboardRead,
  HostConnection,
  HostInfo,
  PaneExit,
  PaneInfo,
  PaneLaunch,
  PaneNotification,
  SharedLayout,
  ToolLaunch,
} from '../../core/ports/host.js';
import { encodeFrame, encodeJson, FrameDecoder, ProtocolError } from '../protocol/codec.js';
import { decodeHistory, decodePaneFrame, encodeInput } from '../protocol/frame-codec.js';
import { hostInfo } from '../protocol/host-info.js';
import { InputWindow } from '../protocol/input-window.js';
import {
  decodeError,
  decodeEvent,
  decodeHello,
  decodeLayout,
  decodePaneInfo,
  decodeResponse,
  encodeCapture,
} from '../protocol/messages.js';
import {
  FRAME,
  type Hello,
  type HostEvent,
  MAX_BODY_TO_CLIENT,
  type Notification,
  type RequestMethod,
  type Response,
} from '../protocol/protocol.js';
import { Acknowledgements } from './acknowledgements.js';

/** Time the host has to answer, ms; ending a program takes up to five seconds. */
const REQUEST_LIMIT = 15_000;

interface Pending {
  resolve(value: unknown): void;
  reject(error: QtuiError): void;
  timer: NodeJS.Timeout;
}

/** Reason of `onClosed` when the host closed the link. */
export const HOST_ENDED = 'The host has ended.';

/** Steps of the beginning of a connection. */
export interface ClientGreeting {
  /** The host's greeting; what follows it is only understood when the versions match. */
  hello(host: Hello): void;
  /** The connection knows the host's state and can be used. */
  welcome(): void;
}

/** A connection to a host, from its greeting on. */
export class ClientConnection implements HostConnection {
  readonly #panesChanged = new Emitter<readonly PaneInfo[]>();
  readonly #frames = new Emitter<PaneFrame>();
  readonly #layoutChanged = new Emitter<SharedLayout>();
  readonly #bells = new Emitter<{ paneId: string }>();
  readonly #clipboard = new Emitter<{ paneId: string; text: string }>();
  readonly #clipboardReads = new Emitter<ClipboardRead>();
  readonly #notifications = new Emitter<PaneNotification>();
  readonly #focusWishes = new Emitter<{ sessionId: string }>();
  readonly #toolsEnded = new Emitter<{ paneId: string; exit: PaneExit }>();
  readonly #inputTaken = new Emitter<{ paneId: string; dropped: number }>();
  readonly #closedEvents = new Emitter<{ reason: string }>();

  readonly onPanesChanged = this.#panesChanged.event;
  readonly onFrame = this.#frames.event;
  readonly onLayoutChanged = this.#layoutChanged.event;
  readonly onBell = this.#bells.event;
  readonly onClipboard = this.#clipboard.event;
  readonly onClipboardRead = this.#clipboardReads.event;
  readonly onNotification = this.#notifications.event;
  readonly onFocus = this.#focusWishes.event;
  readonly onToolEnded = this.#toolsEnded.event;
  readonly onInputTaken = this.#inputTaken.event;
  readonly onClosed = this.#closedEvents.event;

  readonly #socket: Socket;
  readonly #decoder: FrameDecoder;
  readonly #greeting: ClientGreeting;
  readonly #input = new InputWindow((paneId, bytes) => {
    this.#send(encodeFrame(FRAME.input, encodeInput(paneId, bytes)));
  });
  readonly #acknowledgements = new Acknowledgements();
  readonly #pending = new Map<number, Pending>();
  #isGreeted = false;
  #info = hostInfo({ pid: 0, protocol: 0, version: '' });
  #panes: readonly PaneInfo[] = [];
  /** Panes of the programs that run for us. */
  readonly #tools = new Set<string>();
  #layout: SharedLayout = { revision: 0, document: null };
  #nextId = 1;
  #closedBecause: string | undefined;
  #isStopping = false;

  constructor(socket: Socket, greeting: ClientGreeting) {
    this.#socket = socket;
    this.#greeting = greeting;
    this.#decoder = new FrameDecoder(MAX_BODY_TO_CLIENT, (type, body) => this.#frame(type, body));
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#lost(this.#reasonOf(error)));
    socket.on('close', () => this.#lost(this.#reasonOf()));
  }

  get info(): HostInfo {
    return this.#info;
  }

  get panes(): readonly PaneInfo[] {
    return this.#panes;
  }

  get layout(): SharedLayout {
    return this.#layout;
  }

  async launch(launch: PaneLaunch): Promise<PaneInfo> {
    return decodePaneInfo(await this.#request('launch', launch));
  }

  async runTool(launch: ToolLaunch): Promise<PaneInfo> {
    // Before the answer: it may have ended by then.
    this.#tools.add(launch.paneId);
    try {
      return decodePaneInfo(await this.#request('runTool', launch));
    } catch (error) {
      this.#tools.delete(launch.paneId);
      throw error;
    }
  }

  async replace(launch: PaneLaunch): Promise<PaneInfo> {
    return decodePaneInfo(await this.#request('replace', launch));
  }

  async restart(paneId: string): Promise<PaneInfo> {
    return decodePaneInfo(await this.#request('restart', { paneId }));
  }

  show(paneId: string, size: { cols: number; rows: number }): void {
    this.#notify({ method: 'show', paneId, cols: size.cols, rows: size.rows });
  }

  hide(paneId: string): void {
    this.#notify({ method: 'hide', paneId });
  }

  acknowledge(paneId: string): void {
    if (this.#acknowledgements.add(paneId)) this.#send(new Uint8Array(0));
  }

  markSeen(paneId: string): void {
    this.#notify({ method: 'markSeen', paneId });
  }

  write(paneId: string, bytes: Uint8Array): void {
    const pane = this.#panes.find((each) => each.paneId === paneId);
    const isRunning = pane ? !pane.exit : this.#tools.has(paneId);
    if (isRunning) this.#input.write(paneId, bytes);
  }

  waitingInput(paneId: string): number {
    return this.#input.waiting(paneId);
  }

  async history(paneId: string, range: { from: number; count: number }): Promise<HistoryRange> {
    return (await this.#request('history', { paneId, ...range })) as HistoryRange;
  }

  async capture(paneId: string, options: CaptureOptions = {}): Promise<string> {
    return String(await this.#request('capture', encodeCapture(paneId, options)));
  }

  async pause(paneId: string): Promise<void> {
    await this.#request('pause', { paneId });
  }

  async hold(paneId: string): Promise<void> {
    await this.#request('hold', { paneId });
  }

  async resume(paneId: string): Promise<void> {
    await this.#request('resume', { paneId });
  }

  async submit(paneId: string, text: string): Promise<void> {
    await this.#request('submit', { paneId, text });
  }

  async close(paneId: string): Promise<void> {
    await this.#request('close', { paneId });
  }

  async rename(paneId: string, title: string): Promise<void> {
    await this.#request('rename', { paneId, title });
  }

  async setLayout(document: unknown, revision: number): Promise<SharedLayout> {
    return decodeLayout(await this.#request('setLayout', { document, revision }));
  }

  answerClipboardRead(requestId: number, text: string | undefined): void {
    this.#notify({ method: 'clipboardAnswer', requestId, ...(text === undefined ? {} : { text }) });
  }

  setAppearance(appearance: Appearance): void {
    this.#notify({ method: 'appearance', appearance });
  }

  async focus(sessionId: string): Promise<boolean> {
    return (await this.#request('focus', { sessionId })) === true;
  }

  async shutdown(): Promise<void> {
    this.#isStopping = true;
    await this.#request('shutdown', null);
  }

  dispose(): void {
    this.#lost('The link to the host was closed.');
    for (const emitter of [
      this.#panesChanged,
      this.#frames,
      this.#layoutChanged,
      this.#bells,
      this.#clipboard,
      this.#clipboardReads,
      this.#notifications,
      this.#focusWishes,
      this.#toolsEnded,
      this.#inputTaken,
      this.#closedEvents,
    ]) {
      emitter.dispose();
    }
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closedBecause !== undefined) return;
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#lost(`The host sent what cannot be understood: ${error.message}`);
    }
  }

  #request(method: RequestMethod, params: unknown): Promise<unknown> {
    if (this.#closedBecause !== undefined) return Promise.reject(hostLost(this.#closedBecause));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(
          new QtuiError('timeout', `The host did not answer "${method}" in time.`, {
            hint: 'It may be overloaded; try again.',
          }),
        );
      }, REQUEST_LIMIT);
      this.#pending.set(id, { resolve, reject, timer });
      this.#send(encodeJson(FRAME.request, { id, method, params }));
    });
  }

  #notify(notification: Notification): void {
    this.#send(encodeJson(FRAME.notification, notification));
  }

  #send(bytes: Uint8Array): void {
    if (this.#closedBecause === undefined) this.#socket.write(this.#acknowledgements.behind(bytes));
  }

  #frame(type: number, body: Uint8Array): void {
    if (!this.#isGreeted) this.#greeted(type, body);
    else if (type === FRAME.paneFrame) this.#frames.fire(decodePaneFrame(body));
    else if (type === FRAME.event) this.#event(decodeEvent(body));
    else if (type === FRAME.response) this.#response(decodeResponse(body));
    else if (type === FRAME.history) {
      const { id, range } = decodeHistory(body);
      this.#take(id)?.resolve(range);
    } else throw new ProtocolError(`Frame type ${type} is unknown.`);
  }

  #greeted(type: number, body: Uint8Array): void {
    if (type !== FRAME.hello) throw new ProtocolError('The first frame is no greeting.');
    const hello = decodeHello(body);
    const { pid, protocol, version } = hello;
    this.#isGreeted = true;
    this.#info = hostInfo(hello);
    this.#greeting.hello({ pid, protocol, version });
  }

  #event(event: HostEvent): void {
    switch (event.event) {
      case 'welcome':
        this.#info = {
          ...this.#info,
          clients: event.clients,
          ...(event.problem === undefined ? {} : { problem: event.problem }),
        };
        this.#panes = event.panes;
        this.#layout = event.layout;
        this.#greeting.welcome();
        break;
      case 'panes':
        this.#panesAre(event.panes);
        break;
      case 'layout':
        this.#layout = event.layout;
        this.#layoutChanged.fire(event.layout);
        break;
      case 'bell':
        this.#bells.fire({ paneId: event.paneId });
        break;
      case 'clipboard':
        this.#clipboard.fire({ paneId: event.paneId, text: event.text });
        break;
      case 'clipboardRead':
        this.#clipboardReads.fire({ paneId: event.paneId, requestId: event.requestId });
        break;
      case 'notification':
        this.#notifications.fire({
          paneId: event.paneId,
          title: event.title,
          body: event.body,
        });
        break;
      case 'focus':
        this.#focusWishes.fire({ sessionId: event.sessionId });
        break;
      case 'toolEnded':
        this.#tools.delete(event.paneId);
        this.#input.end(event.paneId);
        this.#toolsEnded.fire({ paneId: event.paneId, exit: event.exit });
        break;
      case 'inputTaken':
        this.#input.taken(event.paneId, event.bytes);
        this.#inputTaken.fire({ paneId: event.paneId, dropped: 0 });
        break;
    }
  }

  /** What waits for a program that has ended is not for the one that takes its place. */
  #panesAre(panes: readonly PaneInfo[]): void {
    const ended = this.#panes.filter(({ paneId, pid }) => {
      const pane = panes.find((each) => each.paneId === paneId);
      return pane?.pid !== pid || pane.exit !== undefined;
    });
    this.#panes = panes;
    for (const { paneId } of ended) {
      const dropped = this.#input.end(paneId);
      if (dropped > 0) this.#inputTaken.fire({ paneId, dropped });
    }
    this.#panesChanged.fire(panes);
  }

  #response(response: Response): void {
    const pending = this.#take(response.id);
    if ('error' in response) pending?.reject(decodeError(response.error));
    else pending?.resolve(response.result);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  #reasonOf(error?: NodeJS.ErrnoException): string {
    if (this.#isStopping) return 'The host was stopped.';
    // A process that is gone resets its connections, or leaves nobody to write to.
    if (!error || error.code === 'ECONNRESET' || error.code === 'EPIPE') return HOST_ENDED;
    return `The link to the host broke: ${error.message}.`;
  }

  #lost(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    this.#socket.destroy();
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(hostLost(reason));
    this.#closedEvents.fire({ reason });
  }
}

function hostLost(reason: string): QtuiError {
  return new QtuiError('host-lost', reason, {
    hint: 'Run qtui again: it starts a new host; sessions whose programs ended can be reopened.',
  });
}
