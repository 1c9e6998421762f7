import {
  COLOR_DEFAULT,
  COLOR_PALETTE,
  DEFAULT_STYLE,
  STYLE_BLINK,
  STYLE_BOLD,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  type Style,
  UNDERLINE_MASK,
  UNDERLINE_SHIFT,
} from '../../core/frame.js';
import { StyleIndex } from '../../core/style-index.js';
import { type Rendering, type Rendition, StyleWriter } from './sgr.js';

/**
 * Attribute words of cells. blessed's own are below `STYLE_ATTRIBUTE`; one with that bit holds an
 * index into the style table, since blessed's nine-bit colours and five flags are too few.
 */
const STYLE_ATTRIBUTE = 1 << 27;
/** Beside `STYLE_ATTRIBUTE`: the cell is the left half of a wide character. */
export const WIDE_ATTRIBUTE = 1 << 28;
const INDEX_MASK = STYLE_ATTRIBUTE - 1;

/** blessed's word for default colours and no flags. */
export const BLESSED_DEFAULT_ATTRIBUTE = (0x1ff << 9) | 0x1ff;

/** How a style is written to the terminal. */
export interface StyleEntry {
  rendition: Rendition;
  /** Target of the hyperlink; empty for none. */
  link: string;
  /** Whether a space in this style looks like one in the default style. */
  blankIsDefault: boolean;
}

/** Enough for any screen; more would only be memory. */
const MAX_STYLES = 32_768;
/** Longer targets are cut off by terminals (VTE's limit). */
const MAX_LINK = 2083;

/**
 * Entries that are kept, by the lower bits of their numbers: more than most screens have. All of those
 * of a picture that has a style for each cell would be work for the collector in each frame.
 */
const KEPT_ENTRIES = 1_024;

const VISIBLE_ON_BLANK = STYLE_INVERSE | STYLE_STRIKE | STYLE_OVERLINE | UNDERLINE_MASK;

function toEntry(style: Style, writer: StyleWriter, rendering: Rendering): StyleEntry {
  const link = rendering.links ? safeLink(style.link) : '';
  return {
    rendition: writer.rendition(style),
    link,
    blankIsDefault:
      link === '' &&
      (style.background === COLOR_DEFAULT || rendering.depth === 'none') &&
      (style.flags & VISIBLE_ON_BLANK) === 0,
  };
}

/** A link comes from a program's output: nothing in it may end the sequence that carries it. */
function safeLink(link: string): string {
  return link.length <= MAX_LINK && /^[!-~]+$/.test(link) ? link : '';
}

function blessedColor(value: number): number {
  return value === 0x1ff ? COLOR_DEFAULT : COLOR_PALETTE | (value & 0xff);
}

/** Meaning of one of blessed's own attribute words. */
function blessedStyle(attribute: number): Style {
  const flags = attribute >>> 18;
  return {
    ...DEFAULT_STYLE,
    foreground: blessedColor((attribute >>> 9) & 0x1ff),
    background: blessedColor(attribute & 0x1ff),
    flags:
      (flags & 1 ? STYLE_BOLD : 0) |
      (flags & 2 ? 1 << UNDERLINE_SHIFT : 0) |
      (flags & 4 ? STYLE_BLINK : 0) |
      (flags & 8 ? STYLE_INVERSE : 0) |
      (flags & 16 ? STYLE_HIDDEN : 0),
  };
}

/** The styles on one outer terminal, each kept once. */
export class StyleTable {
  #rendering: Rendering;
  #writer: StyleWriter;
  /** The first one, the default style, is written as blessed's. */
  readonly #index = new StyleIndex();
  #entries: StyleEntry[] = [];
  /** The numbers of their styles; 0 has none. */
  readonly #entryNumbers = new Uint32Array(KEPT_ENTRIES);
  #blessedEntries = new Map<number, StyleEntry>();
  #generation = 0;

  constructor(rendering: Rendering) {
    this.#rendering = rendering;
    this.#writer = new StyleWriter(rendering);
    this.reset();
  }

  /** Empties the table for another rendering; the next frame must be a full one. */
  setRendering(rendering: Rendering): void {
    this.#rendering = rendering;
    this.#writer = new StyleWriter(rendering);
    this.reset();
  }

  get rendering(): Rendering {
    return this.#rendering;
  }

  /** Changes when the table is emptied: attribute words of an earlier generation mean nothing. */
  get generation(): number {
    return this.#generation;
  }

  get size(): number {
    return this.#index.size - 1;
  }

  /** Whether the table should be emptied before the next frame, which must then be a full one. */
  get isFull(): boolean {
    return this.size >= MAX_STYLES;
  }

  reset(): void {
    this.#index.clear();
    this.#index.intern(DEFAULT_STYLE);
    this.#forgetEntries();
    this.#blessedEntries.clear();
    this.#generation++;
  }

  /**
   * Forgets the styles that no cell of these lines has. Those that stay are numbered anew, also in the
   * cells: what the terminal shows stays known, where `reset` would have all of it drawn again.
   */
  keepOnly(lines: Iterable<readonly [number, string][]>): void {
    const numbers = new Uint32Array(this.#index.size);
    const kept = [0];
    for (const line of lines) {
      for (const cell of line) {
        const attribute = cell[0];
        if ((attribute & STYLE_ATTRIBUTE) === 0) continue;
        const number = attribute & INDEX_MASK;
        if (numbers[number] === 0) numbers[number] = kept.push(number) - 1;
        cell[0] = (attribute & ~INDEX_MASK) | (numbers[number] as number);
      }
    }
    this.#index.keep(kept);
    this.#forgetEntries();
    this.#generation++;
  }

  #forgetEntries(): void {
    this.#entries = [];
    this.#entryNumbers.fill(0);
  }

  /** The attribute word of `style` in this generation. */
  attributeOf(style: Style): number {
    const index = this.#index.intern(style);
    return index === 0 ? BLESSED_DEFAULT_ATTRIBUTE : STYLE_ATTRIBUTE | index;
  }

  /** How cells with this attribute word, blessed's or ours, are written. */
  entryOf(attribute: number): StyleEntry {
    if ((attribute & STYLE_ATTRIBUTE) !== 0) return this.#entry(attribute & INDEX_MASK);
    const known = this.#blessedEntries.get(attribute);
    if (known !== undefined) return known;
    if (this.#blessedEntries.size >= MAX_STYLES) this.#blessedEntries.clear();
    const entry = toEntry(blessedStyle(attribute), this.#writer, this.#rendering);
    this.#blessedEntries.set(attribute, entry);
    return entry;
  }

  #entry(number: number): StyleEntry {
    if (number === 0 || number >= this.#index.size) return this.entryOf(BLESSED_DEFAULT_ATTRIBUTE);
    const place = number % KEPT_ENTRIES;
    const known = this.#entries[place];
    if (known !== undefined && this.#entryNumbers[place] === number) return known;
    const entry = toEntry(this.#index.at(number), this.#writer, this.#rendering);
    this.#entries[place] = entry;
    this.#entryNumbers[place] = number;
    return entry;
  }
}
