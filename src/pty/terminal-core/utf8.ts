/** In place of what is not well-formed. */
const REPLACEMENT = 0xfffd;

/** `decode` gives the code point above this many bits, and how many bytes it took in them. */
export const SIZE_BITS = 3;
export const SIZE_MASK = 7;

const ONE_REPLACED = (REPLACEMENT << SIZE_BITS) | 1;

/**
 * The code point at `at`, which is not ASCII. What is not well-formed is replaced as the Unicode
 * Standard recommends (chapter 3.9, "Substitution of Maximal Subparts").
 */
export function decode(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  const length = lengthOf(lead);
  if (length === 0 || at + 1 >= end) return ONE_REPLACED;
  const second = bytes[at + 1] as number;
  if (!mayFollow(lead, second)) return ONE_REPLACED;
  if (length === 2) return ((((lead & 0x1f) << 6) | (second & 0x3f)) << SIZE_BITS) | 2;
  const third = at + 2 < end ? (bytes[at + 2] as number) : 0;
  if ((third & 0xc0) !== 0x80) return (REPLACEMENT << SIZE_BITS) | 2;
  const upper = ((second & 0x3f) << 6) | (third & 0x3f);
  if (length === 3) return ((((lead & 0xf) << 12) | upper) << SIZE_BITS) | 3;
  const fourth = at + 3 < end ? (bytes[at + 3] as number) : 0;
  if ((fourth & 0xc0) !== 0x80) return (REPLACEMENT << SIZE_BITS) | 3;
  return ((((lead & 7) << 18) | (upper << 6) | (fourth & 0x3f)) << SIZE_BITS) | 4;
}

/** Overlong forms, surrogates and what is beyond Unicode show in the second byte. */
function mayFollow(lead: number, second: number): boolean {
  if ((second & 0xc0) !== 0x80) return false;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second < 0x90;
  return true;
}

/** How many bytes at the end begin a character that needs more of them. */
export function incompleteLength(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] as number;
    if ((byte & 0xc0) !== 0x80) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

/** Length of the character that starts with `byte`; 0 where none does. */
function lengthOf(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 0;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}
