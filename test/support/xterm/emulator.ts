import type { Terminal } from '@xterm/headless';
import type { EmulatorFactory, EmulatorOptions } from '../../../src/pty/emulator.js';
import { ProgramEmulator } from '../../../src/pty/requests/emulator.js';
import { XtermTerminalCore } from './core.js';
import { loadXterm, type XtermModules } from './load.js';

/** Emulators built on @xterm/headless, which is imported by the first call. */
export async function loadXtermEmulators(): Promise<EmulatorFactory> {
  const modules = await loadXterm();
  return (options, listener) =>
    new ProgramEmulator(new XtermTerminalCore(createTerminal(modules, options)), options, listener);
}

/** An xterm as panes use it, for `XtermTerminalCore` to complete. */
export function createTerminal(
  { Terminal, createUnicodeAddon }: XtermModules,
  { cols, rows, scrollback }: Pick<EmulatorOptions, 'cols' | 'rows' | 'scrollback'>,
): Terminal {
  const terminal = new Terminal({
    cols,
    rows,
    // Resizing a buffer without any scrollback corrupts it.
    scrollback: Math.max(1, scrollback),
    allowProposedApi: true,
    logLevel: 'off',
    // These gate our own handler of CSI t.
    windowOptions: {
      getWinState: true,
      getWinPosition: true,
      getWinSizePixels: true,
      getScreenSizePixels: true,
      getCellSizePixels: true,
      getWinSizeChars: true,
      getScreenSizeChars: true,
      getIconTitle: true,
      getWinTitle: true,
      pushTitle: true,
      popTitle: true,
    },
  });
  terminal.loadAddon(createUnicodeAddon());
  return terminal;
}
