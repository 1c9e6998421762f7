import { isUtf8 } from 'node:buffer';
import { incompleteLength } from '../../../src/pty/terminal-core/utf8.js';

/** xterm cuts longer input itself, and may lose the character at the cut. */
const LONGEST_PIECE = 64 * 1024;

const NOTHING = new Uint8Array();

/** Replaces as the Unicode Standard recommends (chapter 3.9, "Substitution of Maximal Subparts"). */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts a stream of bytes into well-formed UTF-8. What is not well-formed becomes U+FFFD: xterm
 * drops it, and sometimes what follows.
 */
export class Utf8Stream {
  /** The beginning of a character whose rest has not arrived. */
  #begun: Uint8Array = NOTHING;

  /** Calls `take` with every whole character up to the end of `bytes`; keeps none of its memory. */
  push(bytes: Uint8Array, take: (wellFormed: Uint8Array) => void): void {
    let rest = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]);
    while (rest.length > LONGEST_PIECE) {
      const piece = rest.subarray(0, LONGEST_PIECE);
      const length = LONGEST_PIECE - incompleteLength(piece);
      take(wellFormed(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    const length = rest.length - incompleteLength(rest);
    this.#begun = length === rest.length ? NOTHING : Uint8Array.from(rest.subarray(length));
    if (length > 0) take(wellFormed(rest.subarray(0, length)));
  }
}

function wellFormed(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : Buffer.from(decoder.decode(bytes));
}
