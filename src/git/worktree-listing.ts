import { realpath } from 'node:fs/promises';
import type { WorktreeListing } from '../core/repository.js';
import { readContext } from './context.js';
import { keepListing, keptListing } from './listing-cache.js';
import type { GitRunner } from './run.js';
import { repositoryAt } from './workspace.js';
import { listWorktrees } from './worktree-entries.js';
import { readLinks } from './worktree-links.js';

export interface ListingOptions {
  /** Where listings are kept. */
  cacheDirectory: string;
  /** ms since 1970. */
  now?: () => number;
}

/** See `RepositoryReader.listing`. */
export async function readWorktreeListing(
  git: GitRunner,
  directory: string,
  { cacheDirectory, now = Date.now }: ListingOptions,
): Promise<WorktreeListing | undefined> {
  const began = now();
  const kept = await keptFor(directory, cacheDirectory);
  if (kept !== undefined) return kept;
  const context = await readContext(git, directory);
  if (context.kind === 'none') return undefined;
  const { root, commonDir, superproject } = context.repository;
  const entries = await listWorktrees(git, root);
  const links = await readLinks(git, root, { searchIn: [], places: [], known: entries });
  const listing: WorktreeListing = {
    ...{ root, commonDir, isSubmodule: superproject !== undefined, links },
    entries: entries.map(({ oid: _oid, ...entry }) => entry),
  };
  await keepListing(cacheDirectory, listing, began);
  return listing;
}

async function keptFor(
  directory: string,
  cacheDirectory: string,
): Promise<WorktreeListing | undefined> {
  // Where nothing is known git is asked, and tells what is the matter.
  const path = await realpath(directory).catch(() => undefined);
  const place = path === undefined ? undefined : await repositoryAt(path);
  return place && keptListing(cacheDirectory, place.commonDir);
}
