import type { UnicodeProvider } from './characters.js';

/** Wide scripts of Unicode 14 and later. https://www.unicode.org/reports/tr11/ */
const NEWER_WIDE: readonly (readonly [number, number])[] = [
  [0x2ffc, 0x2fff],
  [0x31e4, 0x31e5],
  [0x31ef, 0x31ef],
  [0x187f8, 0x187ff],
  [0x18cff, 0x18cff],
  [0x1aff0, 0x1affe],
  [0x1b11f, 0x1b122],
  [0x1b132, 0x1b132],
  [0x1b155, 0x1b155],
];
const FIRST_NEWER = 0x2ffc;
/** Behind the halves of flags, which are narrow and joined by the addon. */
const FIRST_EMOJI = 0x1f300;
const EMOJI = /^\p{Emoji_Presentation}/u;

/** The first combining mark; nothing before it is without width. */
const FIRST_MARK = 0x300;
/** Format characters: joiners, direction marks and the like. */
const FORMATS: readonly (readonly [number, number])[] = [
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
];
/** Emoji and Han. Skin tones are marks by their class, and seen as a colour without a person. */
const FIRST_SEEN = 0x1f000;
const LAST_SEEN = 0x3ffff;

/** As in `UnicodeProvider`: bit 0 joins, bits 1 and 2 are the width. */
const JOINS = 0b001;
const WIDTH_MASK = 0b110;
const NARROW = 0b010;
const WIDE = 0b100;

/**
 * A provider with the wide characters that are newer than its tables, which it takes for narrow: 🫡
 * would be drawn over by what follows it. Formats and marks without a base, to which it gives a column,
 * take none.
 */
export function withRightWidths(provider: UnicodeProvider): UnicodeProvider {
  const isWidthless = widthlessOf(provider);
  return {
    wcwidth(code) {
      if (isWidthless(code)) return 0;
      const width = provider.wcwidth(code);
      return width === 1 && isNewerWide(code) ? 2 : width;
    },
    charProperties(code, preceding) {
      const properties = provider.charProperties(code, preceding);
      if (code < FIRST_MARK) return properties;
      if (isWidthless(code)) {
        // The addon lets a mark join within a run only, not behind a control sequence.
        const joins = (properties & JOINS) !== 0 && (preceding & WIDTH_MASK) !== 0;
        return joins ? properties : (properties & ~WIDTH_MASK) | JOINS;
      }
      if (code < FIRST_NEWER || (properties & WIDTH_MASK) !== NARROW || !isNewerWide(code)) {
        return properties;
      }
      return (properties & ~WIDTH_MASK) | WIDE;
    },
  };
}

/** Tells marks and formats, which take no column of their own. */
function widthlessOf(provider: UnicodeProvider): (code: number) => boolean {
  return (code) => {
    if (code < FIRST_MARK || (code >= FIRST_SEEN && code <= LAST_SEEN)) return false;
    return provider.wcwidth(code) === 0 || isWithin(FORMATS, code);
  };
}

function isWithin(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

function isNewerWide(code: number): boolean {
  if (code >= FIRST_EMOJI) return EMOJI.test(String.fromCodePoint(code));
  return isWithin(NEWER_WIDE, code);
}
