/** How wide characters are, and which join the one before; the shape of xterm's provider. */
export interface UnicodeProvider {
  wcwidth(code: number): number;
  /**
   * Bit 0: joins the character before; bits 1 and 2: width in cells; bits 3 to 6: the kind that
   * what comes next joins by. `preceding` is the value of the character before, 0 without one.
   */
  charProperties(code: number, preceding: number): number;
}

/** Bits of `Characters.infoOf`: kind in the lower four, then the width in cells. */
export const KIND_MASK = 0xf;
export const WIDTH_SHIFT = 4;
/** Takes no cell of its own. */
export const WIDTHLESS = 0x40;
/** Is dropped in the first column, where it has nothing to join. */
export const LEADING_MARK = 0x80;

/** What the next character joins or not; 0: nothing. Its kind above, its width in the lower two bits. */
export type JoinState = number;
const JOIN_SET = 0x100;
const JOIN_KIND_SHIFT = 2;

/** Of a plain narrow character. */
export const JOIN_PLAIN: JoinState = JOIN_SET | 1;

export function joinState(kind: number, width: number): JoinState {
  return JOIN_SET | (kind << JOIN_KIND_SHIFT) | width;
}

export function kindOf(state: JoinState): number {
  return (state >> JOIN_KIND_SHIFT) & KIND_MASK;
}

export function widthOf(state: JoinState): number {
  return state & 3;
}

/** A power of two. */
const PAGE_SIZE = 256;
const LAST_CODE = 0x10_ffff;
/** No character is that wide: in a table of 0 for what is not known yet, no answer is 0 with it. */
const KNOWN = 3 << WIDTH_SHIFT;

/** The first combining mark; nothing before it is without width. */
const FIRST_MARK = 0x300;

/** Kinds of the Unicode annex 29 that need care: a regional indicator pairs, a prepended mark joins all. */
export const KIND_PREPEND = 1;
const KIND_REGIONAL_INDICATOR = 3;

const PROVIDER_KIND_SHIFT = 3;
const PROVIDER_NARROW = 1 << 1;

/**
 * A provider's answers as tables, which are made a page at a time when one of its characters is met:
 * to ask for all would take longer than the host's start.
 */
export class Characters {
  readonly #provider: UnicodeProvider;
  /** Answers by code points, with `KNOWN` flipped. Of what is not met the system gives no memory. */
  readonly #infos = new Uint8Array(LAST_CODE + 1);
  /** By kinds: 0 is not known yet, 1 separate, 2 join. */
  readonly #joins = new Uint8Array(256);

  constructor(provider: UnicodeProvider) {
    this.#provider = provider;
  }

  infoOf(code: number): number {
    const known = this.#infos[code] as number;
    return (known === 0 ? this.#load(code) : known) ^ KNOWN;
  }

  /** Whether `code`, of `kind`, joins a character of the kind before it. */
  joins(before: number, kind: number, code: number): boolean {
    const at = (before << 4) | kind;
    if (this.#joins[at] === 0) {
      const preceding = (before << PROVIDER_KIND_SHIFT) | PROVIDER_NARROW;
      const properties = this.#provider.charProperties(code, preceding);
      const isJoined = (properties & 1) !== 0 && (properties & 6) !== 0;
      this.#joins[at] = isJoined ? 2 : 1;
    }
    return this.#joins[at] === 2;
  }

  isRegionalIndicator(kind: number): boolean {
    return kind === KIND_REGIONAL_INDICATOR;
  }

  #load(code: number): number {
    const first = code & -PAGE_SIZE;
    for (let each = first; each < first + PAGE_SIZE; each++) {
      this.#infos[each] = this.#infoFrom(each) ^ KNOWN;
    }
    return this.#infos[code] as number;
  }

  #infoFrom(code: number): number {
    const alone = this.#provider.charProperties(code, 0);
    const kind = (alone >> PROVIDER_KIND_SHIFT) & KIND_MASK;
    const isWidthless = (alone & 7) === 1;
    // Behind a prepended mark everything joins, and so tells its own width; two indicators are a flag.
    const measured =
      kind === KIND_REGIONAL_INDICATOR
        ? alone
        : this.#provider.charProperties(
            code,
            (KIND_PREPEND << PROVIDER_KIND_SHIFT) | PROVIDER_NARROW,
          );
    const width = (measured >> 1) & 3;
    const isMark = code >= FIRST_MARK && this.#provider.wcwidth(code) === 0;
    return (
      kind | (width << WIDTH_SHIFT) | (isWidthless ? WIDTHLESS : 0) | (isMark ? LEADING_MARK : 0)
    );
  }
}
