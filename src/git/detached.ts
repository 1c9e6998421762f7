import type { Oid } from '../core/repository.js';
import type { GitRunner } from './run.js';

/** Commits of a detached HEAD that no ref keeps, newest first, refs of this worktree not counted. */
export async function detachedCommits(git: GitRunner, root: string): Promise<Oid[]> {
  const own = ['bisect', 'worktree', 'rewritten'].map((name) => `--exclude=refs/${name}/*`);
  const output = await git.text(root, ['rev-list', 'HEAD', '--not', ...own, '--glob=refs/*'], {
    doing: `look for commits that only ${root} has`,
  });
  return output === '' ? [] : output.split('\n');
}
