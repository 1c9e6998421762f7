/** Progressive enhancements. https://sw.kovidgoyal.net/kitty/keyboard-protocol/#progressive-enhancement */
export const KITTY = {
  disambiguate: 1,
  eventTypes: 2,
  alternateKeys: 4,
  allKeys: 8,
  associatedText: 16,
} as const;

/** What qtui itself needs of a terminal with the protocol. */
export const OWN_KITTY_FLAGS = KITTY.disambiguate | KITTY.alternateKeys;
