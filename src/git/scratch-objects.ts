import { rm } from 'node:fs/promises';
import { gitPath } from './context.js';
import type { GitRunner } from './run.js';
import { makeTemporaryDirectory } from './temporary-directory.js';

/** A place for objects that nobody needs for longer than a question. */
export interface ScratchObjects {
  /** Makes git read the repository's objects and write new ones into the place. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/**
 * A question that needs objects leaves none behind in the repository, and one that is read-only
 * can be asked too.
 */
export async function openScratchObjects(git: GitRunner, repo: string): Promise<ScratchObjects> {
  const objects = await gitPath(git, repo, 'objects');
  const directory = await makeTemporaryDirectory();
  return {
    env: {
      GIT_OBJECT_DIRECTORY: directory,
      // Quoted, as a colon would end the path.
      // https://git-scm.com/docs/git#Documentation/git.txt-codeGITALTERNATEOBJECTDIRECTORIEScode
      GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${objects.replace(/["\\]/g, '\\$&')}"`,
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
}
