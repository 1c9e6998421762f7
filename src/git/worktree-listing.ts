import type { WorktreeListing } from '../core/repository.js';
import { readContext } from './context.js';
import type { GitRunner } from './run.js';
import { listWorktrees } from './worktree-entries.js';
import { readLinks } from './worktree-links.js';

/** See `RepositoryReader.listing`. */
export async function readWorktreeListing(
  git: GitRunner,
  directory: string,
): Promise<WorktreeListing | undefined> {
  const context = await readContext(git, directory);
  if (context.kind === 'none') return undefined;
  const { root, commonDir, superproject } = context.repository;
  const entries = await listWorktrees(git, root);
  const links = await readLinks(git, root, { searchIn: [], places: [], known: entries });
  return {
    ...{ root, commonDir, isSubmodule: superproject !== undefined, links },
    entries: entries.map(({ oid: _oid, ...entry }) => entry),
  };
}
