import type { Oid } from '../core/repository.js';
import type { GitRunner } from './run.js';

/** Who makes the commits that are qtui's own: backups, and trees to compare patches of. */
const QTUI_IDENTITY = {
  GIT_AUTHOR_NAME: 'qtui',
  GIT_AUTHOR_EMAIL: 'qtui@localhost',
  GIT_COMMITTER_NAME: 'qtui',
  GIT_COMMITTER_EMAIL: 'qtui@localhost',
};

/** Writes a commit object in qtui's name, unsigned; no ref refers to it. */
export function writeQtuiCommit(
  git: GitRunner,
  repo: string,
  commit: { tree: string; parents: readonly Oid[]; message: string },
): Promise<Oid> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  return git.text(repo, ['commit-tree', commit.tree, ...parents], {
    doing: 'write a commit',
    input: `${commit.message}\n`,
    env: QTUI_IDENTITY,
  });
}
