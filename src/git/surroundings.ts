import type { Surroundings } from '../core/repository.js';
import { type Environment, repositoryVariables } from './environment.js';
import type { GitRunner } from './run.js';
import { listWorktrees } from './worktree-entries.js';

/** What bears on work in the repository beside its context; `env` is the process's own. */
export async function readSurroundings(
  git: GitRunner,
  repo: string,
  env: Environment,
): Promise<Surroundings> {
  const [worktrees, remotes] = await Promise.all([
    listWorktrees(git, repo),
    git.text(repo, ['remote'], { doing: `list the remotes of ${repo}` }),
  ]);
  return {
    worktrees,
    remotes: remotes === '' ? [] : remotes.split('\n'),
    ignoredVariables: repositoryVariables(env),
  };
}
