import type { Loss, LossSize, OperationInProgress } from '../../core/repository.js';
import { count, formatBytes } from '../../core/text.js';

/** How each kind of loss is told, and what it means for a removal. */
const KINDS = {
  uncommitted: ['uncommitted file', 'uncommitted files', 'important', 'covered'],
  untracked: ['untracked file', 'untracked files', 'important', 'covered'],
  'hidden-edit': [
    'edited file hidden from git status',
    'edited files hidden from git status',
    'important',
    'covered',
  ],
  ignored: ['ignored file or directory', 'ignored files or directories', 'important', 'named-only'],
  'detached-commits': [
    'commit that no branch has',
    'commits that no branch has',
    'important',
    'covered',
  ],
  'reflog-commits': [
    'commit that was amended or reset away',
    'commits that were amended or reset away',
    'ordinary',
    'covered',
  ],
  'worktree-refs': [
    'ref that only this worktree has',
    'refs that only this worktree has',
    'ordinary',
    'covered',
  ],
  'nested-worktree': [
    'worktree inside this one',
    'worktrees inside this one',
    'important',
    'never',
  ],
  'nested-repository': [
    'repository inside this one',
    'repositories inside this one',
    'important',
    'never',
  ],
  mount: [
    'mounted file system or directory inside',
    'mounted file systems or directories inside',
    'important',
    'never',
  ],
  submodule: [
    'submodule with work of its own',
    'submodules with work of their own',
    'important',
    'never',
  ],
  unreadable: [
    'directory that could not be looked into',
    'directories that could not be looked into',
    'important',
    'never',
  ],
  'special-file': ['pipe, socket or device', 'pipes, sockets or devices', 'ordinary', 'never'],
} as const satisfies Partial<
  Record<Loss['kind'], readonly [string, string, Loss['importance'], Loss['backup']]>
>;

/** What is lost of one kind, named by `paths`; undefined when that is nothing. */
export function lossOf(kind: keyof typeof KINDS, paths: readonly string[]): Loss | undefined {
  if (paths.length === 0) return undefined;
  const [one, many, importance, backup] = KINDS[kind];
  return { kind, importance, summary: count(paths.length, one, many), paths: [...paths], backup };
}

/** Ignored files with how many and how large they are, where they were measured. */
export function ignoredLoss(
  importance: Loss['importance'],
  paths: readonly string[],
  size?: LossSize,
): Loss | undefined {
  const loss = lossOf('ignored', paths);
  if (loss === undefined) return undefined;
  const nature = importance === 'ordinary' ? ' that can be made again' : '';
  const measured = size === undefined ? '' : ` (${sizeWords(size)})`;
  const summary = `${loss.summary}${nature}${measured}`;
  return { ...loss, importance, summary, ...(size && { size }) };
}

/** Repositories inside that hold nothing which their remotes do not have. */
export function clonedRepositoriesLoss(paths: readonly string[]): Loss | undefined {
  const loss = lossOf('nested-repository', paths);
  return loss && { ...loss, importance: 'ordinary', summary: `${loss.summary}, all of it pushed` };
}

/** The loss of what is under way; undefined when nothing is. No backup can hold it. */
export function operationLoss(operation: OperationInProgress | undefined): Loss | undefined {
  if (operation === undefined) return undefined;
  const summary = `a ${operation} that is not finished`;
  return {
    kind: 'operation-in-progress',
    importance: 'important',
    summary,
    paths: [],
    backup: 'never',
  };
}

/** Commits that stay with their branch, for whoever thinks of deleting that too. */
export function keptCommits(
  kind: 'unmerged-commits' | 'unpushed-commits',
  amount: number,
): Loss | undefined {
  if (amount === 0) return undefined;
  const nature = kind === 'unmerged-commits' ? 'not merged' : 'not pushed';
  const summary = `${count(amount, 'commit')} ${nature}`;
  return { kind, importance: 'ordinary', summary, paths: [], backup: 'kept' };
}

function sizeWords({ files, bytes, isPartial }: LossSize): string {
  const amount = count(files, 'file');
  return isPartial
    ? `${amount}, more than ${formatBytes(bytes)}`
    : `${amount}, ${formatBytes(bytes)}`;
}
