import type { MergePlan } from '../../core/merge.js';

/** Where git works on a merge: attributes, such as a merge driver's, are read from the files there. */
export function mergePlace({ targetWorktree, request }: MergePlan): string {
  return targetWorktree ?? request.worktree ?? request.repoRoot;
}
