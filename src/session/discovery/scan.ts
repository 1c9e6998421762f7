/** Finds worktrees and their sessions, in one repository or in many. */
import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import { pooled } from '../../core/pool.js';
import type {
  ScannedRepository,
  ScanOptions,
  ScanReport,
  WorktreeView,
} from '../../core/ports/worktrees.js';
import type { WorktreeEntry, WorktreeLink, WorktreeListing } from '../../core/repository.js';
import { isPutAway, type SessionMetadata } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { withSharedList } from '../registry/shared-list.js';
import { lostView, ownerOf, viewOf } from '../worktrees/list.js';
import { lockedFor } from '../worktrees/lock.js';
import { findLinks } from '../worktrees/repair.js';
import { shortNames } from '../worktrees/repositories.js';
import { findLost, restoreRows } from '../worktrees/scan.js';
import { type FoundPlace, findPlaces } from './places.js';
import { remember } from './remembered.js';

/** Repositories that are worked on side by side; most of it is reading files. */
const AT_ONCE = 8;
const MARKS_AT_ONCE = 32;

/** What was found in one repository. */
interface Scanned {
  repository: Omit<ScannedRepository, 'name'>;
  restored: SessionMetadata[];
  warnings: Warning[];
}

/** See `WorktreeService.scan`. */
export async function scanWorktrees(
  deps: SessionDependencies,
  directory: string,
  options: ScanOptions = {},
): Promise<ScanReport> {
  const shared = withSharedList(deps);
  const { sessions, warnings: unreadable } = await shared.repository.list();
  const rows = sessions.map(({ session }) => session);
  const { found, vanished, warnings } = await findPlaces(shared, directory, rows, options);
  let done = 0;
  const scanned = await pooled(
    found,
    async (each) => {
      options.signal?.throwIfAborted();
      const result = await scanRepository(shared, each, rows, options);
      done += 1;
      options.onProgress?.({ done, total: found.length });
      return result;
    },
    AT_ONCE,
  );
  const seen = found.flatMap((each) => ('listing' in each ? each.listing.root : []));
  const forgetful = options.isTrial ? [] : await remember(deps, { seen, vanished });
  const names = shortNames(found.map(({ path }) => path));
  return {
    restored: scanned.flatMap(({ restored }) => restored),
    repositories: scanned.map(({ repository }, index) => ({
      ...repository,
      name: names[index] ?? repository.path,
    })),
    warnings: [
      ...unreadable,
      ...warnings,
      ...vanished.map(vanishedWarning),
      ...scanned.flatMap((each) => each.warnings),
      ...forgetful,
    ],
  };
}

/** Never rejects: what is wrong with one repository is told with it. */
async function scanRepository(
  deps: SessionDependencies,
  place: FoundPlace,
  rows: readonly SessionMetadata[],
  { isTrial = false }: ScanOptions,
): Promise<Scanned> {
  const { path } = place;
  const failed = (problem: Warning): Scanned => ({
    repository: { path, worktrees: [], problem },
    restored: [],
    warnings: [],
  });
  if (!('listing' in place)) return failed(place.problem);
  try {
    const { entries, root } = place.listing;
    const { lost, ...brought } = isTrial
      ? { restored: [], ...(await findLost(deps, root, entries)) }
      : { lost: new Map(), ...(await restoreRows(deps, root, { fromGit: true, entries })) };
    const own = [...brought.restored, ...rows].filter(
      ({ worktreeInfo }) => worktreeInfo?.repoRoot === root,
    );
    // Who restores a session locks its worktree.
    const again = brought.restored.length > 0 ? await deps.git.reader.listing(root) : undefined;
    const listing = again ?? place.listing;
    const links = await linksOf(deps, listing);
    const worktrees = await viewsOf(deps, { listing, links, rows: own, lost });
    return { repository: { path, worktrees }, ...brought };
  } catch (error) {
    return failed(asWarning(toQtuiError(error, `scan ${path}`)));
  }
}

/** What is not at its place is looked for; that costs nothing where all are. */
async function linksOf(
  deps: SessionDependencies,
  { root, entries, links }: WorktreeListing,
): Promise<readonly WorktreeLink[]> {
  if (links.every(({ state }) => state !== 'missing')) return links;
  return findLinks(deps, root, { known: entries });
}

interface Facts {
  listing: WorktreeListing;
  links: readonly WorktreeLink[];
  rows: readonly SessionMetadata[];
  /** Sessions without a row, by the paths of their worktrees. */
  lost: ReadonlyMap<string, string>;
}

async function viewsOf(
  deps: SessionDependencies,
  { listing: { entries }, links, rows, lost }: Facts,
): Promise<WorktreeView[]> {
  const byPath = new Map(links.map((link) => [link.path, link]));
  const shown = new Set<string>();
  const views = await pooled(
    entries,
    async (entry) => {
      const session = await ownerOf(deps, entry, rows);
      if (session) shown.add(session.id);
      const lostId = session ? undefined : lostIdOf(entry, lost);
      return viewOf({ entry, link: byPath.get(entry.path), session, inside: [], lostId });
    },
    MARKS_AT_ONCE,
  );
  for (const session of rows) {
    if (!shown.has(session.id) && !isPutAway(session)) views.push(await lostView(deps, session));
  }
  return views;
}

/** A lock names the session too whose row is there and cannot be read. */
function lostIdOf(entry: WorktreeEntry, lost: ReadonlyMap<string, string>): string | undefined {
  return entry.isMain ? undefined : (lost.get(entry.path) ?? lockedFor(entry));
}

function vanishedWarning(path: string): Warning {
  return {
    code: 'repository-gone',
    message: `${path} was a repository when it was last seen, and is none any more.`,
  };
}
