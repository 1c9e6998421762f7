import { join } from 'node:path';
import type { Logger } from '../../src/core/config.js';
import type { WorktreeSessionRepository } from '../../src/core/ports/session-repository.js';
import { createFileSessionRepository } from '../../src/session/registry/file-repository.js';
import { createWorktreeSessionRepository } from '../../src/session/registry/worktree-repository.js';

/** After every time in a test's rows, whatever the clock of the machine says. */
export const PRESENT = new Date('2026-06-01T00:00:00.000Z');

/** The registry below a state directory, as the program wires it. */
export function openRegistry(
  stateDirectory: string,
  log: Logger = { log() {} },
): WorktreeSessionRepository {
  const rows = createFileSessionRepository(join(stateDirectory, 'sessions'), log);
  return createWorktreeSessionRepository(rows, log, () => PRESENT);
}
