import type { CheckRun, CheckRunOptions } from '../../core/ports/checks.js';
import type { Oid } from '../../core/repository.js';
import { type Environment, withoutRepositoryVariables } from '../environment.js';
import { treeOf } from '../merge/merge-trees.js';
import type { GitRunner } from '../run.js';
import { runCheckCommand } from './command.js';
import { CHECK_MARK, openScratch } from './scratch.js';

/** What a check sees and where it runs. */
export interface CheckPlace {
  /** The process's environment. */
  env: Environment;
  /** Scratch worktrees lie below it. */
  directory: string;
}

export interface CheckedWork {
  repo: string;
  commit: Oid;
  /** Of its environment, beside those of every check. */
  variables?: Readonly<Record<string, string>>;
}

const CHECK_TIMEOUT_MS = 30 * 60_000;

/**
 * Runs a check command in a worktree made of the commit, which is gone afterwards; resolves however
 * it ended. Throws only where the worktree cannot be made.
 */
export async function runCheck(
  git: GitRunner,
  { env, directory }: CheckPlace,
  { repo, commit, variables = {} }: CheckedWork,
  options: CheckRunOptions & { command: readonly string[] },
): Promise<CheckRun> {
  const { command, signal, onOutput, isBackground } = options;
  const tree = await treeOf(git, repo, commit);
  const scratch = await openScratch(git, directory, { repo, commit, ...(signal && { signal }) });
  try {
    for (const warning of scratch.warnings) onOutput?.(warning);
    const ask = await options.prepare?.(scratch.path);
    let recorded: Promise<void> | undefined;
    const ended = await runCheckCommand({
      ...{ command, cwd: scratch.path, signal, onOutput, isBackground },
      env: { ...ownEnvironment(env), ...variables, ...CHECK_MARK, QTUI_REPOSITORY: repo },
      timeoutMs: options.timeoutMs ?? CHECK_TIMEOUT_MS,
      onStart: (pid) => {
        // Needed by a recovery only.
        recorded = scratch.owns(pid).catch(() => undefined);
      },
    });
    const warnings = (await ask?.()) ?? [];
    await recorded;
    return Object.freeze({ tree, ...ended, warnings });
  } finally {
    await scratch.remove();
  }
}

/** Free of what ties a process to a repository or to a pane. */
function ownEnvironment(env: Environment): Record<string, string> {
  const kept = Object.entries(withoutRepositoryVariables(env)).filter(
    ([name]) => !name.startsWith('QTUI_'),
  );
  return Object.fromEntries(kept);
}
