import { type ContextProblemCode, isContextProblem } from '../core/context-advice.js';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../core/errors.js';
import type { RepositoryContext } from '../core/repository.js';
import type { SessionDependencies } from './dependencies.js';

/**
 * The repository of a directory. Where git itself cannot tell, the directory counts as outside
 * any repository, with the problem that says why: work without a worktree goes on.
 */
export async function contextOrNone(
  deps: SessionDependencies,
  directory: string,
): Promise<{ context: RepositoryContext; warning?: Warning }> {
  try {
    return { context: await deps.git.reader.context(directory) };
  } catch (error) {
    if (!(error instanceof QtuiError) || !isContextProblem(error.code)) throw error;
    const { code, message, hint } = explained(error, directory);
    const problem = {
      code: code as ContextProblemCode,
      message,
      ...(hint !== undefined && { hint }),
    };
    return { context: { kind: 'none', directory, problem }, warning: problem };
  }
}

/** Why the repository at `root` could not be read, by what its files tell where git's words do not. */
export async function unreadable(
  deps: SessionDependencies,
  root: string,
  thrown: unknown,
): Promise<Warning> {
  const { warning } = await contextOrNone(deps, root).catch(() => ({ warning: undefined }));
  return warning ?? asWarning(toQtuiError(thrown, `look at the worktrees of ${root}`));
}

/** The error of a directory whose repository is gone, in words that say so; any other as it is. */
export function explained(error: QtuiError, directory: string): QtuiError {
  if (error.code !== 'not-a-repository') return error;
  return new QtuiError(error.code, `The repository that ${directory} belongs to cannot be found.`, {
    hint:
      'If it was moved, run `qtui sessions repair` in its new place. The files here are as they ' +
      'were.',
    cause: error,
  });
}
