import type { CommandDefinition } from '../command.js';
import { attachCommand } from './attach.js';
import { captureCommand } from './capture.js';
import { completionCommand } from './completion.js';
import { configCommand } from './config/index.js';
import { createCommand } from './create/index.js';
import { diffCommand } from './diff.js';
import { doctorCommand } from './doctor.js';
import { killServerCommand } from './kill-server.js';
import { mergeCommand } from './merge.js';
import { newCommand } from './new.js';
import { pauseCommand, resumeCommand } from './pause.js';
import { pullRequestCommand } from './pr.js';
import { pushCommand } from './push.js';
import { sendCommand } from './send.js';
import { sessionsCommand } from './sessions/index.js';
import { recoverSessionsCommand } from './sessions/recover.js';
import { skillsCommand } from './skills/index.js';
import { trustCommand } from './trust.js';
import { undoCommand } from './undo.js';
import { waitCommand } from './wait.js';

/** Every command, in the order that help shows them. */
export const COMMANDS: readonly CommandDefinition[] = [
  newCommand,
  sessionsCommand,
  attachCommand,
  diffCommand,
  mergeCommand,
  pushCommand,
  pullRequestCommand,
  undoCommand,
  recoverSessionsCommand,
  skillsCommand,
  createCommand,
  configCommand,
  trustCommand,
  sendCommand,
  captureCommand,
  waitCommand,
  pauseCommand,
  resumeCommand,
  killServerCommand,
  doctorCommand,
  completionCommand,
];
