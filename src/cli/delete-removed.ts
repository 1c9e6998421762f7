// Deletes the files of removed worktrees. Started by src/cli/compose.ts, not by a person.
import { constants, setPriority } from 'node:os';
import { createFileLogger } from '../config/logger.js';
import { deleteRemoved } from '../git/index.js';
import { failureOf } from './report.js';

const [stateDirectory = '', logFile = ''] = process.argv.slice(2);
const log = createFileLogger(logFile);
process.title = 'qtui delete';
try {
  // Nobody waits for it; yet at the lowest priority a busy machine would hardly get on with it.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  await deleteRemoved(stateDirectory);
} catch (thrown) {
  process.exitCode = failureOf(thrown, 'delete removed worktrees', log).code;
}
await log.flush();
