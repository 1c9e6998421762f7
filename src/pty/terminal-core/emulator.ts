import type { EmulatorFactory } from '../emulator.js';
import { ProgramEmulator } from '../requests/emulator.js';
import { Characters } from './characters.js';
import { CellTerminalCore } from './core.js';
import { loadUnicodeProvider } from './unicode.js';

/** Emulators of our own; what they share is loaded by the first call. */
export async function loadEmulators(): Promise<EmulatorFactory> {
  const characters = new Characters(await loadUnicodeProvider());
  return (options, listener) =>
    new ProgramEmulator(new CellTerminalCore(characters, options), options, listener);
}
