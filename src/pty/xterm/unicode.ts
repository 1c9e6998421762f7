import type { ITerminalAddon, IUnicodeVersionProvider, Terminal } from '@xterm/headless';

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

/** xterm's `UnicodeService.createPropertyValue`: bit 0 joins, bits 1 and 2 are the width. */
const WIDTH_MASK = 0b110;
const NARROW = 0b010;
const WIDE = 0b100;

/**
 * The graphemes addon with the wide characters that are newer than its tables, which it takes for
 * narrow: 🫡 would be drawn over by what follows it.
 */
export function withNewerWidths(addon: ITerminalAddon): ITerminalAddon {
  return {
    activate(terminal) {
      const { unicode } = terminal;
      const recorder = {
        register: (provider: IUnicodeVersionProvider) => unicode.register(newer(provider)),
        get activeVersion() {
          return unicode.activeVersion;
        },
        set activeVersion(version: string) {
          unicode.activeVersion = version;
        },
      };
      // `activate` uses nothing else of a terminal.
      addon.activate({ unicode: recorder } as unknown as Terminal);
    },
    dispose: () => addon.dispose(),
  };
}

function newer(provider: IUnicodeVersionProvider): IUnicodeVersionProvider {
  return {
    version: provider.version,
    wcwidth(code) {
      const width = provider.wcwidth(code);
      return width === 1 && isNewerWide(code) ? 2 : width;
    },
    charProperties(code, preceding) {
      const properties = provider.charProperties(code, preceding);
      if (code < FIRST_NEWER || (properties & WIDTH_MASK) !== NARROW || !isNewerWide(code)) {
        return properties;
      }
      return (properties & ~WIDTH_MASK) | WIDE;
    },
  };
}

function isNewerWide(code: number): boolean {
  if (code >= FIRST_EMOJI) return EMOJI.test(String.fromCodePoint(code));
  return NEWER_WIDE.some(([first, last]) => code >= first && code <= last);
}
