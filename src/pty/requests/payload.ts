import type { SequenceId, StringHandler, TerminalCore } from './core.js';

/** Code points turned into text at once. */
const PIECE = 4_096;
const units = Buffer.alloc(4 * PIECE);

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
      this.#text += textOf(data, from, Math.min(last, from + PIECE));
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

/** Text of at most `PIECE` code points. */
function textOf(codes: Uint32Array, start: number, end: number): string {
  let any = 0;
  for (let at = start; at < end; at++) {
    const code = codes[at] as number;
    any |= code;
    units[at - start] = code;
  }
  if (any < 0x100) return units.toString('latin1', 0, end - start);
  let length = 0;
  for (let at = start; at < end; at++) {
    const code = codes[at] as number;
    if (code < 0x1_0000) {
      length = units.writeUInt16LE(code, length);
      continue;
    }
    length = units.writeUInt16LE(0xd7c0 + (code >> 10), length);
    length = units.writeUInt16LE(0xdc00 | (code & 0x3ff), length);
  }
  return units.toString('utf16le', 0, length);
}
