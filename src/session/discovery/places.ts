/** Which repositories a scan looks at. */
import { resolve } from 'node:path';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { pooled } from '../../core/pool.js';
import type { ScanOptions } from '../../core/ports/worktrees.js';
import type { WorktreeListing } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { count, someOf } from '../../core/text.js';
import { explained } from '../context.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';
import { readRemembered } from './remembered.js';
import { withinTime } from './time-limit.js';

/** Repositories that are read side by side: each takes a git or two. */
const AT_ONCE = 4;
/** For one repository, ms: a file system that does not answer must not hold up the others. */
const REPOSITORY_MS = 10_000;
/** For the search below one directory, ms. */
const WORKSPACE_MS = 5_000;

/** A repository that was found; one that cannot be read has a problem. */
export type FoundPlace =
  | { path: string; listing: WorktreeListing }
  | { path: string; problem: Warning };

export interface FoundPlaces {
  /** Each repository once. */
  found: FoundPlace[];
  /** Remembered ones that are not there any more. */
  vanished: string[];
  warnings: Warning[];
}

/** A directory that is a repository, or may be one. */
interface Candidate {
  path: string;
  /** What names it: the person, a row, the list of those seen before, or a directory above it. */
  origin: 'person' | 'directory' | 'row' | 'remembered' | 'below';
  titles: string[];
}

/**
 * Finds and reads the repositories that a scan from `directory` is about. What is wrong with one
 * is told with it. Throws where the directory itself is all that is asked for and is in none that
 * can be read.
 */
export async function findPlaces(
  deps: SessionDependencies,
  directory: string,
  rows: readonly SessionMetadata[],
  options: ScanOptions,
): Promise<FoundPlaces> {
  const { candidates, warnings } = await candidatesOf(deps, directory, rows, options);
  const outcome: FoundPlaces = { found: [], vanished: [], warnings };
  const read = await pooled(candidates, (each) => lookAt(deps, each, options), AT_ONCE);
  for (const [index, answer] of read.entries()) {
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    if (answer === 'nothing') await addBelow(deps, candidate, options, outcome);
    else if (answer === 'vanished') outcome.vanished.push(candidate.path);
    else outcome.found.push(answer);
  }
  return { ...outcome, found: eachOnce(outcome.found) };
}

async function candidatesOf(
  deps: SessionDependencies,
  directory: string,
  rows: readonly SessionMetadata[],
  { scope = 'here', places = [] }: ScanOptions,
): Promise<{ candidates: Candidate[]; warnings: Warning[] }> {
  const candidates = new Map<string, Candidate>();
  const add = (path: string, origin: Candidate['origin'], ...titles: string[]) => {
    const known = candidates.get(path);
    if (known) known.titles.push(...titles);
    else candidates.set(path, { path, origin, titles });
  };
  for (const path of places) add(resolve(directory, path), 'person');
  if (scope === 'here' && places.length === 0) add(resolve(directory), 'directory');
  if (scope === 'here') return { candidates: [...candidates.values()], warnings: [] };
  for (const session of rows) {
    const root = session.worktreeInfo?.repoRoot ?? session.repoRoot;
    if (root !== undefined && !isPutAway(session)) add(root, 'row', sessionTitle(session));
  }
  const { paths, warnings } = await readRemembered(deps);
  // The directory's own is known from now on; what lies below it was not asked for.
  const own = await deps.git.reader.context(directory).catch(() => undefined);
  if (own?.kind === 'repository') add(own.repository.root, 'remembered');
  for (const path of paths) add(path, 'remembered');
  return { candidates: [...candidates.values()], warnings };
}

/** Rejects only of the directory that all depends on. */
async function lookAt(
  deps: SessionDependencies,
  candidate: Candidate,
  options: ScanOptions,
): Promise<FoundPlace | 'nothing' | 'vanished'> {
  const { path, origin } = candidate;
  try {
    const listing = await readListing(deps, path, options);
    if (listing !== undefined) return { path: listing.root, listing };
    if (origin === 'person' || origin === 'directory') return 'nothing';
    return origin === 'remembered' ? 'vanished' : { path, problem: gone(candidate) };
  } catch (error) {
    const known = explained(toQtuiError(error, `look at ${path}`), path);
    if (origin === 'directory' || known.code === 'aborted') throw known;
    if (known.code !== 'timeout' && !(await mayExist(path))) {
      return origin === 'remembered' ? 'vanished' : { path, problem: gone(candidate) };
    }
    return { path, problem: asWarning(known) };
  }
}

function readListing(
  deps: SessionDependencies,
  path: string,
  { signal, limitMs: ms = REPOSITORY_MS }: ScanOptions,
): Promise<WorktreeListing | undefined> {
  return withinTime(path, { ms, signal }, (limit) =>
    deps.git.reader.listing(path, { signal: limit }),
  );
}

/** The repositories below a directory that is in none. */
async function addBelow(
  deps: SessionDependencies,
  { path, origin }: Candidate,
  options: ScanOptions,
  { found, warnings }: FoundPlaces,
): Promise<void> {
  const { depth } = (await deps.config(path)).workspaces;
  const limits = { ms: 2 * WORKSPACE_MS, signal: options.signal };
  const below = await withinTime(path, limits, () =>
    deps.git.reader.repositoriesBelow(path, {
      depth,
      timeoutMs: WORKSPACE_MS,
      onProblem: (problem) => warnings.push(problem),
    }),
  );
  const candidates = below.map((each): Candidate => ({ ...each, origin: 'below', titles: [] }));
  const read = await pooled(candidates, (each) => lookAt(deps, each, options), AT_ONCE);
  const repositories = read.filter((each) => typeof each === 'object');
  // A submodule belongs to the repository that it is in.
  const own = repositories.filter((each) => !('listing' in each && each.listing.isSubmodule));
  found.push(...own);
  if (own.length > 0) return;
  const problem = noneBelow(path, depth);
  if (origin === 'directory') throw problem;
  found.push({ path, problem: asWarning(problem) });
}

/** One repository may be reached by its worktrees, by links and by several sessions. */
function eachOnce(found: readonly FoundPlace[]): FoundPlace[] {
  const once = new Map<string, FoundPlace>();
  for (const each of found) {
    const key = 'listing' in each ? each.listing.commonDir : each.path;
    if (!once.has(key)) once.set(key, each);
  }
  return [...once.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function noneBelow(path: string, depth: number): QtuiError {
  return new QtuiError(
    'not-a-repository',
    `${path} is in no git repository, and there is none in the ${count(depth, 'level')} below it.`,
    {
      untouched: 'Nothing was changed.',
      hint: '`qtui sessions scan --all` looks at every repository that is known; `workspaces.depth` sets how far down is looked.',
    },
  );
}

function gone({ path, origin, titles }: Candidate): Warning {
  if (origin === 'person' || origin === 'directory') {
    return { code: 'path-missing', message: `There is no directory ${path}.` };
  }
  if (origin !== 'row') {
    return { code: 'path-missing', message: `There is no repository at ${path} any more.` };
  }
  return {
    code: 'path-missing',
    message: `The repository ${path} of ${someOf(titles.map((title) => `"${title}"`))} is not there.`,
    hint: 'If it was moved, run `qtui sessions repair` in its new place.',
  };
}
