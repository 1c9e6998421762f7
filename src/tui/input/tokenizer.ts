import type { Disposable } from '../../core/lifecycle.js';
import { PasteScanner } from './paste-scanner.js';
import { type StartTimer, startTimer } from './timer.js';
import type { InputToken } from './token.js';
import { codePointIn, fitsUtf8, utf8Length } from './utf8.js';

export interface TokenizerOptions {
  onToken: (token: InputToken) => void;
  startTimer?: StartTimer;
  /** How long an ESC may wait for what belongs to it, in milliseconds. */
  escapeTimeout?: number;
}

/** Longest wait for the rest of a sequence that has begun beyond doubt, in milliseconds. */
const SEQUENCE_TIMEOUT = 1000;
/** The same for a string while the terminal owes answers: no person types one then. */
const ANSWER_TIMEOUT = 5000;
/** Wait for what belongs to a lone ESC while the terminal owes answers, in milliseconds. */
const ANSWER_ESCAPE_TIMEOUT = 300;
/** A control sequence longer than this is no input of a terminal; it is dropped. */
const MAX_SEQUENCE = 4096;
/** The same for a string, which may carry a clipboard. */
const MAX_STRING = 2 * 1024 * 1024;

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

type State = 'ground' | 'escape' | 'csi' | 'ss3' | 'linux' | 'x10-mouse' | 'string' | 'paste';

/** Answers, mouse and focus reports and the start of a paste: no key is sent so. */
function isReport(bytes: readonly number[], from: number): boolean {
  return /^[<-?]|n$|^[IO]$|^200~$/.test(String.fromCharCode(...bytes.slice(from)));
}

