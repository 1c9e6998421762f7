import { DEFAULT_STYLE, type Style } from '../../core/frame.js';

/** Words of a style: its four numbers. */
const WORDS = 4;

/**
 * Styles by number, the first one and those that were not set being the default style. As objects,
 * those of a picture that has one for each cell would be work for the collector in each frame.
 */
export class StyleList {
  #words = new Uint32Array(64 * WORDS);
  /** Few styles have one. */
  readonly #links = new Map<number, string>();
  #length = 1;

  /** One more than the highest number. */
  get length(): number {
    return this.#length;
  }

  at(number: number): Style {
    if (number >= this.#length) return DEFAULT_STYLE;
    const at = number * WORDS;
    const words = this.#words;
    return {
      foreground: words[at] as number,
      background: words[at + 1] as number,
      underline: words[at + 2] as number,
      flags: words[at + 3] as number,
      link: this.#links.get(number) ?? '',
    };
  }

  set(number: number, { foreground, background, underline, flags, link }: Style): void {
    const at = number * WORDS;
    if (at >= this.#words.length) this.#grow(at + WORDS);
    const words = this.#words;
    words[at] = foreground;
    words[at + 1] = background;
    words[at + 2] = underline;
    words[at + 3] = flags;
    if (link !== '') this.#links.set(number, link);
    else if (this.#links.size > 0) this.#links.delete(number);
    if (number >= this.#length) this.#length = number + 1;
  }

  clear(): void {
    this.#words.fill(0, 0, this.#length * WORDS);
    this.#links.clear();
    this.#length = 1;
  }

  toArray(): Style[] {
    return Array.from({ length: this.#length }, (_, number) => this.at(number));
  }

  #grow(needed: number): void {
    const larger = new Uint32Array(Math.max(needed, this.#words.length * 2));
    larger.set(this.#words);
    this.#words = larger;
  }
}
