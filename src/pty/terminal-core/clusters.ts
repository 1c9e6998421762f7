import { CLUSTER_FLAG, CODE_MASK } from '../../core/frame.js';
import { MAX_CLUSTER } from '../tables.js';
import { byteLength, putNumber } from './bytes.js';
import { Numbers } from './numbers.js';

/** Places for what was joined lately, by a hash. */
const RECENT_BITS = 10;

/** Bits of a code word that say what is in the cell. */
const CONTENT = (CLUSTER_FLAG | CODE_MASK) >>> 0;

/** Gives grapheme clusters numbers; the same one may have several. */
export class Clusters {
  readonly #numbers = new Numbers(0);
  #texts: string[] = [];
  /** Their code points, as in the scrollback. */
  #packed: Uint8Array[] = [];
  /** What was joined lately: content before, the code point behind it, and one more than its number. */
  readonly #before = new Uint32Array(1 << RECENT_BITS);
  readonly #codes = new Uint32Array(1 << RECENT_BITS);
  readonly #joined = new Uint32Array(1 << RECENT_BITS);

  get isSweepDue(): boolean {
    return this.#numbers.isSweepDue;
  }

  /** Forgets all but the clusters whose numbers `mark` sets. */
  sweep(mark: (isUsed: Uint8Array) => void): void {
    this.#numbers.sweep(mark);
    this.#texts.length = Math.min(this.#texts.length, this.#numbers.end);
    this.#packed.length = this.#texts.length;
    this.#joined.fill(0);
  }

  textOf(cluster: number): string {
    return this.#texts[cluster] as string;
  }

  /** Its code points as `putNumber` writes them, one behind the other. */
  packedOf(cluster: number): Uint8Array {
    return this.#packed[cluster] as Uint8Array;
  }

  /** The content of a code word with a code point behind it; the same one where it is too long. */
  join(word: number, code: number): number {
    const before = (word & CONTENT) >>> 0;
    const hash = Math.imul(before, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b);
    const place = hash >>> (32 - RECENT_BITS);
    if (
      this.#joined[place] !== 0 &&
      this.#before[place] === before &&
      this.#codes[place] === code
    ) {
      return (CLUSTER_FLAG | ((this.#joined[place] as number) - 1)) >>> 0;
    }
    const cluster = this.#add(before, code);
    if (cluster === undefined) return before;
    this.#before[place] = before;
    this.#codes[place] = code;
    this.#joined[place] = cluster + 1;
    return (CLUSTER_FLAG | cluster) >>> 0;
  }

  #add(before: number, code: number): number | undefined {
    const known = before >= CLUSTER_FLAG ? before & CODE_MASK : undefined;
    const start = known === undefined ? String.fromCodePoint(before) : this.textOf(known);
    const text = start + String.fromCodePoint(code);
    if (text.length > MAX_CLUSTER) return undefined;
    const cluster = this.#numbers.take();
    this.#texts[cluster] = text;
    this.#packed[cluster] = packed(known === undefined ? before : this.packedOf(known), code);
    return cluster;
  }
}

function packed(before: number | Uint8Array, code: number): Uint8Array {
  const size = typeof before === 'number' ? byteLength(before) : before.length;
  const bytes = new Uint8Array(size + byteLength(code));
  if (typeof before === 'number') putNumber(bytes, 0, before);
  else bytes.set(before);
  putNumber(bytes, size, code);
  return bytes;
}
