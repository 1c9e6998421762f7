import type { PaneModes } from '../../core/frame.js';
import type { PasteEvent } from './events.js';

const START = Uint8Array.from(Buffer.from('\x1b[200~'));
const CR = 0x0d;
const LF = 0x0a;
const END = Uint8Array.from(Buffer.from('\x1b[201~'));

function endsWithMark(bytes: readonly number[]): boolean {
  const from = bytes.length - END.length;
  return from >= 0 && END.every((byte, index) => bytes[from + index] === byte);
}

/** How many bytes at the end of `bytes` may be the beginning of the end mark. */
function possibleMark(bytes: readonly number[]): number {
  for (let length = Math.min(END.length - 1, bytes.length); length > 0; length--) {
    const from = bytes.length - length;
    if (bytes.slice(from).every((byte, index) => byte === END[index])) return length;
  }
  return 0;
}

/** How many bytes at the end may yet become a mark, also by what is taken out between them. */
function undecided(bytes: readonly number[]): number {
  let end = bytes.length;
  for (;;) {
    const length = possibleMark(bytes.slice(Math.max(0, end - END.length), end));
    if (length === 0) return bytes.length - end;
    end -= length;
  }
}

/** How many lines a paste has, and whether any of them ends with a line break. */
export function countLines(bytes: Uint8Array): { lines: number; hasBreak: boolean } {
  let breaks = 0;
  bytes.forEach((byte, index) => {
    if (byte === CR || (byte === LF && bytes[index - 1] !== CR)) breaks++;
  });
  const last = bytes.at(-1);
  const hasRest = last !== undefined && last !== CR && last !== LF;
  return { lines: breaks + (hasRest ? 1 : 0), hasBreak: breaks > 0 };
}

/** The paste with a blank in place of its line breaks, and none at its end. */
export function joinLines(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(text.replace(/[\r\n]+$/, '').replace(/[\r\n]+/g, ' '), 'latin1');
}

/**
 * Writes a streamed paste for one pane: between brackets when its program asked for them. End marks
 * inside are taken out, also those that taking one out would form: what follows one would be run as
 * typed. Without brackets a paste is typing, so its line breaks are those of the Enter key.
 */
export class PasteEncoder {
  #bracketed = false;
  #held: number[] = [];
  #endedWithCr = false;

  /** Bytes for the pane, possibly none. The modes at the start hold for the whole paste. */
  encode(event: PasteEvent, modes: Pick<PaneModes, 'bracketedPaste'>): Uint8Array {
    switch (event.part) {
      case 'start':
        this.#held = [];
        this.#endedWithCr = false;
        this.#bracketed = modes.bracketedPaste;
        return this.#bracketed ? START : new Uint8Array(0);
      case 'chunk':
        return this.#bracketed ? this.#chunk(event.bytes) : this.#asTyped(event.bytes);
      case 'end': {
        const rest = Uint8Array.from(this.#held);
        this.#held = [];
        return this.#bracketed ? Uint8Array.from([...rest, ...END]) : rest;
      }
    }
  }

  /** Line breaks as terminals type them: CR, also for LF and CR LF. */
  #asTyped(bytes: Uint8Array): Uint8Array {
    const followsCr = this.#endedWithCr;
    if (bytes.length > 0) this.#endedWithCr = bytes.at(-1) === CR;
    if (!bytes.includes(LF)) return bytes;
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    bytes.forEach((byte, index) => {
      if (byte !== LF) out[length++] = byte;
      else if (index === 0 ? !followsCr : bytes[index - 1] !== CR) out[length++] = CR;
    });
    return out.subarray(0, length);
  }

  #chunk(bytes: Uint8Array): Uint8Array {
    // Without an ESC there is no mark: the common case is handed on as it is.
    if (this.#held.length === 0 && !bytes.includes(END[0] as number)) return bytes;
    const out = this.#held;
    for (const byte of bytes) {
      out.push(byte);
      if (byte === 0x7e && endsWithMark(out)) out.length -= END.length;
    }
    const held = undecided(out);
    this.#held = out.slice(out.length - held);
    return Uint8Array.from(out.slice(0, out.length - held));
  }
}

/** A paste that is there as a whole, as `PasteEncoder` writes it. */
export function encodePaste(
  bytes: Uint8Array,
  modes: Pick<PaneModes, 'bracketedPaste'>,
): Uint8Array {
  const encoder = new PasteEncoder();
  const events: PasteEvent[] = [{ part: 'start' }, { part: 'chunk', bytes }, { part: 'end' }];
  return Buffer.concat(events.map((event) => encoder.encode(event, modes)));
}
