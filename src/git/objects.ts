import type { Oid } from '../core/repository.js';
import type { GitRunner } from './run.js';

/** Who makes the commits that are qtui's own: backups, and trees to compare patches of. */
const QTUI_IDENTITY = {
  GIT_AUTHOR_NAME: 'qtui',
  GIT_AUTHOR_EMAIL: 'qtui@localhost',
  GIT_COMMITTER_NAME: 'qtui',
  GIT_COMMITTER_EMAIL: 'qtui@localhost',
};

/**
 * Settings under which what git writes survives a power cut: for what is kept because something
 * else is about to be destroyed.
 */
export const DURABLE = ['-c', 'core.fsync=committed,loose-object', '-c', 'core.fsyncMethod=batch'];

/**
 * For what is none of the user's hooks' business: qtui's own refs and worktrees. A hook that hangs
 * or refuses can then only hold up a move of one of the user's branches.
 */
export const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/** Writes a commit object in qtui's name, unsigned; no ref refers to it. */
export function writeQtuiCommit(
  git: GitRunner,
  repo: string,
  commit: {
    tree: string;
    parents: readonly Oid[];
    message: string;
    isDurable?: boolean;
    /** Where else than into the repository it is written, and its dates, as environment. */
    env?: Readonly<Record<string, string>>;
  },
): Promise<Oid> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const settings = commit.isDurable ? DURABLE : [];
  return git.text(repo, [...settings, 'commit-tree', commit.tree, ...parents], {
    doing: 'write a commit',
    input: `${commit.message}\n`,
    env: { ...commit.env, ...QTUI_IDENTITY },
  });
}
