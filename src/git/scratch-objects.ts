import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toQtuiError } from '../core/errors.js';
import { gitPath } from './context.js';
import type { GitRunner } from './run.js';

/**
 * Runs `work` with an environment in which git reads the repository's objects and writes new ones
 * into a directory that is removed afterwards: a question that needs objects leaves none behind,
 * and a repository that is read-only can be asked too.
 */
export async function withScratchObjects<T>(
  git: GitRunner,
  repo: string,
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const objects = await gitPath(git, repo, 'objects');
  const directory = await mkdtemp(join(tmpdir(), 'qtui-objects-')).catch((thrown) => {
    throw toQtuiError(thrown, 'make a temporary directory');
  });
  try {
    return await work({
      GIT_OBJECT_DIRECTORY: directory,
      // Quoted, as a colon would end the path.
      // https://git-scm.com/docs/git#Documentation/git.txt-codeGITALTERNATEOBJECTDIRECTORIEScode
      GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${objects.replace(/["\\]/g, '\\$&')}"`,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
