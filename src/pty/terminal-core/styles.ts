import { DEFAULT_STYLE, type Style, UNDERLINE_MASK } from '../../core/frame.js';
import { type ByteReader, putNumber } from './bytes.js';
import { Numbers } from './numbers.js';

/** Beside the flags of `Style`: the cell is protected from selective erasure (DECSCA). */
export const PROTECTED = 1 << 16;

/** Words of a style: foreground, background, underline's colour, flags, number of the link. */
const WORDS = 5;
const UNDERLINE = 2;
const FLAGS = 3;
const LINK = 4;

/** Places for styles that were met lately, by a hash of their words. */
const RECENT_BITS = 12;

/** Styles that have room for good; to read what is above the screen may take more for a while. */
const KEPT = 16_384;

/** No style. */
const FREE = -1;

/** A colour is packed with its kind below its value, as those of the palette are small. */
const COLOR_VALUE = 0xff_ffff;
const KIND_SHIFT = 24;
const KIND_BITS = 3;

/** Most bytes that `Styles.pack` writes. */
export const MAX_PACKED_STYLE = 21;

/** Gives styles small numbers; 0 is the default style, any other one may have several. */
export class Styles {
  readonly #addressOf: (link: number) => string | undefined;
  readonly #numbers = new Numbers(1);
  #words = new Uint32Array(64 * WORDS);
  readonly #recent = new Uint32Array(1 << RECENT_BITS);
  /** Differs once numbers may mean other styles than before. */
  generation = 0;

  /** `addressOf` gives the address of a link. */
  constructor(addressOf: (link: number) => string | undefined) {
    this.#addressOf = addressOf;
  }

  /** Behind the highest number. */
  get end(): number {
    return this.#numbers.end;
  }

  get isSweepDue(): boolean {
    return this.#numbers.isSweepDue;
  }

  /** Forgets all but the styles whose numbers `mark` sets. */
  sweep(mark: (isUsed: Uint8Array) => void): void {
    this.#numbers.sweep(mark);
    this.#recent.fill(0);
    this.generation++;
    const needed = Math.max(KEPT, this.#numbers.end) * WORDS;
    if (this.#words.length > 4 * needed) this.#words = this.#words.slice(0, needed);
  }

  /** The number of a style. */
  intern(
    foreground: number,
    background: number,
    underline: number,
    flags: number,
    link: number,
  ): number {
    if ((foreground | background | flags | link) === 0) return 0;
    // The colour of an underline that is not there is not seen.
    const line = (flags & UNDERLINE_MASK) === 0 ? 0 : underline;
    const hash =
      Math.imul(foreground, 0x9e3779b1) ^
      Math.imul(background, 0x85ebca6b) ^
      Math.imul(flags ^ line, 0xc2b2ae35) ^
      Math.imul(link, 0x27d4eb2f);
    const place = hash >>> (32 - RECENT_BITS);
    const recent = this.#recent[place] as number;
    const at = recent * WORDS;
    const words = this.#words;
    if (
      recent !== 0 &&
      words[at] === foreground &&
      words[at + 1] === background &&
      words[at + FLAGS] === flags &&
      words[at + UNDERLINE] === line &&
      words[at + LINK] === link
    ) {
      return recent;
    }
    const style = this.#numbers.take();
    this.#set(style, foreground, background, line, flags, link);
    this.#recent[place] = style;
    return style;
  }

  #set(
    style: number,
    foreground: number,
    background: number,
    underline: number,
    flags: number,
    link: number,
  ): void {
    const at = style * WORDS;
    if (at >= this.#words.length) this.#words = doubled(this.#words);
    const words = this.#words;
    words[at] = foreground;
    words[at + 1] = background;
    words[at + UNDERLINE] = underline;
    words[at + FLAGS] = flags;
    words[at + LINK] = link;
  }

  flagsOf(style: number): number {
    return this.#words[style * WORDS + FLAGS] as number;
  }

  /** 0 is no link. */
  linkOf(style: number): number {
    return this.#words[style * WORDS + LINK] as number;
  }

  /** As a view shows it. */
  styleOf(style: number): Style {
    if (style === 0) return DEFAULT_STYLE;
    const at = style * WORDS;
    const link = this.#words[at + LINK] as number;
    return {
      foreground: this.#words[at] as number,
      background: this.#words[at + 1] as number,
      underline: this.#words[at + UNDERLINE] as number,
      flags: (this.#words[at + FLAGS] as number) & ~PROTECTED,
      link: link === 0 ? '' : (this.#addressOf(link) ?? ''),
    };
  }

  /** Writes a style that does not depend on its number; returns where it ends. */
  pack(style: number, bytes: Uint8Array, from: number): number {
    const words = this.#words;
    const first = style * WORDS;
    let present = 0;
    let at = from + 1;
    for (let index = 0; index < WORDS; index++) {
      const word = words[first + index] as number;
      if (word === 0) continue;
      present |= 1 << index;
      at = putNumber(bytes, at, index < FLAGS ? packColor(word) : word);
    }
    bytes[from] = present;
    return at;
  }

  /** The number of a style that `pack` has written. */
  unpack(reader: ByteReader): number {
    const present = reader.byte();
    const word = (index: number) => ((present & (1 << index)) === 0 ? 0 : reader.number());
    const foreground = unpackColor(word(0));
    const background = unpackColor(word(1));
    const underline = unpackColor(word(UNDERLINE));
    const flags = word(FLAGS);
    return this.intern(foreground, background, underline, flags, word(LINK));
  }
}

function packColor(color: number): number {
  return ((color & COLOR_VALUE) << KIND_BITS) | (color >>> KIND_SHIFT);
}

function unpackColor(packed: number): number {
  return (packed >>> KIND_BITS) | ((packed & ((1 << KIND_BITS) - 1)) << KIND_SHIFT);
}

function doubled(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
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
  #eraseStyle = 0;
  #eraseBackground = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  /** To be called whenever an attribute has been changed. */
  changed(): void {
    this.#style = FREE;
  }

  /** To be called whenever numbers of styles mean other ones. */
  renumber(): void {
    this.#style = FREE;
    this.#eraseBackground = 0;
  }

  /** Number of the style. */
  get style(): number {
    if (this.#style === FREE) {
      const { foreground, background, underline, flags, link } = this;
      this.#style = this.#styles.intern(foreground, background, underline, flags, link);
    }
    return this.#style;
  }

  /** Number of the style that erased cells get: the background alone. */
  get eraseStyle(): number {
    const { background } = this;
    if (background === 0) return 0;
    if (background !== this.#eraseBackground) {
      this.#eraseStyle = this.#styles.intern(0, background, 0, 0, 0);
      this.#eraseBackground = background;
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
