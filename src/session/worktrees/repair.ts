import { dirname, resolve } from 'node:path';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { RepairedWorktree, RepairOutcome } from '../../core/ports/worktrees.js';
import type { Repository, WorktreeEntry, WorktreeLink } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { shellCommand } from '../../core/text.js';
import { contextOrNone } from '../context.js';
import { canonicalPath, worktreePath } from '../creation/worktree-path.js';
import type { SessionDependencies } from '../dependencies.js';
import { readMark } from '../registry/mark.js';
import { isDirectory, mayExist, updateRow } from '../registry/rows.js';
import { lockedFor } from './lock.js';

/** A worktree whose directory and record do not find each other, with where it is now. */
interface Misplaced {
  link: WorktreeLink;
  /** Every directory that may be it; repaired without being asked only where it is one. */
  at: string[];
}

/**
 * The links of the repository's worktrees, with what was moved looked for: beside where it was and
 * where sessions have their worktrees, at `place`, and where it would be had it moved with the
 * repository. `known` are the worktrees as git lists them, where somebody has asked.
 */
export async function findLinks(
  deps: SessionDependencies,
  root: string,
  { place, known }: { place?: string | undefined; known?: readonly WorktreeEntry[] } = {},
): Promise<WorktreeLink[]> {
  const [entries, rows, config] = await Promise.all([
    known ?? deps.git.reader.worktrees(root),
    rowsOf(deps, root),
    deps.config(root),
  ]);
  const { dataDirectory } = deps.paths;
  const home = dirname(worktreePath(config.worktrees.path, { dataDirectory, root, branch: 'x' }));
  const movedAlong = rows.flatMap(({ worktreeInfo: info }) =>
    info?.path.startsWith(`${info.repoRoot}/`)
      ? [root + info.path.slice(info.repoRoot.length)]
      : [],
  );
  return deps.git.worktrees.links(root, {
    searchIn: [home, ...entries.map(({ path }) => dirname(path))],
    places: [...movedAlong, ...(place === undefined ? [] : [place])],
    ...(known && { known }),
  });
}

/** Those that need repair: not at their place, or with a link that leads nowhere. */
function misplaced(links: readonly WorktreeLink[]): Misplaced[] {
  return links.flatMap((link) => {
    if (link.state === 'broken') return [{ link, at: [link.path] }];
    const at = link.foundAt.length > 0 ? link.foundAt : link.maybeAt;
    return at.length > 0 ? [{ link, at }] : [];
  });
}

/**
 * Joins again what was moved by hand: the worktree at `path`, else every one that is found at one
 * place only. Nothing but git's links and the rows is written. Throws `not-a-repository`,
 * `would-lose-work` in a copy of a repository.
 */
export async function repairSessions(
  deps: SessionDependencies,
  directory: string,
  path?: string,
): Promise<RepairOutcome> {
  const place = path === undefined ? undefined : await requirePlace(directory, path);
  const root = await rootFor(deps, directory, place);
  const found = misplaced(await findLinks(deps, root, { place }));
  const wanted =
    place === undefined ? found : found.filter(({ at }) => at.some((each) => each === place));
  const outcome: RepairOutcome = { repaired: [], warnings: [] };
  const certain: Misplaced[] = [];
  for (const each of wanted) {
    if (place !== undefined) certain.push({ ...each, at: [place] });
    else if (each.at.length === 1) certain.push(each);
    else outcome.warnings.push(ambiguous(each));
  }
  return rejoin(deps, root, certain, outcome);
}

/**
 * Repairs without being asked what cannot be anything else: found at one place, by its own link
 * to this record or, where the repository was moved, with a session's mark. Tells of the rest.
 */
