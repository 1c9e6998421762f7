import type { CommandDefinition } from '../command.js';

/** `qtui` without a command, where options were given. */
export const tuiCommand: CommandDefinition = {
  name: 'qtui',
  opensScreen: true,
  summary: 'open the screen',
  async run({ app }) {
    const { openTui } = await import('../open-tui.js');
    return openTui(app);
  },
};
