import type { Socket } from 'node:net';
import type { Logger } from '../../core/config.js';
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import type { HistoryRange, PaneFrame } from '../../core/frame.js';
import type { FrameSink } from '../pane/views.js';
import {
  encodeFrame,
  encodeJson,
  encodeLongText,
  FrameDecoder,
  ProtocolError,
} from '../protocol/codec.js';
import { decodeInput, encodeHistory, encodePaneFrame } from '../protocol/frame-codec.js';
import {
  decodeHello,
  decodeNotification,
  decodeRequest,
  encodeError,
} from '../protocol/messages.js';
import {
  type ClientKind,
  FRAME,
  type Hello,
  type HostEvent,
  INPUT_TAKEN_STEP,
  MAX_BODY_TO_HOST,
  type Notification,
  PROTOCOL_VERSION,
  type Request,
  SKILLS,
} from '../protocol/protocol.js';
import { readDirectly } from './read-directly.js';

/** Unsent bytes at which a client gets no more events until it has caught up. */
const EVENT_BACKLOG = 4 * 1024 * 1024;

/** Time a connection has for its greeting, ms. */
const GREETING_LIMIT = 5_000;

/** What a client may ask; throws or rejects with `QtuiError`. */
export interface HostService {
  readonly version: string;
  joined(client: HostClient): void;
  left(client: HostClient): void;
  /** Any version of a client may ask for this. */
  stop(): void;
  /** The result; `HistoryResult` and `TextResult` travel in ways of their own. */
  request(client: HostClient, request: Request): Promise<unknown>;
  notification(client: HostClient, notification: Notification): void;
  input(client: HostClient, paneId: string, bytes: Uint8Array): void;
  /** The client caught up after `sendEvent` returned false. */
  caughtUp(client: HostClient): void;
}

/** A history range as the result of a request. */
export class HistoryResult {
  readonly range: HistoryRange;
  constructor(range: HistoryRange) {
    this.range = range;
  }
}

/** A text of any length as the result of a request, in pieces of whole lines. */
export class TextResult {
  readonly pieces: readonly string[];
  constructor(pieces: readonly string[]) {
    this.pieces = pieces;
  }
}

/** One connection of a client, as the host sees it. */
export class HostClient implements FrameSink {
  readonly #socket: Socket;
  readonly #service: HostService;
  readonly #log: Logger;
  readonly #decoder: FrameDecoder;
  readonly #greetingTimer: NodeJS.Timeout;
  /** `foreign`: of another protocol version, may only stop the host. */
  #stage: 'greeting' | 'joined' | 'foreign' | 'closed' = 'greeting';
  #isBehind = false;
  #kind: ClientKind | undefined;
  #skills: readonly string[] = [];
  /** Bytes of input that programs took and the client was not told of, by pane. */
  readonly #inputTaken = new Map<string, number>();

  constructor(socket: Socket, service: HostService, log: Logger) {
    this.#socket = socket;
    this.#service = service;
    this.#log = log;
    this.#decoder = new FrameDecoder(MAX_BODY_TO_HOST, (type, body) => this.#frame(type, body));
    this.#greetingTimer = setTimeout(() => socket.destroy(), GREETING_LIMIT);
    readDirectly(socket, (chunk) => this.#receive(chunk));
    socket.on('drain', () => this.#drained());
    // ECONNRESET, EPIPE: a client was killed; `close` follows.
    socket.on('error', () => {});
    socket.on('close', () => this.#closed());
  }

  /** Shows panes, and goes to the one that it is told to go to. */
  get canFocus(): boolean {
    return this.#kind === 'tui' && this.#skills.includes('focus');
  }

  sendFrame(frame: PaneFrame): void {
    this.#write(encodePaneFrame(FRAME.paneFrame, frame));
  }

  /** False when the client is so far behind that it was left out; `caughtUp` will tell. */
  sendEvent(event: HostEvent): boolean {
    if (this.#socket.writableLength > EVENT_BACKLOG) {
      this.#isBehind = true;
      return false;
    }
    this.#write(encodeJson(FRAME.event, event));
    return true;
  }

  /** Tells, when enough has come together, that a pane's program has taken bytes of our input. */
  inputTaken(paneId: string, bytes: number): void {
    const taken = (this.#inputTaken.get(paneId) ?? 0) + bytes;
    this.#inputTaken.set(paneId, taken < INPUT_TAKEN_STEP ? taken : 0);
    if (taken < INPUT_TAKEN_STEP) return;
    // Not an event that may be left out: the client would wait for ever.
    this.#write(encodeJson(FRAME.event, { event: 'inputTaken', paneId, bytes: taken }));
  }

  /** Closes after everything that was sent has gone out, or after `limit` ms. */
  end(limit: number): Promise<void> {
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), limit);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.end();
    });
  }

