/** The commands of copy mode: keys, help and documentation are made from them. */
import type { CopyModeCommand } from './command.js';
import { moveCommands } from './move-commands.js';
import { searchCommands } from './search-commands.js';
import { selectCommands } from './select-commands.js';

export const COPY_MODE_COMMANDS: readonly CopyModeCommand[] = [
  ...moveCommands,
  ...searchCommands,
  ...selectCommands,
];
