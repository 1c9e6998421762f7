import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Config } from '../../core/config.js';
import type { Warning } from '../../core/errors.js';
import type { CreateProgress } from '../../core/ports/sessions.js';
import type { Repository } from '../../core/repository.js';
import type { SessionDependencies } from '../dependencies.js';
import { isDirectory } from '../registry/rows.js';
import { type BringOptions, bringIgnored } from './ignored-content.js';
import type { PreparedSession } from './prepare.js';

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
  const repository = worktree?.repository;
  const told = await furnish(
    deps,
    {
      settings: config.worktrees,
      from: repository && !repository.isBare ? repository.root : undefined,
      submodules: worktree?.withSubmodules ?? false,
    },
    path,
    { onProgress: (message) => onProgress?.({ step: 'setup', message }), signal },
  );
  warnings.push(...told);
  return { warnings, lacks: checkout.lacks };
}

/**
 * Brings a worktree what its commit's files need beside them: submodules where they are wanted,
 * or where the worktree at `from` has them, then ignored files of that one. Throws `disk-full`,
 * `aborted`; what else cannot be brought becomes a warning.
 */
export async function furnish(
  deps: Pick<SessionDependencies, 'git'>,
  {
    settings,
    from,
    submodules,
  }: { settings: Config['worktrees']; from: string | undefined; submodules: boolean | 'as-there' },
  to: string,
  {
    bring = bringIgnored,
    onProgress,
    signal,
  }: BringOptions & { bring?: typeof bringIgnored | undefined },
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  if (submodules !== false) {
    const failed = await deps.git.worktrees.initSubmodules(to, {
      onProgress: (submodule) => onProgress?.(`Fetching the submodule ${submodule}`),
      ...(submodules === 'as-there' && from !== undefined && { like: from }),
      ...(signal ? { signal } : {}),
    });
    warnings.push(...failed.map((message) => ({ code: 'submodules', message })));
  }
  if (from === undefined) return warnings;
  return [...warnings, ...(await bring(deps, settings, { from, to }, { onProgress, signal }))];
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
