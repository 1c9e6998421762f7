import type { Parameters } from '../requests/parameters.js';

const MAX_VALUE = 0x7fff_ffff;
const MAX_PARAMS = 32;
const MAX_SUB_PARAMS = 32;

/** A sub-parameter without a value. */
const NOTHING = -1;

/** Below it a value may get another digit without a look at the limit. */
const SMALL = 214_748_364;

/** The parameters of one sequence at a time; what is beyond the limits is passed over. */
export class Params {
  readonly values = new Int32Array(MAX_PARAMS);
  length = 1;
  /** There are sub-parameters, or more parameters than are kept. */
  #isRare = false;
  readonly #subValues = new Int32Array(MAX_SUB_PARAMS);
  readonly #subStarts = new Uint8Array(MAX_PARAMS);
  readonly #subEnds = new Uint8Array(MAX_PARAMS);
  #subLength = 0;
  #isFull = false;
  #isSubFull = false;
  #isSub = false;

  /** One parameter without a value. */
  reset(): void {
    this.length = 1;
    this.values[0] = 0;
    this.#isRare = false;
  }

  /** A parameter, 0 where it is absent. */
  at(index: number): number {
    return index < this.length ? (this.values[index] as number) : 0;
  }

  /** The first parameter as a count: missing and 0 are 1. */
  get count(): number {
    return (this.values[0] as number) || 1;
  }

  /** Takes digits, semicolons and colons from `from` on; returns where they end. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = this.#isRare ? from : this.#readPlain(bytes, from, end);
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte < 0x30 || byte > 0x3b) break;
      this.put(byte);
    }
    return at;
  }

  /** As `read`, up to what is rare. */
  #readPlain(bytes: Uint8Array, from: number, end: number): number {
    const { values } = this;
    let { length } = this;
    let value = values[length - 1] as number;
    let at = from;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit >= 0 && digit <= 9) {
        value = value < SMALL ? value * 10 + digit : Math.min(value * 10 + digit, MAX_VALUE) | 0;
      } else if (digit === 11 && length < MAX_PARAMS) {
        values[length++ - 1] = value;
        value = 0;
      } else {
        break;
      }
    }
    values[length - 1] = value;
    this.length = length;
    return at;
  }

  /** A digit, a semicolon or a colon. */
  put(code: number): void {
    if (code === 0x3b) this.#next();
    else if (code === 0x3a) this.#nextSub();
    else this.#digit(code - 0x30);
  }

  #next(): void {
    this.#isSub = false;
    if (this.length >= MAX_PARAMS) {
      this.#beRare();
      this.#isFull = true;
      return;
    }
    if (this.#isRare) {
      this.#subStarts[this.length] = this.#subLength;
      this.#subEnds[this.length] = this.#subLength;
    }
    this.values[this.length++] = 0;
  }

  #nextSub(): void {
    this.#beRare();
    this.#isSub = true;
    if (this.#isFull || this.#subLength >= MAX_SUB_PARAMS) {
      this.#isSubFull = true;
      return;
    }
    this.#subValues[this.#subLength++] = NOTHING;
    this.#subEnds[this.length - 1] = this.#subLength;
  }

  #beRare(): void {
    if (this.#isRare) return;
    this.#isRare = true;
    this.#subStarts.fill(0);
    this.#subEnds.fill(0);
    this.#subLength = 0;
    this.#isFull = false;
    this.#isSubFull = false;
    this.#isSub = false;
  }

  #digit(value: number): void {
    if (this.#isRare && this.#isFull) return;
    if (this.#isRare && this.#isSub) {
      this.#subDigit(value);
      return;
    }
    const at = this.length - 1;
    this.values[at] = Math.min((this.values[at] as number) * 10 + value, MAX_VALUE);
  }

  #subDigit(value: number): void {
    if (this.#isSubFull || this.#subLength === 0) return;
    const at = this.#subLength - 1;
    const old = this.#subValues[at] as number;
    this.#subValues[at] = old === NOTHING ? value : Math.min(old * 10 + value, MAX_VALUE);
  }

  subCount(index: number): number {
    if (!this.#isRare) return 0;
    return (this.#subEnds[index] as number) - (this.#subStarts[index] as number);
  }

  /** A sub-parameter of a parameter, -1 where nothing is written or it is absent. */
  subAt(index: number, sub: number): number {
    if (sub >= this.subCount(index)) return NOTHING;
    return this.#subValues[(this.#subStarts[index] as number) + sub] as number;
  }

  /** As handlers of rare sequences get them. */
  toArray(): Parameters {
    const list: (number | number[])[] = [];
    for (let index = 0; index < this.length; index++) {
      list.push(this.values[index] as number);
      const count = this.subCount(index);
      if (count > 0) list.push(Array.from({ length: count }, (_, sub) => this.subAt(index, sub)));
    }
    return list;
  }
}
