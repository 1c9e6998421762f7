import type { ControlParser, SequenceId, StringHandler } from '../requests/core.js';
import type { Parameters } from '../requests/parameters.js';
import { OscString } from './osc-string.js';
import { Params } from './params.js';
import { sequenceKey } from './sequence-key.js';
import {
  ACTION,
  ACTION_SHIFT,
  NON_ASCII,
  STATE,
  STATE_MASK,
  STATE_SHIFT,
  TRANSITIONS,
} from './transitions.js';
import { decode, incompleteLength, SIZE_BITS, SIZE_MASK } from './utf8.js';

/** What the parser finds in the output. */
export interface ParserActions {
  /**
   * Prints characters from `at` on, up to a control character or `end`.
   * @returns where it has stopped, behind `at`.
   */
  print(bytes: Uint8Array, at: number, end: number): number;
  /** A control character, of C0 or C1. */
  execute(code: number): void;
  /** A sequence that no handler has taken, by its `sequenceKey`. */
  csi(key: number, params: Params): void;
  esc(key: number): void;
  /** A sequence or a string is over: what comes next joins nothing. */
  ended(): void;
}

type CsiHandler = (params: Parameters) => boolean;
type EscHandler = () => boolean;
type ModeListener = (mode: number, isSet: boolean) => void;

/** Code points of a string that are handed over at once. */
const PIECE = 1_024;

/** Keys of sequences without prefix and intermediates are below it. */
const PLAIN = 128;

const ESC = 0x1b;
/** Behind ESC. */
const CSI_FINAL = 0x5b;
const DEL = 0x7f;
const CAN = 0x18;
const SUB = 0x1a;
/** The first byte of C1 in UTF-8, whose second is the control itself. */
const C1_LEAD = 0xc2;
/** A byte order mark has no meaning within a stream. */
const BYTE_ORDER_MARK = 0xfeff;

function keyOf({ prefix = '', intermediates = '', final }: SequenceId): number {
  return sequenceKey(prefix + intermediates + final);
}

const SET_MODE = sequenceKey('?h');
const RESET_MODE = sequenceKey('?l');

/** The state machine of DEC's terminals (https://vt100.net/emu/dec_ansi_parser), over UTF-8. */
export class Parser implements ControlParser {
  readonly #actions: ParserActions;
  readonly #params = new Params();
  readonly #csiHandlers = new Map<number, CsiHandler[]>();
  /** Which sequences without prefix and intermediates have handlers: the usual ones have none. */
  readonly #plainHandled = new Uint8Array(PLAIN);
  readonly #escHandlers = new Map<number, EscHandler[]>();
  readonly #dcsHandlers = new Map<number, StringHandler>();
  readonly #modeListeners: ModeListener[] = [];
  readonly #osc = new OscString();
  #dcs: StringHandler | undefined;
  #state: number = STATE.ground;
  #collected = 0;
  readonly #piece = new Uint32Array(PIECE);
  /** The beginning of a character whose rest has not arrived. */
  #begun: Uint8Array | undefined;

  constructor(actions: ParserActions) {
    this.#actions = actions;
  }

  get isAfterEscape(): boolean {
    return this.#state === STATE.escape;
  }

