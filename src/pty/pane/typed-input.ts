/** Reads what a person types into a program, as far as it tells when something is submitted. */

const ESC = 0x1b;
const CTRL_C = 0x03;
const LF = 0x0a;
const CR = 0x0d;
const CTRL_P = 0x10;
const CTRL_R = 0x12;
const CTRL_U = 0x15;
/** Longest parameters of a sequence that are looked at; what is longer is no key. */
const MAX_PARAMETERS = 32;

export interface TypedInput {
  /** A key was pressed or text pasted; moves of the mouse and of the focus are neither. */
  isTyped: boolean;
  /** An item for each Enter: whether text was typed, pasted or recalled before it. */
  submitted: boolean[];
}

/**
 * Follows the bytes of one pane's input over their pieces. Line breaks that do not submit
 * (Alt-Enter, Shift-Enter, Ctrl-j, those in a bracketed paste) count as text. Nothing of the text
 * is kept.
 */
export class TypedInputReader {
  #state: 'ground' | 'escape' | 'csi' | 'ss3' | 'legacy-mouse' = 'ground';
  #isPasting = false;
  #parameters = '';
  #mouseBytes = 0;
  #hasText = false;

  read(bytes: Uint8Array): TypedInput {
    const input: TypedInput = { isTyped: false, submitted: [] };
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#isPasting && this.#state === 'ground') at = this.#pasted(bytes, at, input);
      const byte = bytes[at];
      if (byte !== undefined) this.#byte(byte, input);
    }
    // A lone Escape: what follows it later is no Alt key.
    if (this.#state === 'escape') {
      this.#state = 'ground';
      this.#key(input, false);
    }
    return input;
  }

  /** What is pasted may be long: only its sequences are looked at. Returns where the next one is. */
  #pasted(bytes: Uint8Array, from: number, input: TypedInput): number {
    const next = bytes.indexOf(ESC, from);
    const end = next < 0 ? bytes.length : next;
    if (end > from) this.#key(input, true);
    return end;
  }

  #byte(byte: number, input: TypedInput): void {
    switch (this.#state) {
      case 'ground':
        this.#ground(byte, input);
        break;
      case 'escape':
        this.#escape(byte, input);
        break;
      case 'csi':
        this.#csi(byte, input);
        break;
      case 'ss3':
        this.#state = 'ground';
        if (byte === 0x4d) this.#enter(input);
        else this.#key(input, byte === 0x41);
        break;
      case 'legacy-mouse':
        this.#mouseBytes -= 1;
        if (this.#mouseBytes === 0) this.#state = 'ground';
        break;
    }
  }

  #ground(byte: number, input: TypedInput): void {
    if (byte === ESC) {
      this.#state = 'escape';
    } else if (byte === CR) {
      this.#enter(input);
    } else {
      if ((byte === CTRL_C || byte === CTRL_U) && !this.#isPasting) this.#hasText = false;
      const isText = byte >= 0x20 && byte !== 0x7f;
      this.#key(input, isText || byte === LF || byte === CTRL_P || byte === CTRL_R);
    }
  }

  #escape(byte: number, input: TypedInput): void {
    if (byte === ESC) return;
    this.#state = 'ground';
    if (byte === 0x5b) {
      this.#state = 'csi';
      this.#parameters = '';
    } else if (byte === 0x4f) {
      this.#state = 'ss3';
    } else {
      this.#key(input, byte === CR);
    }
  }

  #csi(byte: number, input: TypedInput): void {
    if (byte < 0x40) {
      if (this.#parameters.length < MAX_PARAMETERS) {
        this.#parameters += String.fromCharCode(byte);
      }
      return;
    }
    this.#state = 'ground';
    this.#sequence(String.fromCharCode(byte), this.#parameters, input);
  }

  #sequence(final: string, parameters: string, input: TypedInput): void {
    const isMouse = parameters.startsWith('<') || final === 'M';
    if (final === 'M' && parameters === '') {
      this.#state = 'legacy-mouse';
      this.#mouseBytes = 3;
    }
    if (isMouse || final === 'I' || final === 'O') return;
    if (final === '~' && (parameters === '200' || parameters === '201')) {
      this.#isPasting = parameters === '200';
    } else if (final === 'u') this.#kittyKey(parameters, input);
    else this.#key(input, final === 'A' || (final === '~' && parameters.startsWith('27;')));
  }

  /** https://sw.kovidgoyal.net/kitty/keyboard-protocol/ */
  #kittyKey(parameters: string, input: TypedInput): void {
    const [code = '', modifiers = '1'] = parameters.split(';');
    const [modifier = '1', event = '1'] = modifiers.split(':');
    if (event === '3') return;
    const key = Number.parseInt(code, 10);
    const isPlain = modifier === '1';
    if (key === CR && isPlain) this.#enter(input);
    else this.#key(input, key === CR || (key >= 0x20 && key < 0xe000 && key !== 0x7f));
  }

  #key(input: TypedInput, isText: boolean): void {
    input.isTyped = true;
    if (isText || this.#isPasting) this.#hasText = true;
  }

  #enter(input: TypedInput): void {
    if (this.#isPasting) {
      this.#key(input, true);
      return;
    }
    input.isTyped = true;
    input.submitted.push(this.#hasText);
    this.#hasText = false;
  }
}
