import type { CommandDefinition } from '../command.js';
import { openTui } from '../open-tui.js';

/** `qtui` without a command, where options were given. */
export const tuiCommand: CommandDefinition = {
  name: 'qtui',
  opensScreen: true,
  summary: 'open the screen',
  run: ({ app }) => openTui(app),
};
