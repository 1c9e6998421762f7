import { DEFAULT_STYLE, type Style, UNDERLINE_MASK } from '../../core/frame.js';

/** Beside the flags of `Style`: the cell is protected from selective erasure (DECSCA). */
export const PROTECTED = 1 << 16;

/** Words of a style: foreground, background, underline's colour, flags, number of the link. */
const WORDS = 5;

/** Styles that are kept before those that no cell has any more are looked for. */
const SWEEP_AT = 16_384;

/** No style. */
const FREE = -1;

/** Marks a style as one that a cell has. */
export type MarkStyle = (style: number) => void;

/** Gives each distinct style a small number; 0 is the default style. */
export class Styles {
  readonly #markUsed: (mark: MarkStyle) => void;
  readonly #addressOf: (link: number) => string | undefined;
  #words = new Uint32Array(64 * WORDS);
  #size = 1;
  /** Numbers of styles by the hash of their words, with open addressing; 0 is an empty slot. */
  #slots = new Uint32Array(256);
  #free: number[] = [];
  #live = 0;
  #sweepAt = SWEEP_AT;
  /** Differs once numbers may mean other styles than before. */
  generation = 0;

  /** `markUsed` marks every style that a cell has; `addressOf` gives the address of a link. */
  constructor(
    markUsed: (mark: MarkStyle) => void,
    addressOf: (link: number) => string | undefined,
  ) {
    this.#markUsed = markUsed;
    this.#addressOf = addressOf;
  }

  /** The number of a style; numbers of before may mean other ones afterwards (`generation`). */
  intern(
    foreground: number,
    background: number,
    underline: number,
    flags: number,
    link: number,
  ): number {
    // The colour of an underline that is not there is not seen.
    const line = (flags & UNDERLINE_MASK) === 0 ? 0 : underline;
    if ((foreground | background | flags | link) === 0) return 0;
    const hash = hashOf(foreground, background, line, flags, link);
    const mask = this.#slots.length - 1;
    const words = this.#words;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const style = this.#slots[slot] as number;
      if (style === 0) break;
      const at = style * WORDS;
      if (
        words[at] === foreground &&
        words[at + 1] === background &&
        words[at + 3] === flags &&
        words[at + 2] === line &&
        words[at + 4] === link
      ) {
        return style;
      }
    }
    return this.#add(foreground, background, line, flags, link);
  }

  flagsOf(style: number): number {
    return this.#words[style * WORDS + 3] as number;
  }

  linkOf(style: number): number {
    return this.#words[style * WORDS + 4] as number;
  }

  /** As a view shows it. */
  styleOf(style: number): Style {
    if (style === 0) return DEFAULT_STYLE;
    const at = style * WORDS;
    const link = this.#words[at + 4] as number;
    return {
      foreground: this.#words[at] as number,
      background: this.#words[at + 1] as number,
      underline: this.#words[at + 2] as number,
      flags: (this.#words[at + 3] as number) & ~PROTECTED,
      link: link === 0 ? '' : (this.#addressOf(link) ?? ''),
    };
  }

  #add(
    foreground: number,
    background: number,
    underline: number,
    flags: number,
    link: number,
  ): number {
    if (this.#live >= this.#sweepAt) this.#sweep();
    const style = this.#free.pop() ?? this.#size++;
    const at = style * WORDS;
    if (at >= this.#words.length) this.#words = doubled(this.#words);
    this.#words[at] = foreground;
    this.#words[at + 1] = background;
    this.#words[at + 2] = underline;
    this.#words[at + 3] = flags;
    this.#words[at + 4] = link;
    this.#live++;
    if (this.#live * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    else this.#enter(style);
    return style;
  }

  #enter(style: number): void {
    const at = style * WORDS;
    const words = this.#words;
    const hash = hashOf(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      words[at + 4] as number,
    );
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = style;
  }

  #rehash(length: number): void {
    const isFree = new Uint8Array(this.#size);
    for (const style of this.#free) isFree[style] = 1;
    this.#slots = new Uint32Array(length);
    for (let style = 1; style < this.#size; style++) if (isFree[style] === 0) this.#enter(style);
  }

  /** A truecolor animation makes new styles for ever. */
  #sweep(): void {
    const isUsed = new Uint8Array(this.#size);
    this.#markUsed((style) => {
      isUsed[style] = 1;
    });
    this.#free = [];
    this.#live = 0;
    for (let style = this.#size - 1; style > 0; style--) {
      if (isUsed[style] === 1) this.#live++;
      else this.#free.push(style);
    }
    this.#rehash(this.#slots.length);
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#live);
    this.generation++;
  }
}

function doubled(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}

function hashOf(
  foreground: number,
  background: number,
  underline: number,
  flags: number,
  link: number,
): number {
  let hash = Math.imul(foreground, 0x9e3779b1) ^ Math.imul(background, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(underline, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13), 0x165667b1) ^ flags ^ Math.imul(link, 0x9e3779b1);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Attributes that the next character is written with. */
export class Pen {
  readonly #styles: Styles;
  foreground = 0;
  background = 0;
  underline = 0;
  /** Of `Style`, and `PROTECTED`. */
  flags = 0;
  link = 0;
  #style = 0;
  #generation = 0;
  #eraseStyle = 0;
  #eraseBackground = 0;
  #eraseGeneration = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  /** To be called whenever an attribute has been changed. */
  changed(): void {
    this.#style = FREE;
  }

  /** Number of the style. */
  get style(): number {
    if (this.#style === FREE || this.#generation !== this.#styles.generation) {
      const { foreground, background, underline, flags, link } = this;
      this.#style = this.#styles.intern(foreground, background, underline, flags, link);
      this.#generation = this.#styles.generation;
    }
    return this.#style;
  }

  /** Number of the style that erased cells get: the background alone. */
  get eraseStyle(): number {
    const { background } = this;
    if (background === 0) return 0;
    const { generation } = this.#styles;
    if (background !== this.#eraseBackground || this.#eraseGeneration !== generation) {
      this.#eraseStyle = this.#styles.intern(0, background, 0, 0, 0);
      this.#eraseBackground = background;
      this.#eraseGeneration = this.#styles.generation;
    }
    return this.#eraseStyle;
  }

  reset(): void {
    this.foreground = 0;
    this.background = 0;
    this.underline = 0;
    this.flags = 0;
    this.link = 0;
    this.changed();
  }
}
