import type { Terminal } from '@xterm/headless';
import type { XtermCharsets, XtermCore } from './internals.js';

/** Shifts and sets that xterm lacks or takes for others. ECMA-35, VT510 "Character sets". */
export function repairCharsets(terminal: Terminal, core: XtermCore): void {
  const { parser } = terminal;
  const sets = core._charsetService;
  const input = core._inputHandler;
  for (const [final, control, level] of [
    ['N', '\u008e', 2],
    ['O', '\u008f', 3],
  ] as const) {
    const shift = () => {
      shiftOnce(sets, level);
      return true;
    };
    parser.registerEscHandler({ final }, shift);
    input._parser.setExecuteHandler(control, shift);
  }
  // LS1R, LS2R and LS3R invoke sets for bytes beyond ASCII, which UTF-8 has no use for.
  for (const final of ['~', '}', '|']) parser.registerEscHandler({ final }, () => true);
  for (const [level, intermediates] of ['-', '.', '/'].entries()) {
    parser.registerEscHandler({ intermediates, final: 'A' }, () => {
      sets.setgCharset(level + 1, LATIN_1);
      return true;
    });
  }
  input._parser.setExecuteHandler('\u008d', () => input.reverseIndex());
}

/** The upper half of ISO 8859-1 by the ASCII characters in whose place it is invoked. */
const LATIN_1: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 95 }, (_, offset) => [
    String.fromCharCode(0x20 + offset),
    String.fromCharCode(0xa0 + offset),
  ]),
);

/**
 * SS2 and SS3: the next ASCII character is of G2 or G3. xterm asks the set it finds for every
 * character of a run, so this one answers once for the other set and then for the one before.
 */
function shiftOnce(sets: XtermCharsets, level: number): void {
  const shifted = sets._charsets[level];
  let isSpent = false;
  sets.charset = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, character: string) => {
        const invoked = sets._charsets[sets.glevel];
        if (isSpent) return invoked?.[character];
        isSpent = true;
        sets.charset = invoked;
        return shifted?.[character];
      },
    },
  );
}
