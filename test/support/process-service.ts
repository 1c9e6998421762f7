import { join } from 'node:path';
import type { SessionService } from '../../src/core/ports/sessions.js';
import { createGit } from '../../src/git/index.js';
import { createSessionService } from '../../src/session/service.js';
import { openRegistry } from './registry.js';
import { createWorld } from './session-world.js';

/**
 * For a program of a test that is to be killed: a service over real git, in this process's
 * environment, and a registry on disk below `root`.
 */
export function processService(root: string, repo: string) {
  const git = createGit({ env: ownEnvironment(), stateDirectory: join(root, 'state') });
  const world = createWorld(root, repo, git, async () => {});
  const repository = openRegistry(join(root, 'state'));
  const service: SessionService = createSessionService({ ...world.deps, repository });
  return { world, repository, service };
}

function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