export async function repairCertain(
  deps: SessionDependencies,
  { root, worktree }: Pick<Repository, 'root' | 'worktree'>,
  known: readonly WorktreeEntry[],
): Promise<{ warnings: Warning[]; present: ReadonlySet<string> }> {
  const links = await findLinks(deps, root, { place: worktree, known });
  const found = misplaced(links);
  const isCopy = links.some(({ state }) => state === 'elsewhere');
  const certain: Misplaced[] = [];
  const warnings: Warning[] = [];
  for (const each of found) {
    const isCertain = !isCopy && each.at.length === 1 && (await isOfSession(deps, each));
    if (isCertain) certain.push(each);
    else warnings.push(each.at.length === 1 ? repairable(each) : ambiguous(each));
  }
  // Where a link was just read its directory is.
  const joined = links.filter(({ state }) => state === 'joined');
  const present = new Set(joined.map((link) => link.path));
  const outcome = await rejoin(deps, root, certain, { repaired: [], warnings }, present);
  return { warnings: [...outcome.repaired.map(repairedWarning), ...outcome.warnings], present };
}

/** Its mark names a session of ours that was there: nobody else can have put it at the new place. */
async function isOfSession(deps: SessionDependencies, { link, at }: Misplaced): Promise<boolean> {
  const row = at[0] === undefined ? undefined : await rowAt(deps, at[0]);
  return row?.worktreeInfo?.path === link.path;
}

async function rejoin(
  deps: SessionDependencies,
  root: string,
  certain: readonly Misplaced[],
  { repaired, warnings }: RepairOutcome,
  present: ReadonlySet<string> = new Set(),
): Promise<RepairOutcome> {
  const joined = certain.map(({ link, at }) => ({ path: at[0] ?? link.path, from: link.path }));
  if (joined.length > 0) {
    await deps.git.worktrees.repair(
      root,
      joined.map(({ path }) => path),
    );
  }
  const followed = await followRows(deps, root, present);
  const others = joined.filter(({ path }) => followed.repaired.every((each) => each.path !== path));
  return {
    repaired: [...repaired, ...followed.repaired, ...others],
    warnings: [...warnings, ...followed.warnings, ...certain.flatMap(submodulesLeft)],
  };
}

/**
 * Brings rows in line with where git has their worktrees by now, whoever has told it: the place
 * or the repository that they name is gone, and a worktree of this one is locked or marked for them.
 */
async function followRows(
  deps: SessionDependencies,
  root: string,
  present: ReadonlySet<string>,
): Promise<RepairOutcome> {
  const outcome: RepairOutcome = { repaired: [], warnings: [] };
  const rows = await rowsOf(deps, root);
  const isThere = async (path: string) => present.has(path) || (await mayExist(path));
  const isStale = await Promise.all(
    rows.map(
      async ({ worktreeInfo: info }) =>
        info !== undefined && (info.repoRoot !== root || !(await isThere(info.path))),
    ),
  );
  const stale = rows.filter((_row, index) => isStale[index]);
  if (stale.length === 0) return outcome;
  for (const entry of await deps.git.reader.worktrees(root)) {
    if (entry.isMain || !(await isDirectory(entry.path))) continue;
    const id = lockedFor(entry) ?? (await markedFor(entry.path));
    const row = stale.find((each) => each.id === id);
    if (!row?.worktreeInfo) continue;
    const from = row.worktreeInfo.path;
    try {
      await relocate(deps, root, row, entry.path);
      const session = { id: row.id, title: sessionTitle(row) };
      outcome.repaired.push({ path: entry.path, from, session });
    } catch (error) {
      const doing = `record that ${from} is at ${entry.path} now`;
      outcome.warnings.push(asWarning(toQtuiError(error, doing)));
    }
  }
  return outcome;
}

async function relocate(
  deps: SessionDependencies,
  root: string,
  { id, worktreeInfo }: SessionMetadata,
  path: string,
): Promise<void> {
  const from = worktreeInfo?.path ?? path;
  const moved = (old: string) =>
    old === from || old.startsWith(`${from}/`) ? path + old.slice(from.length) : old;
  await updateRow(deps, id, (session) => ({
    ...session,
    directory: moved(session.directory),
    repoRoot: root,
    ...(session.worktreeInfo && {
      worktreeInfo: { ...session.worktreeInfo, path, repoRoot: root },
    }),
  }));
}

