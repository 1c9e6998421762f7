import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

/** Longest address kept, UTF-16 units; text with a longer one is shown without a link. */
const MAX_ADDRESS = 4_096;

/** Longest OSC 8 that is read at all, code points: an address and its parameters. */
const MAX_LINK = 16_384;

/** Addresses kept before those that no cell has any more are looked for. */
const SWEEP_AT = 8_192;

/** All addresses of a pane, UTF-16 units; beyond it text that came long ago loses its link. */
const MAX_KEPT = 16 * 1024 * 1024;
/** What an address takes beside its text, in the same unit. */
const ENTRY = 64;

/**
 * OSC 8: `parameters ; address` begins a link, an empty address ends it.
 * https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
export function registerLinks({ core }: EmulatorContext): void {
  onOsc(core, 8, MAX_LINK, (data) => {
    const at = data.indexOf(';');
    if (data !== '' && at < 0) return;
    core.setLink(data.slice(at + 1) || undefined);
  });
}

/** Addresses of links by number. */
export class Links {
  readonly #inUse: () => Iterable<number>;
  readonly #numbers = new Map<string, number>();
  readonly #addresses = new Map<number, string>();
  #next = 1;
  #sweepAt = SWEEP_AT;
  /** Of `MAX_KEPT`. */
  #kept = 0;

  /** `inUse` answers which numbers cells have, some perhaps several times. */
  constructor(inUse: () => Iterable<number>) {
    this.#inUse = inUse;
  }

  numberOf(address: string): number {
    const kept = address.length > MAX_ADDRESS ? '' : address;
    const known = this.#numbers.get(kept);
    if (known !== undefined) return known;
    if (this.#addresses.size >= this.#sweepAt || this.#kept > MAX_KEPT) this.#sweep();
    const number = this.#next++;
    this.#numbers.set(kept, number);
    this.#addresses.set(number, kept);
    this.#kept += kept.length + ENTRY;
    return number;
  }

  addressOf(number: number): string | undefined {
    return this.#addresses.get(number);
  }

  /** Forgets what no cell has. A number is never used again, so that no cell gets another's link. */
  #sweep(): void {
    const used = new Set(this.#inUse());
    for (const [number, address] of this.#addresses) {
      if (!used.has(number)) this.#forget(number, address);
    }
    // The oldest first, and half of it at once: each look for those in use reads all lines.
    for (const [number, address] of this.#addresses) {
      if (this.#kept <= MAX_KEPT / 2) break;
      this.#forget(number, address);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#addresses.size);
  }

  #forget(number: number, address: string): void {
    this.#addresses.delete(number);
    this.#numbers.delete(address);
    this.#kept -= address.length + ENTRY;
  }
}
