import { untrustedCheck } from '../../core/check-words.js';
import type { Warning } from '../../core/errors.js';
import type { BuiltMerge, MergeRequest, PlannedCheck, VerifiedMerge } from '../../core/merge.js';
import type { VerifyOptions } from '../../core/ports/git.js';
import { lendIgnored } from '../creation/ignored-content.js';
import { projectCommand } from '../creation/project-command.js';
import { furnish } from '../creation/worktree-files.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { isDirectory } from '../registry/rows.js';

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
 * Runs the check of the merge's plan on what was built of it, beside what new worktrees get: what
 * is linked there it may remove without a change of the original, and submodules are there where
 * the session has them. Throws `check-failed`, or `merge-refused` for a check that is not trusted.
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
      const from = await lenderOf(deps, request);
      if (from === undefined) return undefined;
      let changes: (() => Promise<Warning[]>) | undefined;
      const warnings = await furnish(
        deps,
        { settings: worktrees, from, submodules: 'as-there' },
        directory,
        {
          signal: options.signal,
          bring: async (...args) => {
            const lent = await lendIgnored(...args);
            changes = lent.changes;
            return lent.warnings;
          },
        },
      );
      for (const { message } of warnings) options.onOutput?.(message);
      return changes;
    },
  });
}

/** Whose ignored files and submodules the check gets; undefined where there is no such worktree. */
async function lenderOf(
  { git }: SessionDependencies,
  { worktree, repoRoot }: MergeRequest,
): Promise<string | undefined> {
  if (worktree !== undefined && (await isDirectory(worktree))) return worktree;
  const context = await git.reader.context(repoRoot);
  return context.kind === 'repository' ? context.repository.worktree : undefined;
}
