import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { LinkSearch, WorktreeEntry, WorktreeLink } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { readGitFile } from './git-file.js';
import { canonicalPath, exists } from './paths.js';
import { pooled } from './pool.js';
import { openMounts } from './remote-mounts.js';
import { placeOfTrash } from './removal/trash.js';
import type { GitRunner } from './run.js';
import { linkedGitDirs } from './worktree-entries.js';

/** Directories that are looked at for moved worktrees, at most. */
const MOST_PLACES = 2000;
const FILES_AT_ONCE = 32;
const NOTHING_REPAIRED = 'Nothing was repaired.';

/**
 * How the repository's record of each linked worktree and the worktree's own link agree. Where a
 * directory is gone its worktree is looked for among `places` and in the directories of
 * `searchIn`. Reads files only; a bounded number of them.
 */
export async function readLinks(
  git: GitRunner,
  repo: string,
  { searchIn, places, known }: LinkSearch,
): Promise<WorktreeLink[]> {
  const records = (known && recordsOf(known)) ?? (await readRecords(git, repo));
  const links = await pooled(records, ([path, gitDir]) => readLink(path, gitDir), FILES_AT_ONCE);
  if (links.every(({ state }) => state !== 'missing')) return links;
  const recorded = new Set(records.map(([path]) => path));
  const candidates = await candidatePlaces(searchIn, places, recorded);
  const pointers = await pooled(
    candidates,
    async (path) => ({ path, target: await pointer(path) }),
    FILES_AT_ONCE,
  );
  const lost = await Promise.all(
    pointers.map(async (each) => ({ ...each, isLost: await leadsNowhere(each.target) })),
  );
  return links.map((link) => {
    if (link.state !== 'missing') return link;
    const foundAt = pointers.filter(({ target }) => target === link.gitDir).map(({ path }) => path);
    // Where the repository was moved as well, only the worktree's id is left of the link.
    const maybeAt = lost
      .filter(({ target, isLost }) => isLost && isRecordNamed(target, basename(link.gitDir)))
      .map(({ path }) => path);
    return { ...link, foundAt, maybeAt };
  });
}

/** Path and git directory of every linked worktree. */
type LinkRecord = [path: string, gitDir: string];

async function readRecords(git: GitRunner, repo: string): Promise<LinkRecord[]> {
  const commonDir = await commonDirOf(git, repo);
  return [...(await linkedGitDirs(commonDir))].filter(([path]) => path !== '');
}

/** The records of listed worktrees; undefined where one of them is not found by its path. */
function recordsOf(entries: readonly WorktreeEntry[]): LinkRecord[] | undefined {
  const linked = entries.filter(({ isMain }) => !isMain);
  const records = linked.flatMap(({ path, gitDir }): LinkRecord[] =>
    gitDir === undefined ? [] : [[path, gitDir]],
  );
  return records.length === linked.length ? records : undefined;
}

async function readLink(path: string, gitDir: string): Promise<WorktreeLink> {
  const found = { path, gitDir, foundAt: [], maybeAt: [] };
  // As git writes it, which needs no look at what links it may lead through.
  if ((await readGitFile(path)) === gitDir) return { ...found, state: 'joined' };
  const link = { ...found, hasSubmodules: await exists(join(gitDir, 'modules')) };
  if (!(await exists(join(path, '.git')))) {
    return { ...link, state: (await exists(path)) ? 'replaced' : 'missing' };
  }
  const target = await pointer(path);
  if (target === gitDir) return { ...link, state: 'joined' };
  return { ...link, state: (await leadsNowhere(target)) ? 'broken' : 'elsewhere' };
}

/** Where the `.git` file of a worktree leads; undefined for a `.git` that is none. */
async function pointer(path: string): Promise<string | undefined> {
  const target = await readGitFile(path);
  return target === undefined ? undefined : canonicalPath(target);
}

async function leadsNowhere(target: string | undefined): Promise<boolean> {
  return target !== undefined && !(await exists(target));
}

function isRecordNamed(target: string | undefined, id: string): boolean {
  return (
    target !== undefined && basename(target) === id && basename(dirname(target)) === 'worktrees'
  );
}

async function candidatePlaces(
  searchIn: readonly string[],
  places: readonly string[],
  recorded: ReadonlySet<string>,
): Promise<string[]> {
  const parents = new Set(await Promise.all(searchIn.map((path) => canonicalPath(path))));
  const inside = await pooled([...parents], async (parent) => {
    // A worktree in a place that cannot be read is not there for git: it stays missing, and is told.
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && placeOfTrash(entry.name) === undefined)
      .map(({ name }) => join(parent, name));
  });
  const named = await Promise.all(places.map((path) => canonicalPath(path)));
  const all = new Set([...named, ...inside.flat()]);
  const problemAt = await openMounts();
  const unknown = [...all].filter((path) => !recorded.has(path)).slice(0, MOST_PLACES);
  // One that does not answer is not there either.
  const problems = await pooled(unknown, problemAt);
  return unknown.filter((_path, index) => problems[index] === undefined);
}

/**
 * Joins the repository and the worktrees at `paths` again, and those at their recorded places.
 * Throws `would-lose-work` in a copy of a repository: git would take the original's worktrees.
 */
export async function repairWorktrees(
  git: GitRunner,
  repo: string,
  paths: readonly string[],
): Promise<void> {
  const links = await readLinks(git, repo, { searchIn: [], places: [] });
  const others = links.filter(({ state }) => state === 'elsewhere');
  if (others[0] !== undefined) {
    throw new QtuiError(
      'would-lose-work',
      `${others[0].path} is a worktree of another repository, of which ${repo} seems to be a copy.`,
      {
        untouched: NOTHING_REPAIRED,
        hint: '`git worktree prune` in the copy makes it forget the worktrees that are not its own.',
        data: { paths: others.map(({ path }) => path) },
      },
    );
  }
  await git.run(repo, ['worktree', 'repair', '--', ...paths], {
    doing: `repair the worktrees of ${repo}`,
    details: {
      untouched: NOTHING_REPAIRED,
      hint: 'Give the directory where the worktree is now.',
    },
  });
}
