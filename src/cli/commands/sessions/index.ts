import type { CommandDefinition } from '../../command.js';
import { adoptWorktreeCommand } from './adopt.js';
import { archiveSessionCommand } from './archive.js';
import { cleanupSessionsCommand } from './cleanup.js';
import { closeSessionCommand } from './close.js';
import { debugSessionCommand } from './debug.js';
import { diskUsageCommand } from './disk-usage.js';
import { listSessionsCommand } from './list.js';
import { pinSessionCommand } from './pin.js';
import { prioritySessionCommand } from './priority.js';
import { radarCommand } from './radar.js';
import { recoverSessionsCommand } from './recover.js';
import { renameSessionCommand } from './rename.js';
import { repairWorktreesCommand } from './repair.js';
import { scanSessionsCommand } from './scan.js';
import { showSessionCommand } from './show.js';
import { switchSessionCommand } from './switch.js';
import { worktreesCommand } from './worktrees.js';

export const sessionsCommand: CommandDefinition = {
  name: 'sessions',
  summary:
    'list, compare, show, switch to, close, rename, recover or clean up sessions; find and repair their worktrees',
  subcommands: [
    listSessionsCommand,
    showSessionCommand,
    switchSessionCommand,
    radarCommand,
    closeSessionCommand,
    renameSessionCommand,
    pinSessionCommand,
    prioritySessionCommand,
    worktreesCommand,
    scanSessionsCommand,
    adoptWorktreeCommand,
    repairWorktreesCommand,
    archiveSessionCommand,
    recoverSessionsCommand,
    debugSessionCommand,
    cleanupSessionsCommand,
    diskUsageCommand,
  ],
};
