import { join } from 'node:path';
import type { OperationInProgress } from '../core/repository.js';
import { exists, namesIn, readIfThere } from './paths.js';

export interface OperationState {
  operation: OperationInProgress;
  /** The branch that a rebase or a bisect has taken HEAD away from. */
  branch?: string;
}

/** What is under way in the worktree with this git directory; undefined when nothing is. */
export async function readOperation(gitDir: string): Promise<OperationState | undefined> {
  const names = new Set(await namesIn(gitDir));
  if (names.has('rebase-merge')) return withBranch(gitDir, 'rebase', 'rebase-merge/head-name');
  if (names.has('rebase-apply')) {
    const isMailbox = await exists(join(gitDir, 'rebase-apply/applying'));
    return withBranch(gitDir, isMailbox ? 'am' : 'rebase', 'rebase-apply/head-name');
  }
  if (names.has('MERGE_HEAD')) return { operation: 'merge' };
  if (names.has('CHERRY_PICK_HEAD')) return { operation: 'cherry-pick' };
  if (names.has('REVERT_HEAD')) return { operation: 'revert' };
  if (names.has('BISECT_START')) return withBranch(gitDir, 'bisect', 'BISECT_START');
  if (names.has('sequencer')) {
    // Between two picks of a series there is a list of what is left, and no *_HEAD.
    const left = await textOf(join(gitDir, 'sequencer/todo'));
    if (left !== '') return { operation: left.startsWith('revert') ? 'revert' : 'cherry-pick' };
  }
  return undefined;
}

async function withBranch(
  gitDir: string,
  operation: OperationInProgress,
  file: string,
): Promise<OperationState> {
  const name = (await textOf(join(gitDir, file))).replace(/\n$/, '');
  const isBranch = name !== '' && name !== 'detached HEAD' && !/^[0-9a-f]{40,64}$/.test(name);
  return isBranch ? { operation, branch: name.replace(/^refs\/heads\//, '') } : { operation };
}

async function textOf(file: string): Promise<string> {
  return (await readIfThere(file))?.toString('utf8') ?? '';
}
