import { setImmediate as nextTurn } from 'node:timers/promises';

/** A peer sent bytes that no version of the protocol contains; its connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Bytes in front of a frame's body. */
export const HEADER = 5;

/** One frame as bytes: `u32 length of type and body`, `u8 type`, body. */
export function encodeFrame(type: number, body: Uint8Array | string): Buffer {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const frame = Buffer.allocUnsafe(HEADER + length);
  writeHeader(frame, type, length);
  if (typeof body === 'string') frame.write(body, HEADER);
  else frame.set(body, HEADER);
  return frame;
}

/**
 * The same in pieces, of which some are made in each turn of the event loop: a JSON object whose
 * member `name` is the text of `pieces`, none of which ends in the middle of a character.
 */
export async function encodeLongText(
  type: number,
  fields: Readonly<Record<string, unknown>>,
  name: string,
  pieces: readonly string[],
): Promise<Buffer[]> {
  const head = `${JSON.stringify(fields).slice(0, -1)},${JSON.stringify(name)}:"`;
  const parts = [Buffer.alloc(HEADER), Buffer.from(head)];
  for (const piece of pieces) {
    parts.push(Buffer.from(JSON.stringify(piece).slice(1, -1)));
    await nextTurn();
  }
  parts.push(Buffer.from('"}'));
  const length = parts.reduce((sum, part) => sum + part.length, -HEADER);
  writeHeader(parts[0] as Buffer, type, length);
  return parts;
}

function writeHeader(frame: Uint8Array, type: number, bodyLength: number): void {
  const length = bodyLength + 1;
  frame[0] = length >>> 24;
  frame[1] = length >>> 16;
  frame[2] = length >>> 8;
  frame[3] = length;
  frame[4] = type;
}

/** Completes a frame whose body was written behind `HEADER` bytes of room. */
export function finishFrame(type: number, frame: Uint8Array): Uint8Array {
  writeHeader(frame, type, frame.length - HEADER);
  return frame;
}

export function encodeJson(type: number, value: unknown): Buffer {
  return encodeFrame(type, JSON.stringify(value));
}

/** The JSON of a frame's body; throws `ProtocolError` when it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
  } catch {
    throw new ProtocolError('A control message is not JSON.');
  }
}

/**
 * Cuts a byte stream into frames, however it was fragmented or coalesced. A body passed to
 * `onFrame` is only valid during the call: it may be a view of the chunk.
 */
export class FrameDecoder {
  readonly #maxBody: number;
  readonly #onFrame: (type: number, body: Uint8Array) => void;
  readonly #header = new Uint8Array(HEADER);
  #headerFilled = 0;
  #body: Uint8Array | undefined;
  #bodyFilled = 0;

  /** @param maxBody longest body accepted, bytes. */
  constructor(maxBody: number, onFrame: (type: number, body: Uint8Array) => void) {
    this.#maxBody = maxBody;
    this.#onFrame = onFrame;
  }

  /** No frame has been begun. */
  get isBetweenFrames(): boolean {
    return this.#headerFilled === 0;
  }

  /** Takes the next bytes; throws `ProtocolError` on an impossible length. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) at = this.#take(chunk, at);
  }

  #take(chunk: Uint8Array, start: number): number {
    let at = start;
    while (this.#headerFilled < HEADER) {
      const byte = chunk[at];
      if (byte === undefined) return at;
      this.#header[this.#headerFilled++] = byte;
      at++;
      if (this.#headerFilled === 4) this.#checkLength();
    }
    const length = this.#bodyLength();
    if (this.#bodyFilled === 0 && chunk.length - at >= length) {
      this.#emit(chunk.subarray(at, at + length));
      return at + length;
    }
    this.#body ??= new Uint8Array(length);
    const part = chunk.subarray(at, at + length - this.#bodyFilled);
    this.#body.set(part, this.#bodyFilled);
    this.#bodyFilled += part.length;
    if (this.#bodyFilled === length) this.#emit(this.#body);
    return at + part.length;
  }

  #bodyLength(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#header;
    return a * 0x100_0000 + ((b << 16) | (c << 8) | d) - 1;
  }

  #checkLength(): void {
    const length = this.#bodyLength();
    if (length < 0 || length > this.#maxBody) {
      throw new ProtocolError(`A frame claims ${length} bytes.`);
    }
  }

  #emit(body: Uint8Array): void {
    const type = this.#header[4] as number;
    this.#headerFilled = 0;
    this.#body = undefined;
    this.#bodyFilled = 0;
    this.#onFrame(type, body);
  }
}
