import type { MergeObstacle } from '../../core/merge.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { exists } from '../paths.js';
import { ownersOf } from '../worktree-entries.js';

export interface TargetState {
  /** Where the target is checked out; absent when it is nowhere. */
  worktree?: string;
  obstacles: MergeObstacle[];
}

/** Who of a repository's worktrees stands on the target branch, and why it cannot be moved under them. */
export async function inspectTarget(
  entries: readonly WorktreeEntry[],
  target: string,
): Promise<TargetState> {
  const owners = ownersOf(entries, target);
  const busy = owners.filter((entry) => entry.operation !== undefined);
  if (busy.length > 0) return { obstacles: busy.map((entry) => busyObstacle(target, entry)) };
  const worktrees = owners.filter((entry) => !entry.isBare);
  const first = worktrees[0];
  if (first === undefined) return { obstacles: [] };
  if (worktrees.length > 1) {
    return {
      obstacles: [
        twiceObstacle(
          target,
          worktrees.map(({ path }) => path),
        ),
      ],
    };
  }
  if (first.prunable !== undefined || !(await exists(first.path))) {
    return { obstacles: [goneObstacle(target, first.path)] };
  }
  return { worktree: first.path, obstacles: [] };
}

/** Moving a branch under a rebase succeeds, and `rebase --abort` then drops what was landed. */
function busyObstacle(target: string, entry: WorktreeEntry): MergeObstacle {
  return {
    code: 'operation-in-progress',
    message: `A ${entry.operation} of ${target} is not finished in ${entry.path}.`,
    hint: 'Finish or abort it there, then try again.',
    paths: [entry.path],
  };
}

function twiceObstacle(target: string, paths: string[]): MergeObstacle {
  return {
    code: 'target-worktree-unusable',
    message: `${target} is checked out more than once: ${paths.join(', ')}.`,
    hint: 'Switch all but one of them to another branch.',
    paths,
  };
}

function goneObstacle(target: string, path: string): MergeObstacle {
  return {
    code: 'target-worktree-unusable',
    message: `${target} is checked out in ${path}, which cannot be found.`,
    hint:
      'If it was moved, run `git worktree repair` with its new path; if it was deleted, run ' +
      '`git worktree prune`.',
    paths: [path],
  };
}