  #write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(bytes);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#stage === 'closed') return;
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      this.#drop(error);
    }
  }

  /** Whatever goes wrong with one client costs its connection, never the host and its programs. */
  #drop(error: unknown): void {
    const isGarbage = error instanceof ProtocolError;
    this.#log.log(isGarbage ? 'warn' : 'error', isGarbage ? 'client-garbage' : 'client-failed', {
      message: error instanceof Error ? error.message : String(error),
    });
    this.#socket.destroy();
  }

  #frame(type: number, body: Uint8Array): void {
    if (this.#stage === 'greeting') this.#greet(type, body);
    else if (type === FRAME.stop) this.#service.stop();
    else if (this.#stage === 'joined') this.#serve(type, body);
  }

  #serve(type: number, body: Uint8Array): void {
    if (type === FRAME.input) {
      const { paneId, bytes } = decodeInput(body);
      this.#service.input(this, paneId, bytes);
    } else if (type === FRAME.notification) {
      this.#service.notification(this, decodeNotification(body));
    } else if (type === FRAME.request) void this.#answer(decodeRequest(body));
    else throw new ProtocolError(`Frame type ${type} is unknown.`);
  }

  /** Every client is greeted, so that it can tell its person which side is older. */
  #greet(type: number, body: Uint8Array): void {
    if (type !== FRAME.hello) throw new ProtocolError('A client did not greet.');
    const { protocol, kind, skills = [] } = decodeHello(body);
    this.#kind = kind;
    this.#skills = skills;
    clearTimeout(this.#greetingTimer);
    const hello: Hello = {
      protocol: PROTOCOL_VERSION,
      version: this.#service.version,
      pid: process.pid,
      skills: SKILLS,
    };
    this.#write(encodeJson(FRAME.hello, hello));
    this.#stage = protocol === PROTOCOL_VERSION ? 'joined' : 'foreign';
    if (this.#stage === 'joined') this.#service.joined(this);
  }

  async #answer(request: Request): Promise<void> {
    const { id } = request;
    try {
      const result = await this.#service.request(this, request);
      if (result instanceof HistoryResult) {
        this.#write(encodeFrame(FRAME.history, encodeHistory(id, result.range)));
      } else if (result instanceof TextResult) {
        const parts = await encodeLongText(FRAME.response, { id }, 'result', result.pieces);
        for (const part of parts) this.#write(part);
      } else {
        this.#write(encodeJson(FRAME.response, { id, result: result ?? null }));
      }
    } catch (error) {
      this.#refuse(request, error);
    }
  }

  #refuse({ id, method }: Request, thrown: unknown): void {
    if (thrown instanceof ProtocolError) {
      this.#drop(thrown);
      return;
    }
    const error: QtuiError = toQtuiError(thrown, `do "${method}" in the host`);
    if (error.code === 'internal') {
      this.#log.log('error', 'request-failed', { method, message: error.message });
    }
    this.#write(encodeJson(FRAME.response, { id, error: encodeError(error) }));
  }

  #drained(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#service.caughtUp(this);
  }

  #closed(): void {
    clearTimeout(this.#greetingTimer);
    const wasJoined = this.#stage === 'joined';
    this.#stage = 'closed';
    if (wasJoined) this.#service.left(this);
  }
}
