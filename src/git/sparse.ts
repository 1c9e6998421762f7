import type { Cancellable } from '../core/ports/git.js';
import type { Oid } from '../core/repository.js';
import { splitNul } from './parsers/fields.js';
import type { GitRunner } from './run.js';

/**
 * Limits a worktree without files to these directories, with the files at the top and beside them
 * (https://git-scm.com/docs/git-sparse-checkout#_internalscone_mode_handling). The settings are
 * the worktree's own; git turns `extensions.worktreeConfig` on for that.
 */
export async function limitWorktree(
  git: GitRunner,
  worktree: string,
  directories: readonly string[],
  { signal }: Cancellable,
): Promise<void> {
  await git.run(worktree, ['sparse-checkout', 'set', '--cone', '--stdin'], {
    doing: `limit ${worktree} to ${directories.join(', ')}`,
    input: directories.map((directory) => `${directory}\n`).join(''),
    signal,
  });
}

/** Whether worktrees of the repository can have settings of their own as it is. */
export async function hasWorktreeSettings(git: GitRunner, repo: string): Promise<boolean> {
  const { stdout } = await git.run(
    repo,
    ['config', '--type=bool', '--get', 'extensions.worktreeConfig'],
    { doing: `read the settings of ${repo}`, accept: 'any' },
  );
  return stdout.toString('utf8').trim() === 'true';
}

/** Those of the paths that are no directories of the commit. */
export async function missingDirectories(
  git: GitRunner,
  repo: string,
  commit: Oid,
  paths: readonly string[],
): Promise<string[]> {
  if (paths.length === 0) return [];
  const { stdout } = await git.run(
    repo,
    [
      '--literal-pathspecs',
      'ls-tree',
      '-d',
      '-z',
      '--name-only',
      '--full-tree',
      commit,
      '--',
      ...paths,
    ],
    { doing: `look at the directories of ${commit}` },
  );
  const found = new Set(splitNul(stdout));
  return paths.filter((path) => !found.has(path));
}