async function markedFor(path: string): Promise<string | undefined> {
  // A mark that cannot be read names no session; whoever scans for lost ones tells of it.
  return (await readMark(path).catch(() => undefined))?.id;
}

/** The row of the session that the worktree at `path` is marked for. */
async function rowAt(
  deps: SessionDependencies,
  path: string,
): Promise<SessionMetadata | undefined> {
  const id = await markedFor(path);
  return id === undefined ? undefined : (await deps.repository.get(id))?.session;
}

/** Rows of the repository, and of one that has gone from where it was. */
async function rowsOf(deps: SessionDependencies, root: string): Promise<SessionMetadata[]> {
  const { sessions } = await deps.repository.list();
  const found: SessionMetadata[] = [];
  for (const { session } of sessions) {
    const repoRoot = session.worktreeInfo?.repoRoot;
    if (repoRoot === undefined) continue;
    if (repoRoot === root || !(await mayExist(repoRoot))) found.push(session);
  }
  return found;
}

async function requirePlace(directory: string, path: string): Promise<string> {
  const absolute = resolve(directory, path);
  if (await isDirectory(absolute)) return canonicalPath(absolute);
  throw new QtuiError('path-missing', `There is no directory ${absolute}.`, {
    untouched: 'Nothing was changed.',
    hint: 'Name the directory where the worktree is now.',
  });
}

/** That of the directory, else of the moved worktree, whose own link still leads to it. */
async function rootFor(
  deps: SessionDependencies,
  directory: string,
  place: string | undefined,
): Promise<string> {
  for (const each of [directory, place]) {
    if (each === undefined) continue;
    const { context } = await contextOrNone(deps, each);
    if (context.kind === 'repository') return context.repository.root;
  }
  throw new QtuiError('not-a-repository', `${directory} is in no repository that can be read.`, {
    untouched: 'Nothing was changed.',
    hint: 'Run it in the repository, where that is now.',
  });
}

/** git itself moves no worktree with submodules, and repairs none. */
function submodulesLeft({ link: { path, hasSubmodules }, at }: Misplaced): Warning[] {
  const [place = path] = at;
  if (!hasSubmodules || place === path) return [];
  return [
    {
      code: 'submodules-moved',
      message: `The submodules of ${place} still look for it at ${path}, and do not work.`,
      hint: 'Move it back there, or save what they hold and clone them anew.',
    },
  ];
}

function ambiguous({ link, at }: Misplaced): Warning {
  return {
    code: 'worktree-moved',
    message: `The worktree ${link.path} may be at any of ${at.join(', ')}.`,
    hint: 'Name the one that it is: `qtui sessions repair PATH`.',
  };
}

function repairable({ link, at }: Misplaced): Warning {
  const [place = link.path] = at;
  const isMoved = place !== link.path;
  return {
    code: isMoved ? 'worktree-moved' : 'worktree-broken',
    message: isMoved
      ? `The worktree ${link.path} was moved to ${place}, and git does not know.`
      : `The worktree ${link.path} does not find its repository, which was moved.`,
    hint: `Join them again with \`${shellCommand('qtui', 'sessions', 'repair', place)}\`.`,
  };
}

/** How a repair that nobody asked for is told. */
function repairedWarning({ path, from, session }: RepairedWorktree): Warning {
  const whose = session ? ` of session "${session.title}"` : '';
  return {
    code: 'worktree-repaired',
    message:
      path === from
        ? `The repository of ${path}${whose} was moved; they find each other again.`
        : `The worktree${whose} was moved from ${from} to ${path}; git and the record follow.`,
  };
}
