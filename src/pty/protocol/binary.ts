import { ProtocolError } from './codec.js';

const encoder = new TextEncoder();

/** Appends numbers, text and arrays to a growing buffer, little-endian. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length: number;

  /** @param headroom bytes in front, which the caller fills when all is written. */
  constructor(capacity = 1024, headroom = 0) {
    // Not from the heap for each: small ones are cut from a pool of Node's.
    this.#bytes = Buffer.allocUnsafe(headroom + capacity);
    this.#view = viewOf(this.#bytes);
    this.#length = headroom;
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
  }

  /** A whole number from 0 to 2^53 − 1. */
  u53(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Text of at most 65,535 bytes of UTF-8, which callers ensure. */
  text(value: string): void {
    if (value === '') {
      this.u16(0);
      return;
    }
    const bytes = encoder.encode(value);
    this.u16(bytes.length);
    this.bytes(bytes);
  }

  bytes(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** Host and client share a machine, so words keep its byte order. */
  words(value: Uint32Array): void {
    this.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }

  /** What was written; a view that the next write may invalidate. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** May replace the buffer and its view, so call it before touching either. */
  #reserve(size: number): number {
    const at = this.#length;
    const needed = at + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    this.#length = needed;
    return at;
  }
}

/** Invalid bytes become U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reads what `ByteWriter` wrote; every read past the end throws `ProtocolError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u53(): number {
    const value = this.#view.getFloat64(this.#advance(8), true);
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ProtocolError('A frame holds a number that is none.');
    }
    return value;
  }

  text(): string {
    const length = this.u16();
    return length === 0 ? '' : utf8Text(this.bytes(length));
  }

  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  words(count: number): Uint32Array {
    const bytes = this.bytes(count * 4);
    const words = new Uint32Array(count);
    new Uint8Array(words.buffer).set(bytes);
    return words;
  }

  /** A count of things that take at least `size` bytes each, so that garbage allocates nothing. */
  count(value: number, size: number): number {
    if (value * size > this.#bytes.length - this.#at) {
      throw new ProtocolError('A frame is shorter than it says.');
    }
    return value;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new ProtocolError('A frame is longer than it says.');
  }

  #advance(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) {
      throw new ProtocolError('A frame is shorter than it says.');
    }
    this.#at = at + size;
    return at;
  }
}