  registerCsiHandler(id: SequenceId, handler: CsiHandler): void {
    const key = keyOf(id);
    register(this.#csiHandlers, key, handler);
    if (key < PLAIN) this.#plainHandled[key] = 1;
  }

  registerEscHandler(id: SequenceId, handler: EscHandler): void {
    register(this.#escHandlers, keyOf(id), handler);
  }

  setOscHandler(ident: number, handler: StringHandler): void {
    this.#osc.handlers.set(ident, handler);
  }

  registerDcsHandler(id: SequenceId, handler: StringHandler): void {
    this.#dcsHandlers.set(keyOf(id), handler);
  }

  onPrivateMode(tell: ModeListener): void {
    this.#modeListeners.unshift(tell);
  }

  /** Forgets what has begun; to be called by the handler of RIS. */
  reset(): void {
    this.#osc.reset();
    this.#dcs = undefined;
    this.#clear();
  }

  parse(output: Uint8Array): void {
    const bytes = this.#begun ? Buffer.concat([this.#begun, output]) : output;
    const end = bytes.length - incompleteLength(bytes);
    this.#begun = end === bytes.length ? undefined : Uint8Array.from(bytes.subarray(end));
    for (let at = 0; at < end; ) {
      if (this.#state === STATE.ground) at = this.#onGround(bytes, at, end);
      else if (this.#state === STATE.osc) at = this.#inString(bytes, at, end);
      else if (this.#state === STATE.dcsPassthrough) at = this.#inString(bytes, at, end);
      else if (this.#state === STATE.string) at = this.#inUnused(bytes, at, end);
      else at = this.#step(bytes, at, end);
    }
  }

  /** Up to the end, or to what is left to the other states. */
  #onGround(bytes: Uint8Array, from: number, end: number): number {
    const actions = this.#actions;
    let at = from;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte >= 0x20 && byte !== DEL && (byte !== C1_LEAD || !isC1(bytes, at, end))) {
        at = actions.print(bytes, at, end);
      } else if (byte < 0x20 && byte !== ESC) {
        actions.execute(byte);
        at++;
      } else {
        at = this.#sequence(bytes, at, end);
        if (this.#state !== STATE.ground) return at;
      }
    }
    return at;
  }

  /** What begins with ESC, C1 and DEL. */
  #sequence(bytes: Uint8Array, at: number, end: number): number {
    const isCsi = bytes[at] === ESC && at + 1 < end && bytes[at + 1] === CSI_FINAL;
    return isCsi ? this.#csi(bytes, at + 2, end) : this.#step(bytes, at, end);
  }

  /** Prefix, parameters and final of a sequence; what is rarer is left to the table. */
  #csi(bytes: Uint8Array, from: number, end: number): number {
    this.#clear();
    let at = from;
    const prefix = at < end ? (bytes[at] as number) : 0;
    if (prefix >= 0x3c && prefix <= 0x3f) {
      this.#collected = prefix;
      at++;
    }
    at = this.#params.read(bytes, at, end);
    const final = at < end ? (bytes[at] as number) : 0;
    if (final >= 0x40 && final <= 0x7e) {
      this.#dispatchCsi(final);
      return at + 1;
    }
    this.#state = at > from ? STATE.csiParam : STATE.csiEntry;
    return at;
  }

  /** One character by the table. */
  #step(bytes: Uint8Array, at: number, end: number): number {
    let code = bytes[at] as number;
    let size = 1;
    if (code >= 0x80) {
      const decoded = decode(bytes, at, end);
      code = decoded >> SIZE_BITS;
      size = decoded & SIZE_MASK;
      if (code === BYTE_ORDER_MARK) return at + size;
    }
    const column = Math.min(code, NON_ASCII);
    const transition = TRANSITIONS[(this.#state << STATE_SHIFT) | column] as number;
    // First, because a handler may reset the parser.
    this.#state = transition & STATE_MASK;
    this.#act(transition >> ACTION_SHIFT, code);
    return at + size;
  }

  #act(action: number, code: number): void {
    switch (action) {
      case ACTION.execute:
        this.#actions.execute(code);
        break;
      case ACTION.clear:
        this.#clear();
        break;
      case ACTION.collect:
        this.#collected = (this.#collected << 8) | code;
        break;
      case ACTION.param:
        this.#params.put(code);
        break;
      case ACTION.csiDispatch:
        this.#dispatchCsi(code);
        break;
      case ACTION.escDispatch:
        this.#dispatchEsc(code);
        break;
      case ACTION.oscStart:
        this.#osc.start();
        break;
      case ACTION.dcsHook:
        this.#hook(code);
        break;
      case ACTION.oscEnd:
        this.#osc.end(code !== CAN && code !== SUB);
        this.#stringEnded(code);
        break;
      case ACTION.dcsUnhook:
        this.#dcs?.unhook(code !== CAN && code !== SUB);
        this.#dcs = undefined;
        this.#stringEnded(code);
        break;
    }
  }

  #stringEnded(code: number): void {
    if (code === ESC) this.#state = STATE.escape;
    this.#clear();
    this.#actions.ended();
  }

  #clear(): void {
    this.#params.reset();
    this.#collected = 0;
  }

