import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WorktreeListing } from '../core/repository.js';
import { readContext } from './context.js';
import { keepListing, keptListing } from './listing-cache.js';
import { requireAnswers } from './remote-mounts.js';
import type { GitRunner } from './run.js';
import { type Candidate, repositoryAt } from './workspace.js';
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
  await requireAnswers([resolve(directory)]);
  // Where nothing is found by files alone git is asked, and tells what is the matter.
  const path = await realpath(directory).catch(() => undefined);
  const place = path === undefined ? undefined : await repositoryAt(path);
  const kept = place && (await keptListing(cacheDirectory, place.commonDir));
  if (kept !== undefined) return kept;
  const listing = (place && (await listPlain(git, place))) ?? (await listAny(git, directory));
  if (listing !== undefined) await keepListing(cacheDirectory, listing, began);
  return listing;
}

/**
 * That of a main worktree with its git directory in it, by one git; undefined where git sees another
 * repository there, or cannot tell.
 */
async function listPlain(
  git: GitRunner,
  { path, commonDir, isLinked }: Candidate,
): Promise<WorktreeListing | undefined> {
  if (isLinked || commonDir !== join(path, '.git')) return undefined;
  const entries = await listWorktrees(git, path, commonDir).catch(() => undefined);
  const [main] = entries ?? [];
  if (entries === undefined || main?.path !== path || main.isBare) return undefined;
  return listingOf(git, { root: path, commonDir, isSubmodule: false, entries });
}

async function listAny(git: GitRunner, directory: string): Promise<WorktreeListing | undefined> {
  const context = await readContext(git, directory);
  if (context.kind === 'none') return undefined;
  const { root, commonDir, superproject } = context.repository;
  const entries = await listWorktrees(git, root, commonDir);
  return listingOf(git, { root, commonDir, isSubmodule: superproject !== undefined, entries });
}

async function listingOf(
  git: GitRunner,
  found: Omit<WorktreeListing, 'links'>,
): Promise<WorktreeListing> {
  await requireAnswers(found.entries.map(({ path }) => path));
  const where = { searchIn: [], places: [], known: found.entries };
  const links = await readLinks(git, found.root, where);
  return { ...found, entries: found.entries.map(({ oid: _oid, ...entry }) => entry), links };
}
