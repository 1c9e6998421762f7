import { QtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import { UnexpectedOutput } from '../parsers/fields.js';
import { type MergeTreeResult, parseMergeTree } from '../parsers/merge-tree.js';
import type { GitRunner } from '../run.js';
import type { UnsettledMerge } from './conflict-details.js';
import { groupConflicts } from './conflicts.js';

const NOTHING_MERGED = 'Nothing was merged.';
const DRIVER_HINT = 'If a merge driver of yours hangs, see merge.*.driver in your git settings.';

export type TreeMerge = { tree: Oid } | UnsettledMerge;

/**
 * Merges two commits as objects, touching nothing else. `directory` should be a worktree: git
 * reads attributes from the files there.
 */
export async function mergeTrees(
  git: GitRunner,
  directory: string,
  { ours, theirs, timeoutMs }: { ours: Oid; theirs: Oid; timeoutMs?: number },
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
    {
      doing: 'try the merge',
      accept: [0, 1],
      ...(timeoutMs && { timeoutMs }),
      details: { untouched: NOTHING_MERGED, hint: DRIVER_HINT },
    },
  );
  const result = read(stdout);
  if (code === 0) return { tree: result.tree };
  return { markedTree: result.tree, groups: groupConflicts(result) };
}

function read(stdout: Buffer): MergeTreeResult {
  try {
    return parseMergeTree(stdout);
  } catch (thrown) {
    if (!(thrown instanceof UnexpectedOutput)) throw thrown;
    throw new QtuiError('git-failed', `Could not try the merge: ${thrown.message}.`, {
      untouched: NOTHING_MERGED,
      cause: thrown,
    });
  }
}

/** The tree of a commit. Throws where there is no such commit. */
export function treeOf(git: GitRunner, repo: string, commit: Oid): Promise<Oid> {
  return git.text(repo, ['rev-parse', '--verify', `${commit}^{tree}`], { doing: 'read a tree' });
}
