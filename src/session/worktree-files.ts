import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Warning } from '../core/errors.js';
import type { CreateProgress } from '../core/ports/sessions.js';
import type { Repository } from '../core/repository.js';
import type { SessionDependencies } from './dependencies.js';
import { bringIgnored } from './ignored-content.js';
import type { PreparedSession } from './prepare.js';
import { isDirectory } from './rows.js';

export interface FillOptions {
  onProgress?: ((progress: CreateProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Filled {
  /** What did not go as wished. */
  warnings: Warning[];
  /** What of the commit's files is not there as it should be, in words. */
  lacks: string[];
}

/**
 * Writes the files of a worktree that has none yet: those of its commit, of submodules where they
 * are wanted, then the ignored ones that it needs.
 */
export async function fillWorktree(
  deps: SessionDependencies,
  { config, worktree }: PreparedSession,
  path: string,
  { onProgress, signal }: FillOptions,
): Promise<Filled> {
  const checkout = await deps.git.worktrees.checkout(path, {
    onProgress: (progress) => onProgress?.({ step: 'checkout', progress }),
    ...(worktree?.sparse && { sparse: worktree.sparse }),
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  const warnings: Warning[] = checkout.warnings.map((message) => ({ code: 'checkout', message }));
  const tell = (message: string) => onProgress?.({ step: 'setup', message });
  if (worktree?.withSubmodules) {
    const failed = await deps.git.worktrees.initSubmodules(path, {
      onProgress: (submodule) => tell(`Fetching the submodule ${submodule}`),
      ...(signal ? { signal } : {}),
    });
    warnings.push(...failed.map((message) => ({ code: 'submodules', message })));
  }
  const repository = worktree?.repository;
  if (repository && !repository.isBare) {
    const told = await bringIgnored(
      deps,
      config.worktrees,
      { from: repository.root, to: path },
      { onProgress: tell, signal },
    );
    warnings.push(...told);
  }
  // The first status of a new worktree reads every file; once here, or again with every poll.
  await deps.git.reader.status(path, { refreshIndex: true, ...(signal ? { signal } : {}) });
  return { warnings, lacks: checkout.lacks };
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
