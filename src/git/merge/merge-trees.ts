import { QtuiError } from '../../core/errors.js';
import type { MergeConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { UnexpectedOutput } from '../parsers/fields.js';
import { type MergeTreeResult, parseMergeTree } from '../parsers/merge-tree.js';
import type { GitRunner } from '../run.js';
import { groupConflicts } from './conflicts.js';

/** A commit to merge, and what a person calls it. */
export interface MergeSide {
  oid: Oid;
  name: string;
}

export type TreeMerge = { tree: Oid } | { conflicts: MergeConflict[] };

/**
 * Merges two commits as objects, touching nothing else. `directory` should be a worktree: git
 * reads attributes from the files there.
 */
export async function mergeTrees(
  git: GitRunner,
  directory: string,
  ours: MergeSide,
  theirs: MergeSide,
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
      ours.oid,
      theirs.oid,
    ],
    { doing: 'try the merge', accept: [0, 1] },
  );
  const result = read(stdout);
  if (code === 0) return { tree: result.tree };
  const named = (text: string) =>
    text.replaceAll(ours.oid, ours.name).replaceAll(theirs.oid, theirs.name);
  const conflicts = groupConflicts(result).map(({ conflict }) => ({
    ...conflict,
    message: named(conflict.message),
  }));
  return { conflicts };
}

function read(stdout: Buffer): MergeTreeResult {
  try {
    return parseMergeTree(stdout);
  } catch (thrown) {
    if (!(thrown instanceof UnexpectedOutput)) throw thrown;
    throw new QtuiError('git-failed', `Could not try the merge: ${thrown.message}.`, {
      untouched: 'Nothing was merged.',
      cause: thrown,
    });
  }
}

export function treeOf(git: GitRunner, repo: string, commit: Oid): Promise<Oid> {
  return git.text(repo, ['rev-parse', '--verify', `${commit}^{tree}`], { doing: 'read a tree' });
}
