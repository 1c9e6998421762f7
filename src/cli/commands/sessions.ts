import type { CommandDefinition } from '../command.js';
import { adoptWorktreeCommand } from './sessions-adopt.js';
import { archiveSessionCommand } from './sessions-archive.js';
import { cleanupSessionsCommand } from './sessions-cleanup.js';
import { closeSessionCommand } from './sessions-close.js';
import { diskUsageCommand } from './sessions-disk-usage.js';
import { listSessionsCommand } from './sessions-list.js';
import { radarCommand } from './sessions-radar.js';
import { recoverSessionsCommand } from './sessions-recover.js';
import { renameSessionCommand } from './sessions-rename.js';
import { repairWorktreesCommand } from './sessions-repair.js';
import { scanSessionsCommand } from './sessions-scan.js';
import { showSessionCommand } from './sessions-show.js';
import { worktreesCommand } from './sessions-worktrees.js';

export const sessionsCommand: CommandDefinition = {
  name: 'sessions',
  summary:
    'list, compare, show, close, rename, recover or clean up sessions; find and repair their worktrees',
  subcommands: [
    listSessionsCommand,
    showSessionCommand,
    radarCommand,
    closeSessionCommand,
    renameSessionCommand,
    worktreesCommand,
    scanSessionsCommand,
    adoptWorktreeCommand,
    repairWorktreesCommand,
    archiveSessionCommand,
    recoverSessionsCommand,
    cleanupSessionsCommand,
    diskUsageCommand,
  ],
};
