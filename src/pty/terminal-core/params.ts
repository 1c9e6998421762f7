import type { Parameters } from '../requests/parameters.js';

const MAX_VALUE = 0x7fff_ffff;
const MAX_PARAMS = 32;
const MAX_SUB_PARAMS = 32;

/** A sub-parameter without a value. */
const NOTHING = -1;

/** The parameters of one sequence at a time; what is beyond the limits is passed over. */
export class Params {
  readonly values = new Int32Array(MAX_PARAMS);
  length = 1;
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
    this.#subStarts[0] = 0;
    this.#subEnds[0] = 0;
    this.#subLength = 0;
    this.#isFull = false;
    this.#isSubFull = false;
    this.#isSub = false;
  }

  /** A parameter, 0 where it is absent. */
  at(index: number): number {
    return index < this.length ? (this.values[index] as number) : 0;
  }

  /** The first parameter as a count: missing and 0 are 1. */
  get count(): number {
    return (this.values[0] as number) || 1;
  }

  /** A semicolon. */
  next(): void {
    this.#isSub = false;
    if (this.length >= MAX_PARAMS) {
      this.#isFull = true;
      return;
    }
    this.#subStarts[this.length] = this.#subLength;
    this.#subEnds[this.length] = this.#subLength;
    this.values[this.length++] = 0;
  }

  /** A colon. */
  nextSub(): void {
    this.#isSub = true;
    if (this.#isFull || this.#subLength >= MAX_SUB_PARAMS) {
      this.#isSubFull = true;
      return;
    }
    this.#subValues[this.#subLength++] = NOTHING;
    this.#subEnds[this.length - 1] = this.#subLength;
  }

  /** All digits of a parameter that has none yet. */
  number(value: number): void {
    const bounded = Math.min(value, MAX_VALUE);
    if (this.#isFull) return;
    if (!this.#isSub) this.values[this.length - 1] = bounded;
    else if (!this.#isSubFull) this.#subValues[this.#subLength - 1] = bounded;
  }

  digit(value: number): void {
    if (this.#isFull) return;
    if (this.#isSub) {
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
