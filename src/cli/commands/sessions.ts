import type { CommandDefinition } from '../command.js';
import { closeSessionCommand } from './sessions-close.js';
import { listSessionsCommand } from './sessions-list.js';
import { radarCommand } from './sessions-radar.js';
import { renameSessionCommand } from './sessions-rename.js';
import { showSessionCommand } from './sessions-show.js';

export const sessionsCommand: CommandDefinition = {
  name: 'sessions',
  summary: 'list, compare, show, close or rename sessions',
  subcommands: [
    listSessionsCommand,
    showSessionCommand,
    radarCommand,
    closeSessionCommand,
    renameSessionCommand,
  ],
};
