import type { ITerminalAddon, Terminal } from '@xterm/headless';
import { loadUnicodeProvider } from '../../../src/pty/terminal-core/unicode.js';

export interface XtermModules {
  Terminal: typeof Terminal;
  /** Widths and clusters of characters; to be loaded into every terminal. */
  createUnicodeAddon: () => ITerminalAddon;
}

const VERSION = 'graphemes';

export async function loadXterm(): Promise<XtermModules> {
  const { default: headless } = await import('@xterm/headless');
  const provider = await loadUnicodeProvider();
  return {
    Terminal: headless.Terminal,
    createUnicodeAddon: () => ({
      activate({ unicode }) {
        unicode.register({
          version: VERSION,
          wcwidth: (code) => provider.wcwidth(code) as 0 | 1 | 2,
          charProperties: (code, preceding) => provider.charProperties(code, preceding),
        });
        unicode.activeVersion = VERSION;
      },
      dispose() {},
    }),
  };
}
