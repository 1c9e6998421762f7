import { untrustedCheck } from '../core/check-words.js';
import type { BuiltMerge, PlannedCheck, VerifiedMerge } from '../core/merge.js';
import type { VerifyOptions } from '../core/ports/git.js';
import type { SessionConfig, SessionDependencies } from './dependencies.js';
import { bringIgnored } from './ignored-content.js';
import { projectCommand } from './project-command.js';
import { isDirectory } from './rows.js';

export type VerifySessionOptions = Pick<VerifyOptions, 'onOutput' | 'signal'> & {
  /** The person does without the check. */
  skipCheck?: boolean;
};

/** The check that a merge has to pass before it lands; undefined where there is none. */
export async function planCheck(
  deps: SessionDependencies,
  config: SessionConfig,
): Promise<PlannedCheck | undefined> {
  const { command, untrusted } = await projectCommand(deps, config, 'check');
  if (command !== undefined) return { command };
  return untrusted && { command: untrusted.command, untrustedFile: untrusted.file.path };
}

/**
 * Runs the check of the merge's plan on what was built of it, beside the ignored files that new
 * worktrees get. Throws `check-failed`, or `merge-refused` for a check that is not trusted.
 */
export async function verifySessionMerge(
  deps: SessionDependencies,
  built: BuiltMerge,
  { skipCheck, ...options }: VerifySessionOptions = {},
): Promise<VerifiedMerge> {
  const { check, request } = built.plan;
  if (check === undefined || skipCheck) return deps.git.merges.verify(built);
  if (check.untrustedFile !== undefined) throw untrustedCheck(check.untrustedFile);
  const { worktrees, merge } = await deps.config(request.repoRoot);
  return deps.git.merges.verify(built, {
    ...options,
    command: check.command,
    timeoutMs: merge.checkMinutes * 60_000,
    prepare: async (directory) => {
      const { worktree, repoRoot } = request;
      const from = worktree !== undefined && (await isDirectory(worktree)) ? worktree : repoRoot;
      const warnings = await bringIgnored(deps, worktrees, { from, to: directory });
      for (const { message } of warnings) options.onOutput?.(message);
    },
  });
}
