import { QtuiError } from '../../core/errors.js';
import type { BuiltMerge, MergeCheck, VerifiedMerge } from '../../core/merge.js';
import type { VerifyOptions } from '../../core/ports/git.js';
import { runCheckCommand } from '../check/command.js';
import { openScratch } from '../check/scratch.js';
import { type Environment, withoutRepositoryVariables } from '../environment.js';
import type { GitRunner } from '../run.js';

/** What a check sees and where it runs. */
export interface CheckPlace {
  /** The process's environment. */
  env: Environment;
  /** Scratch worktrees lie below it. */
  directory: string;
}

const CHECK_TIMEOUT_MS = 30 * 60_000;

/** Only what `verifyMerge` has given out can be landed. */
const given = new WeakSet<VerifiedMerge>();

/**
 * Runs the check command on the merged result, in a worktree made for it, and resolves with what
 * can be landed. Without a command nothing is run. Throws `check-failed`, `aborted`.
 */
export async function verifyMerge(
  git: GitRunner,
  place: CheckPlace,
  built: BuiltMerge,
  options: VerifyOptions,
): Promise<VerifiedMerge> {
  const { command } = options;
  const check =
    command === undefined ? undefined : await runCheck(git, place, built, { ...options, command });
  const verified = Object.freeze({ built: Object.freeze({ ...built }), ...(check && { check }) });
  given.add(verified);
  return verified;
}

/** Throws for a value that was made or changed by anything but `verifyMerge`. */
export function requireVerified(verified: VerifiedMerge): void {
  if (given.has(verified)) return;
  throw new QtuiError('merge-refused', 'This merge is not the one that was verified.', {
    untouched: 'Nothing was merged; branch and files are as they were.',
    hint: 'Look at the merge again.',
  });
}

async function runCheck(
  git: GitRunner,
  { env, directory }: CheckPlace,
  built: BuiltMerge,
  options: VerifyOptions & { command: readonly string[] },
): Promise<MergeCheck> {
  const { command, signal, onOutput } = options;
  const scratch = await openScratch(git, directory, {
    repo: built.plan.request.repoRoot,
    commit: built.commit,
    ...(signal && { signal }),
  });
  try {
    for (const warning of scratch.warnings) onOutput?.(warning);
    const ask = await options.prepare?.(scratch.path);
    let recorded: Promise<void> | undefined;
    const running = runCheckCommand({
      ...{ command, cwd: scratch.path, env: checkEnvironment(env, built), signal, onOutput },
      timeoutMs: options.timeoutMs ?? CHECK_TIMEOUT_MS,
      onStart: (pid) => {
        // Needed by a recovery only, which then removes the worktree without ending the program.
        recorded = scratch.owns(pid).catch(() => undefined);
      },
    });
    const ended = await running.then(
      (durationMs) => ({ durationMs }),
      (error: unknown) => ({ error }),
    );
    const warnings = (await ask?.()) ?? [];
    await recorded;
    if ('durationMs' in ended) {
      return Object.freeze({ command, exitCode: 0, durationMs: ended.durationMs, warnings });
    }
    // Who merges gets no check to read them from.
    for (const { message } of warnings) onOutput?.(message);
    throw ended.error;
  } finally {
    await scratch.remove();
  }
}

/** Free of what ties a process to a repository or to a pane, and told what is merged. */
function checkEnvironment(env: Environment, { plan, commit }: BuiltMerge): Record<string, string> {
  const { repoRoot, source, target, strategy } = plan.request;
  const kept = Object.entries(withoutRepositoryVariables(env)).filter(
    ([name]) => !name.startsWith('QTUI_'),
  );
  return {
    ...Object.fromEntries(kept),
    QTUI_CHECK: '1',
    QTUI_MERGE_SOURCE: source,
    QTUI_MERGE_TARGET: target,
    QTUI_MERGE_STRATEGY: strategy,
    QTUI_MERGE_COMMIT: commit,
    QTUI_MERGE_SOURCE_COMMIT: plan.sourceOid,
    QTUI_MERGE_TARGET_COMMIT: plan.targetOid,
    QTUI_REPOSITORY: repoRoot,
  };
}
