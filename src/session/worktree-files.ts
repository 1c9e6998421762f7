import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Warning } from '../core/errors.js';
import type { CreateProgress } from '../core/ports/sessions.js';
import type { Repository } from '../core/repository.js';
import { copyFiles } from './copy-ignored.js';
import type { SessionDependencies } from './dependencies.js';
import type { PreparedSession } from './prepare.js';
import { isDirectory } from './rows.js';

export interface FillOptions {
  onProgress?: ((progress: CreateProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Writes the files of a worktree that has none yet: those of its commit, then the ignored ones
 * that the settings name. Resolves with what did not go as wished.
 */
export async function fillWorktree(
  deps: SessionDependencies,
  { config, worktree }: PreparedSession,
  path: string,
  { onProgress, signal }: FillOptions,
): Promise<Warning[]> {
  const checkout = await deps.git.worktrees.checkout(path, {
    onProgress: (progress) => onProgress?.({ step: 'checkout', progress }),
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  const warnings = checkout.warnings.map((message) => ({ code: 'checkout', message }));
  if (worktree) {
    warnings.push(
      ...(await copyIgnored(deps, worktree.repository, config.worktrees.copy, path, onProgress)),
    );
  }
  // The first status of a new worktree reads every file; once here, or again with every poll.
  await deps.git.reader.status(path, { refreshIndex: true, ...(signal ? { signal } : {}) });
  return warnings;
}

async function copyIgnored(
  deps: SessionDependencies,
  repository: Repository,
  pathspecs: readonly string[],
  worktree: string,
  onProgress: FillOptions['onProgress'],
): Promise<Warning[]> {
  if (pathspecs.length === 0 || repository.isBare) return [];
  const paths = await deps.git.reader.ignoredFiles(repository.root, pathspecs);
  const { copied, skipped } = await copyFiles(repository.root, worktree, paths);
  if (copied.length > 0) onProgress?.({ step: 'setup', message: `Copied ${copied.join(', ')}` });
  return skipped.map(({ path, error }) => ({
    code: 'not-copied',
    message: `${path} was not copied into the worktree: ${error.message}`,
  }));
}

/**
 * The directory of the new worktree that is the one which the person stands in; its top where
 * there is none such, and where a link leads out of it.
 */
export async function sameDirectory(
  { directory, worktree: origin }: Repository,
  worktree: string,
): Promise<string> {
  if (origin === undefined) return worktree;
  try {
    const inside = relative(await realpath(origin), await realpath(directory));
    const wanted = join(worktree, inside);
    const isOutside = inside === '..' || inside.startsWith(`..${sep}`);
    if (isOutside || !(await isDirectory(wanted))) return worktree;
    return (await realpath(wanted)) === wanted ? wanted : worktree;
  } catch {
    // The directory of the person has gone meanwhile.
    return worktree;
  }
}