  #hook(final: number): void {
    this.#dcs?.unhook(false);
    this.#dcs = this.#dcsHandlers.get((this.#collected << 8) | final);
    this.#dcs?.hook();
  }

  /** The text of an OSC or a DCS up to a control character that means something in it. */
  #inString(bytes: Uint8Array, from: number, end: number): number {
    const row = this.#state << STATE_SHIFT;
    const isPut = this.#state === STATE.osc ? ACTION.oscPut : ACTION.dcsPut;
    let at = from;
    let length = 0;
    while (at < end && length < PIECE) {
      let code = bytes[at] as number;
      let size = 1;
      if (code >= 0x20 && code < DEL) {
        this.#piece[length++] = code;
        at++;
        continue;
      }
      if (code >= 0x80) {
        const decoded = decode(bytes, at, end);
        code = decoded >> SIZE_BITS;
        size = decoded & SIZE_MASK;
      }
      const transition = TRANSITIONS[row | Math.min(code, NON_ASCII)] as number;
      const action = transition >> ACTION_SHIFT;
      if (action === isPut) {
        if (code !== BYTE_ORDER_MARK) this.#piece[length++] = code;
      } else if (action !== ACTION.ignore || (transition & STATE_MASK) !== this.#state) break;
      at += size;
    }
    if (length > 0) this.#put(length);
    // The control character behind the text.
    return at < end && length < PIECE ? this.#step(bytes, at, end) : at;
  }

  /** The text of a string that means nothing. */
  #inUnused(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && !mayEndString(bytes[at] as number)) at++;
    return at < end ? this.#step(bytes, at, end) : at;
  }

  #put(length: number): void {
    if (this.#state === STATE.osc) this.#osc.put(this.#piece, length);
    else this.#dcs?.put(this.#piece, 0, length);
  }

  #dispatchCsi(final: number): void {
    const key = (this.#collected << 8) | final;
    const mayBeHandled = key < 0 || key >= PLAIN || this.#plainHandled[key] === 1;
    if (mayBeHandled && this.#ask(key)) {
      this.#actions.ended();
      return;
    }
    if (key === SET_MODE || key === RESET_MODE) this.#tellModes(key === SET_MODE);
    this.#actions.csi(key, this.#params);
    this.#actions.ended();
  }

  #ask(key: number): boolean {
    const handlers = this.#csiHandlers.get(key);
    if (!handlers) return false;
    const params = this.#params.toArray();
    for (const handler of handlers) if (handler(params)) return true;
    return false;
  }

  #tellModes(isSet: boolean): void {
    const { values, length } = this.#params;
    for (const tell of this.#modeListeners) {
      for (let index = 0; index < length; index++) tell(values[index] as number, isSet);
    }
  }

  #dispatchEsc(final: number): void {
    const key = (this.#collected << 8) | final;
    const handlers = this.#escHandlers.get(key) ?? [];
    if (!handlers.some((handler) => handler())) this.#actions.esc(key);
    this.#actions.ended();
  }
}

function isC1(bytes: Uint8Array, at: number, end: number): boolean {
  const next = at + 1 < end ? (bytes[at + 1] as number) : 0;
  return next >= 0x80 && next < NON_ASCII;
}

function mayEndString(byte: number): boolean {
  return byte === ESC || byte === C1_LEAD || byte === CAN || byte === SUB;
}

/** The latest first. */
function register<T>(handlers: Map<number, T[]>, key: number, handler: T): void {
  const list = handlers.get(key);
  if (list) list.unshift(handler);
  else handlers.set(key, [handler]);
}