/**
 * Splits the bytes of a terminal into tokens, wherever the chunks are cut. Grammar: ECMA-48 and
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export class Tokenizer implements Disposable {
  readonly #onToken: (token: InputToken) => void;
  readonly #startTimer: StartTimer;
  #escapeTimeout: number;
  #owesAnswers = false;
  #timer: Disposable | undefined;
  #state: State = 'ground';
  /** Bytes of the token under construction, from its first byte. */
  #pending: number[] = [];
  /** Where the sequence starts in `#pending`: 1 after an ESC that means Alt. */
  #start = 0;
  /** Bytes of an unfinished UTF-8 character at the end of `#pending`. */
  #character: number[] = [];
  readonly #paste = new PasteScanner();

  constructor(options: TokenizerOptions) {
    this.#onToken = options.onToken;
    this.#startTimer = options.startTimer ?? startTimer;
    this.#escapeTimeout = options.escapeTimeout ?? 40;
  }

  /** How long an ESC may wait for what belongs to it, in milliseconds, from the next ESC on. */
  setEscapeTimeout(ms: number): void {
    this.#escapeTimeout = ms;
  }

  /** While the terminal owes answers, what may be part of one waits longer for the rest. */
  setOwesAnswers(owes: boolean): void {
    this.#owesAnswers = owes;
  }

  /** Takes the next bytes as they were read. */
  push(bytes: Uint8Array): void {
    this.#stopTimer();
    let index = 0;
    while (index < bytes.length) {
      if (this.#state === 'paste') index = this.#pushPaste(bytes, index);
      else this.#pushByte(bytes[index++] as number);
    }
    this.#armTimer();
  }

  dispose(): void {
    this.#stopTimer();
  }

  #stopTimer(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #armTimer(): void {
    if (this.#state === 'paste' || this.#pending.length === 0) return;
    this.#timer = this.#startTimer(this.#patience(), () => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #patience(): number {
    const isAnswer = this.#owesAnswers && this.#state === 'string';
    if (!this.#isAmbiguous()) return isAnswer ? ANSWER_TIMEOUT : SEQUENCE_TIMEOUT;
    if (!this.#owesAnswers) return this.#escapeTimeout;
    return isAnswer ? SEQUENCE_TIMEOUT : Math.max(this.#escapeTimeout, ANSWER_ESCAPE_TIMEOUT);
  }

  /** ESC, or ESC and an introducer, which a person can type as Escape or Alt with a key. */
  #isAmbiguous(): boolean {
    if (this.#character.length > 0) return false;
    return this.#state !== 'ground' && this.#pending.length - this.#start <= 2;
  }

  /** Gives what waits its meaning as keys, or drops the torso of a sequence. */
  #flush(): void {
    if (this.#character.length > 0) {
      this.#finishInvalid();
    } else if (this.#isAmbiguous()) {
      this.#finishAmbiguous();
    } else {
      this.#reset();
    }
  }

  #finishAmbiguous(): void {
    const raw = this.#takeRaw();
    const last = raw.at(-1) as number;
    if (raw.length === 1) this.#onToken({ type: 'control', code: ESC, alt: false, raw });
    else if (last === ESC) this.#onToken({ type: 'control', code: ESC, alt: true, raw });
    else this.#onToken({ type: 'text', text: String.fromCharCode(last), alt: true, raw });
  }

  #reset(): void {
    this.#state = 'ground';
    this.#pending = [];
    this.#start = 0;
    this.#character = [];
  }

  #takeRaw(): Uint8Array {
    const raw = new Uint8Array(this.#pending);
    this.#reset();
    return raw;
  }

  #pushByte(byte: number): void {
    if (this.#character.length > 0) {
      if (fitsUtf8(this.#character, byte)) {
        this.#pushCharacterByte(byte);
        return;
      }
      this.#finishInvalid();
    }
    switch (this.#state) {
      case 'ground':
        this.#ground(byte);
        break;
      case 'escape':
        this.#escape(byte);
        break;
      case 'csi':
        this.#csi(byte);
        break;
      case 'ss3':
        this.#ss3(byte);
        break;
      case 'linux':
        this.#linux(byte);
        break;
      case 'x10-mouse':
        this.#x10Mouse(byte);
        break;
      case 'string':
        this.#string(byte);
        break;
      case 'paste':
        break;
    }
  }

  #pushCharacterByte(byte: number): void {
    this.#pending.push(byte);
    this.#character.push(byte);
    if (this.#character.length < utf8Length(this.#character[0] as number)) return;
    this.#finishText(String.fromCodePoint(codePointIn(this.#character)));
  }

  #finishText(text: string): void {
    const alt = this.#pending[0] === ESC;
    this.#onToken({ type: 'text', text, alt, raw: this.#takeRaw() });
  }

  #finishInvalid(): void {
    this.#finishText('\ufffd');
  }

  /** A character or control, in the ground state or behind the ESC that means Alt. */
  #plain(byte: number): void {
    const alt = this.#pending.length > 0;
    this.#pending.push(byte);
    if (byte < 0x20 || byte === 0x7f) {
      this.#onToken({ type: 'control', code: byte, alt, raw: this.#takeRaw() });
      return;
    }
    const length = utf8Length(byte);
    if (length === 0) this.#finishInvalid();
    else if (length === 1) this.#finishText(String.fromCharCode(byte));
    else {
      this.#state = 'ground';
      this.#character = [byte];
    }
  }

  #ground(byte: number): void {
    if (byte !== ESC) {
      this.#plain(byte);
      return;
    }
    this.#pending = [ESC];
    this.#start = 0;
    this.#state = 'escape';
  }

  #escape(byte: number): void {
    switch (byte) {
      case ESC:
        if (this.#pending.length > 1) {
          // The third ESC in a row begins anew: the two before it were Alt-Escape.
          this.#finishAmbiguous();
          this.#ground(ESC);
        } else {
          this.#pending.push(ESC);
          this.#start = 1;
        }
        break;
      case 0x5b:
        this.#pending.push(byte);
        this.#state = 'csi';
        break;
      case 0x4f:
        this.#pending.push(byte);
        this.#state = 'ss3';
        break;
      case 0x50: // DCS
      case 0x58: // SOS
      case 0x5d: // OSC
      case 0x5e: // PM
      case 0x5f: // APC
        this.#pending.push(byte);
        this.#state = 'string';
        break;
      default:
        if (this.#start > 0) {
          // ESC ESC x: Escape was typed, then Alt with x.
          this.#onToken({ type: 'control', code: ESC, alt: false, raw: Uint8Array.of(ESC) });
          this.#pending = [ESC];
          this.#start = 0;
        }
        this.#plain(byte);
    }
  }

  /** Drops the torso of a sequence that `byte` cannot continue, and looks at `byte` afresh. */
  #abandon(byte: number): void {
    const ambiguous = this.#isAmbiguous();
    if (ambiguous) this.#finishAmbiguous();
    else this.#reset();
    if (byte !== CAN && byte !== SUB) this.#pushByte(byte);
    else if (ambiguous) this.#plain(byte);
  }

  #csi(byte: number): void {
    if (byte < 0x20 || byte > 0x7e || this.#pending.length > MAX_SEQUENCE) {
      this.#abandon(byte);
      return;
    }
    const first = this.#pending.length - this.#start === 2;
    this.#pending.push(byte);
    if (byte < 0x40 && !this.#isRxvtShift(byte)) return;
    if (first && byte === 0x5b) this.#state = 'linux';
    else if (first && byte === 0x4d) this.#state = 'x10-mouse';
    else this.#finishCsi();
  }

  /** rxvt ends `CSI <number> $` (Shift with a key) against the grammar. */
  #isRxvtShift(byte: number): boolean {
    if (byte !== DOLLAR) return false;
    return this.#pending.slice(this.#start + 2, -1).every((part) => part >= 0x30 && part <= 0x39);
  }

  /** What the terminal sends by itself has no Alt: the ESC before it was a key of its own. */
  #splitEscape(): void {
    if (this.#start === 0) return;
    this.#onToken({ type: 'control', code: ESC, alt: false, raw: Uint8Array.of(ESC) });
    this.#pending.shift();
    this.#start = 0;
  }

  #finishCsi(): void {
    if (isReport(this.#pending, this.#start + 2)) this.#splitEscape();
    const alt = this.#start > 0;
    const body = String.fromCharCode(...this.#pending.slice(this.#start + 2));
    const raw = this.#takeRaw();
    const match = /^([<-?]?)([0-?]*)([ -/]*)(.)$/.exec(body);
    if (match === null) return;
    const [, prefix = '', params = '', intermediates = '', final = ''] = match;
    if (body === '200~') {
      this.#state = 'paste';
      this.#onToken({ type: 'paste-start' });
    } else if (body !== '201~') {
      this.#onToken({ type: 'csi', prefix, params, intermediates, final, alt, raw });
    }
  }

  #ss3(byte: number): void {
    const isDigit = byte >= 0x30 && byte <= 0x39;
    const isFinal = byte > 0x20 && byte < 0x7f;
    if (!isFinal || this.#pending.length > 8) {
      this.#abandon(byte);
      return;
    }
    this.#pending.push(byte);
    if (isDigit) return;
    const alt = this.#start > 0;
    const params = String.fromCharCode(...this.#pending.slice(this.#start + 2, -1));
    this.#onToken({
      type: 'ss3',
      params,
      final: String.fromCharCode(byte),
      alt,
      raw: this.#takeRaw(),
    });
  }

  #linux(byte: number): void {
    if (byte < 0x41 || byte > 0x45) {
      this.#abandon(byte);
      return;
    }
    this.#pending.push(byte);
    this.#onToken({ type: 'linux', final: String.fromCharCode(byte), raw: this.#takeRaw() });
  }

  #x10Mouse(byte: number): void {
    this.#pending.push(byte);
    if (this.#pending.length - this.#start < 6) return;
    this.#splitEscape();
    const raw = this.#takeRaw();
    const [button = 0, x = 0, y = 0] = raw.slice(-3);
    this.#onToken({ type: 'x10-mouse', button: button - 32, x: x - 33, y: y - 33, raw });
  }

  /** Ends at ST (`ESC \`) or BEL; CAN and SUB abort. A body beyond the limit is not kept. */
  #string(byte: number): void {
    const size = this.#pending.length - this.#start;
    if (byte === CAN || byte === SUB) {
      this.#abandon(byte);
      return;
    }
    const afterEscape = size > 2 && this.#pending.at(-1) === ESC;
    if (afterEscape && byte !== BACKSLASH) {
      // The string was cut off, and its ESC begins the next sequence.
      this.#reset();
      this.#ground(ESC);
      this.#escape(byte);
      return;
    }
    if (size < MAX_STRING || byte === ESC) this.#pending.push(byte);
    if (byte !== BEL && !afterEscape) return;
    this.#splitEscape();
    const raw = this.#takeRaw();
    if (size < MAX_STRING) this.#onToken({ type: 'string', raw });
  }

  /** Streams a paste until its end mark; returns the index behind what was taken. */
  #pushPaste(bytes: Uint8Array, from: number): number {
    const { chunks, end, isOver } = this.#paste.scan(bytes, from);
    for (const chunk of chunks) this.#onToken({ type: 'paste-chunk', bytes: chunk });
    if (isOver) {
      this.#state = 'ground';
      this.#onToken({ type: 'paste-end' });
    }
    return end;
  }
}
