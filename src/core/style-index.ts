import type { Style } from './frame.js';

/** Words of an entry: the four numbers of a style and the number of its link. */
const WORDS = 5;

const NO_ENTRY = 0;

/**
 * Gives each distinct style a number, in the order in which they come from 0 on. Styles are compared
 * by their numbers: a picture in truecolor has a new one for each cell, and keys of text would cost
 * more than its drawing.
 */
export class StyleIndex {
  #words = new Uint32Array(64 * WORDS);
  /** Open addressing: an entry's number and one more; 0 is free. */
  #slots = new Uint32Array(128);
  #links = new Map<string, number>([['', 0]]);
  #linkTexts = [''];
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** A copy of the style with this number: as objects, thousands of them would be work for the collector. */
  at(number: number): Style {
    const at = number * WORDS;
    const words = this.#words;
    return {
      foreground: words[at] as number,
      background: words[at + 1] as number,
      underline: words[at + 2] as number,
      flags: words[at + 3] as number,
      link: this.#linkTexts[words[at + 4] as number] as string,
    };
  }

  /** The number of `style`; `size` has grown when it is new. */
  intern(style: Style): number {
    const { foreground, background, underline, flags } = style;
    const link = style.link === '' ? 0 : this.#linkOf(style.link);
    const words = this.#words;
    const mask = this.#slots.length - 1;
    let slot = hashOf(foreground, background, underline, flags ^ (link << 16)) & mask;
    for (;;) {
      const entry = this.#slots[slot] as number;
      if (entry === NO_ENTRY) break;
      const at = (entry - 1) * WORDS;
      if (
        words[at] === foreground &&
        words[at + 1] === background &&
        words[at + 2] === underline &&
        words[at + 3] === flags &&
        words[at + 4] === link
      ) {
        return entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(style, link, slot);
  }

  clear(): void {
    this.#slots.fill(NO_ENTRY);
    this.#links = new Map([['', 0]]);
    this.#linkTexts = [''];
    this.#size = 0;
  }

  /** Forgets all but these styles, which are numbered anew in this order. */
  keep(numbers: readonly number[]): void {
    const styles = numbers.map((number) => this.at(number));
    this.clear();
    for (const style of styles) this.intern(style);
  }

  #linkOf(link: string): number {
    let number = this.#links.get(link);
    if (number === undefined) {
      number = this.#links.size;
      this.#links.set(link, number);
      this.#linkTexts.push(link);
    }
    return number;
  }

  #add({ foreground, background, underline, flags }: Style, link: number, slot: number): number {
    const number = this.#size++;
    const at = number * WORDS;
    if (at === this.#words.length) this.#words = doubled(this.#words);
    this.#words[at] = foreground;
    this.#words[at + 1] = background;
    this.#words[at + 2] = underline;
    this.#words[at + 3] = flags;
    this.#words[at + 4] = link;
    this.#slots[slot] = number + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const words = this.#words;
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      const at = number * WORDS;
      const flags = (words[at + 3] as number) ^ ((words[at + 4] as number) << 16);
      let slot =
        hashOf(words[at] as number, words[at + 1] as number, words[at + 2] as number, flags) & mask;
      while (slots[slot] !== NO_ENTRY) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function doubled(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}

function hashOf(foreground: number, background: number, underline: number, rest: number): number {
  let hash = Math.imul(foreground, 0x9e3779b1) ^ Math.imul(background, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(underline, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13), 0x165667b1) ^ Math.imul(rest, 0x9e3779b1);
  return hash ^ (hash >>> 16);
}
