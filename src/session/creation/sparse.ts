import { QtuiError, type Warning } from '../../core/errors.js';
import { isTreeDirectory, type Oid, type Repository } from '../../core/repository.js';
import type { SessionDependencies } from '../dependencies.js';

export interface SparseChoice {
  /** Directories that the worktree is limited to; absent: as the main worktree is. */
  sparse?: string[];
  warnings: Warning[];
}

/**
 * The directories that a new worktree is limited to: those the person asked for (`usage` when one
 * is none of the commit), else those of the settings. The latter never turn on settings of
 * worktrees, as that changes the repository's own.
 */
export async function chooseSparse(
  { git: { reader } }: SessionDependencies,
  { root }: Repository,
  baseOid: Oid,
  { asked, configured }: { asked: readonly string[] | undefined; configured: readonly string[] },
): Promise<SparseChoice> {
  const wanted = (asked ?? configured).map((path) => path.replace(/^\.\//, '').replace(/\/+$/, ''));
  if (wanted.length === 0) return { warnings: [] };
  const odd = wanted.find((path) => !isTreeDirectory(path));
  const missing =
    odd === undefined ? await reader.missingDirectories(root, baseOid, wanted) : [odd];
  if (asked) {
    const [first] = missing;
    if (first !== undefined) throw noDirectory(first);
    return { sparse: wanted, warnings: [] };
  }
  const sparse = wanted.filter((path) => !missing.includes(path));
  if (sparse.length === 0) return { warnings: [] };
  if (await reader.hasWorktreeSettings(root)) return { sparse, warnings: [] };
  return {
    warnings: [
      {
        code: 'not-sparse',
        message:
          'The worktree has all files: limiting it to directories would turn on ' +
          'extensions.worktreeConfig in the repository.',
        hint: 'Ask for it once with --sparse, or run `git config extensions.worktreeConfig true`.',
      },
    ],
  };
}

function noDirectory(path: string): QtuiError {
  return new QtuiError('usage', `"${path}" is no directory of the commit to start from.`, {
    untouched: 'Nothing was created.',
    hint: 'Name directories from the top of the repository, as "packages/web".',
    data: { path },
  });
}
