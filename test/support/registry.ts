import { join } from 'node:path';
import type { Logger } from '../../src/core/config.js';
import type { WorktreeSessionRepository } from '../../src/core/ports/session-repository.js';
import { createFileSessionRepository } from '../../src/session/registry/file-repository.js';
import { createWorktreeSessionRepository } from '../../src/session/registry/worktree-repository.js';

/** The registry below a state directory, as the program wires it. */
export function openRegistry(
  stateDirectory: string,
  log: Logger = { log() {} },
): WorktreeSessionRepository {
  const rows = createFileSessionRepository(join(stateDirectory, 'sessions'), log);
  return createWorktreeSessionRepository(rows, log);
}
