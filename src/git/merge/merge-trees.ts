import type { MergeConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { conflictsOf, parseMergeTree } from '../parsers/merge-tree.js';
import type { GitRunner } from '../run.js';

export type TreeMerge = { tree: Oid } | { conflicts: MergeConflict[] };

/**
 * Merges two commits as objects, touching nothing else. `directory` should be a worktree: git
 * reads attributes from the files there.
 */
export async function mergeTrees(
  git: GitRunner,
  directory: string,
  ours: Oid,
  theirs: Oid,
): Promise<TreeMerge> {
  const { code, stdout } = await git.run(
    directory,
    [
      '-c',
      'merge.conflictStyle=zdiff3',
      'merge-tree',
      '--write-tree',
      '-z',
      '--messages',
      ours,
      theirs,
    ],
    { doing: 'try the merge', accept: [0, 1] },
  );
  const result = parseMergeTree(stdout);
  return code === 0 ? { tree: result.tree } : { conflicts: conflictsOf(result) };
}

export function treeOf(git: GitRunner, repo: string, commit: Oid): Promise<Oid> {
  return git.text(repo, ['rev-parse', '--verify', `${commit}^{tree}`], { doing: 'read a tree' });
}
