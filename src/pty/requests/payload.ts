import type { SequenceId, StringHandler, TerminalCore } from './core.js';

/** Code points turned into text at once: each is an argument of a call. */
const PIECE = 8_192;

/**
 * Handles an OSC, in place of whatever handled it. Longer ones than `limit` (code points) are passed
 * over, whatever their length.
 */
export function onOsc(
  core: TerminalCore,
  ident: number,
  limit: number,
  act: (data: string) => void,
): void {
  core.parser.setOscHandler(ident, new Payload(limit, act));
}

/** Handles an OSC by its first `limit` code points. */
export function onOscStart(
  core: TerminalCore,
  ident: number,
  limit: number,
  act: (data: string) => void,
): void {
  core.parser.setOscHandler(ident, new Payload(limit, act, true));
}

/** Handles a DCS, as `onOsc` does an OSC. DEL is no text in one, wherever its output is cut. */
export function onDcs(
  core: TerminalCore,
  id: SequenceId,
  limit: number,
  act: (data: string) => void,
): void {
  const payload = new Payload(limit, (data) => act(data.replaceAll('\u007f', '')));
  core.parser.registerDcsHandler(id, payload);
}

/** Collects the text of one control string at a time. */
class Payload implements StringHandler {
  readonly #limit: number;
  readonly #act: (data: string) => void;
  readonly #isCut: boolean;
  #text = '';
  #length = 0;

  constructor(limit: number, act: (data: string) => void, isCut = false) {
    this.#limit = limit;
    this.#act = act;
    this.#isCut = isCut;
  }

  start(): void {
    this.#text = '';
    this.#length = 0;
  }

  hook(): void {
    this.start();
  }

  put(data: Uint32Array, start: number, end: number): void {
    const room = this.#limit - this.#length;
    this.#length += end - start;
    if (room <= 0) return;
    const last = Math.min(end, start + room);
    for (let from = start; from < last; from += PIECE) {
      this.#text += String.fromCodePoint(...data.subarray(from, Math.min(last, from + PIECE)));
    }
  }

  end(success: boolean): boolean {
    const text = this.#text;
    const isWhole = this.#length <= this.#limit;
    this.start();
    if (success && (isWhole || this.#isCut)) this.#act(text);
    return true;
  }

  unhook(success: boolean): boolean {
    return this.end(success);
  }
}
