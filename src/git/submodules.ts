import { join } from 'node:path';
import { GITLINK_MODE } from './parsers/diff.js';
import { splitNul } from './parsers/fields.js';
import { exists } from './paths.js';
import type { GitRunner } from './run.js';

/** Gitlinks of the worktree's index, paths relative to `root`. */
async function gitlinks(git: GitRunner, root: string): Promise<string[]> {
  const { stdout } = await git.run(root, ['ls-files', '-s', '-z'], {
    doing: `look for submodules in ${root}`,
  });
  return splitNul(stdout)
    .filter((entry) => entry.startsWith(`${GITLINK_MODE} `))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

/**
 * Submodules of the worktree at `root` whose repositories hold what no remote has: they live in
 * the worktree's git directory and go with it.
 */
export async function findSubmoduleLosses(git: GitRunner, root: string): Promise<string[]> {
  const losses: string[] = [];
  for (const path of await gitlinks(git, root)) {
    const directory = join(root, path);
    if (!(await exists(join(directory, '.git')))) continue;
    if (await hasOwnWork(git, directory)) losses.push(path);
  }
  return losses;
}

async function hasOwnWork(git: GitRunner, directory: string): Promise<boolean> {
  const doing = `look for work in the submodule ${directory}`;
  const [status, commits] = await Promise.all([
    git.run(directory, ['status', '--porcelain=v2', '-z', '--untracked-files=normal'], {
      doing,
      isPoll: true,
    }),
    git.run(directory, ['rev-list', '-n1', '--all', 'HEAD', '--not', '--remotes'], {
      doing,
      accept: 'any',
    }),
  ]);
  // Without a commit, or with anything that cannot be judged, it counts as work.
  return status.stdout.length > 0 || commits.code !== 0 || commits.stdout.length > 0;
}
