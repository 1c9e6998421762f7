import type { XtermBuffer, XtermCore } from './internals.js';
import { onOsc } from './payload.js';

/** Longest address kept, UTF-16 units; text with a longer one is shown without a link. */
const MAX_ADDRESS = 4_096;

/** Longest OSC 8 that is read at all, code points: an address and its parameters. */
const MAX_LINK = 16_384;

/** Addresses kept before those that no cell has any more are looked for. */
const SWEEP_AT = 8_192;

/**
 * Addresses of links by number, in place of `OscLinkService`: that one sets a marker on every line
 * with a link, each of which is visited at every line that scrolls out of a full buffer. Ten
 * thousand of them make it a hundred times slower.
 */
export function repairLinks(core: XtermCore): void {
  const links = new Links(core);
  const service = core._oscLinkService;
  service.registerLink = ({ uri }) => links.numberOf(uri);
  service.addLineToLink = () => {};
  service.getLinkData = (number) => links.dataOf(number);
  onOsc(core, 8, MAX_LINK, (data) => void core._inputHandler.setHyperlink(data));
}

class Links {
  readonly #core: XtermCore;
  readonly #numbers = new Map<string, number>();
  readonly #data = new Map<number, { uri: string }>();
  #next = 1;
  #sweepAt = SWEEP_AT;

  constructor(core: XtermCore) {
    this.#core = core;
  }

  numberOf(address: string): number {
    const uri = address.length > MAX_ADDRESS ? '' : address;
    const known = this.#numbers.get(uri);
    if (known !== undefined) return known;
    if (this.#data.size >= this.#sweepAt) this.#sweep();
    const number = this.#next++;
    this.#numbers.set(uri, number);
    this.#data.set(number, { uri });
    return number;
  }

  dataOf(number: number): { uri: string } | undefined {
    return this.#data.get(number);
  }

  /** Forgets what no cell has. A number is never used again, so that no cell gets another's link. */
  #sweep(): void {
    const { normal, alt } = this.#core._bufferService.buffers;
    const used = new Set([...numbersIn(normal), ...numbersIn(alt)]);
    for (const [number, { uri }] of this.#data) {
      if (used.has(number)) continue;
      this.#data.delete(number);
      this.#numbers.delete(uri);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#data.size);
  }
}

function* numbersIn({ lines }: XtermBuffer): Iterable<number> {
  for (let index = 0; index < lines.length; index++) {
    for (const extended of Object.values(lines.get(index)?._extendedAttrs ?? {})) {
      if (extended && extended.urlId !== 0) yield extended.urlId;
    }
  }
}
