import { QtuiError, type Warning } from '../core/errors.js';
import type { RepositoryContext } from '../core/repository.js';
import type { SessionDependencies } from './dependencies.js';
import { asWarning } from './rows.js';

/** What keeps git from being asked at all; sessions without a worktree go on without it. */
const WITHOUT_GIT = new Set(['git-missing', 'git-too-old', 'dubious-ownership']);

/**
 * The repository of a directory. Where git itself cannot be used the directory counts as outside
 * any repository, with a warning that says why.
 */
export async function contextOrNone(
  deps: SessionDependencies,
  directory: string,
): Promise<{ context: RepositoryContext; warning?: Warning }> {
  try {
    return { context: await deps.git.reader.context(directory) };
  } catch (error) {
    if (!(error instanceof QtuiError) || !WITHOUT_GIT.has(error.code)) throw error;
    return { context: { kind: 'none', directory }, warning: asWarning(error) };
  }
}

/** Why no worktree can be made; undefined where one can. */
export function worktreeObstacle(context: RepositoryContext) {
  if (context.kind === 'none') {
    return {
      code: 'no-repository' as const,
      message: `${context.directory} is in no git repository, so a session here has no worktree.`,
      hint: 'Work without a worktree, or make it a repository with `git init`.',
    };
  }
  if (context.repository.head.kind === 'unborn') {
    return {
      code: 'unborn-head' as const,
      message: `The repository ${context.repository.root} has no commit yet.`,
      hint: 'Make a first commit; a worktree starts from one.',
    };
  }
  return undefined;
}
