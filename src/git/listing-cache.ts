/** Listings of worktrees that hold as long as git's files are the same. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileStamp, isFreshFile } from '../core/file-stamp.js';
import { makeDirectories } from '../core/make-directories.js';
import type { WorktreeEntry, WorktreeLink, WorktreeListing } from '../core/repository.js';
import { readGitFile } from './git-file.js';
import { exists } from './paths.js';
import { pooled } from './pool.js';
import { requireAnswers } from './remote-mounts.js';

const VERSION = 1;
const FILES_AT_ONCE = 32;

/** The listing of the repository as it was kept, if it still is right; never throws. */
export async function keptListing(
  directory: string,
  commonDir: string,
): Promise<WorktreeListing | undefined> {
  try {
    const kept = parse(await readFile(fileOf(directory, commonDir), 'utf8'));
    if (kept?.listing.commonDir !== commonDir) return undefined;
    await requireAnswers(kept.listing.entries.map(({ path }) => path));
    const seen = await lookAt(kept.listing);
    return seen?.stamp === kept.stamp ? kept.listing : undefined;
  } catch {
    // Whatever is wrong with it, git is asked.
    return undefined;
  }
}

/**
 * Keeps a listing that was begun at `began` (ms since 1970), if what tells of a change is older. One
 * that depends on more than git's files, as where a worktree is gone, is not kept. Never throws.
 */
export async function keepListing(
  directory: string,
  listing: WorktreeListing,
  began: number,
): Promise<void> {
  const file = fileOf(directory, listing.commonDir);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    if (!(await isSettled(listing))) return;
    const seen = await lookAt(listing);
    if (seen === undefined || seen.facts.some((each) => isFreshFile(each, began))) return;
    await makeDirectories(mkdir, directory, 0o700);
    const text = JSON.stringify({ version: VERSION, stamp: seen.stamp, listing });
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, file);
  } catch {
    // Without it the next look takes longer, and finds the same.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function fileOf(directory: string, commonDir: string): string {
  const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 20);
  return join(directory, `${name}.json`);
}

/** Whether nothing but the files that are looked at can change it. */
async function isSettled({ root, commonDir, entries, links }: WorktreeListing): Promise<boolean> {
  // A setting of the person's decides whether git uses bare ones.
  if (entries.some(({ isBare, prunable }) => isBare || prunable !== undefined)) return false;
  if (entries[0]?.path !== root || links.length !== entries.length - 1) return false;
  // There HEADs are no files of their own.
  if (await exists(join(commonDir, 'reftable'))) return false;
  const joined = await pooled(
    links,
    async ({ path, gitDir, state }) => state === 'joined' && (await readGitFile(path)) === gitDir,
    FILES_AT_ONCE,
  );
  return joined.every(Boolean);
}

/**
 * What changes with a listing: git writes HEAD and locks by renames in a worktree's git directory,
 * and what is under way there has files of its own in it. Undefined where one of them is not there,
 * or git might not trust the repository: it does not where it is somebody else's.
 */
async function lookAt({
  root,
  commonDir,
  links,
}: WorktreeListing): Promise<{ stamp: string; facts: BigIntStats[] } | undefined> {
  const needed = [
    ...[commonDir, join(commonDir, 'HEAD'), join(commonDir, 'config'), join(root, '.git')],
    ...links.flatMap(({ path, gitDir }) => [gitDir, join(gitDir, 'gitdir'), join(path, '.git')]),
  ];
  const optional = [join(commonDir, 'worktrees'), join(commonDir, 'config.worktree')];
  const owner = process.geteuid?.();
  const look = (path: string) => stat(path, { bigint: true }).catch(() => undefined);
  const [top, ...found] = await pooled([root, ...needed, ...optional], look, FILES_AT_ONCE);
  const facts = found.slice(0, needed.length).filter((each) => each !== undefined);
  if (facts.length < needed.length || owner === undefined) return undefined;
  const [common, , , dotGit] = facts;
  if ([top, common, dotGit].some((each) => each?.uid !== BigInt(owner))) return undefined;
  const others = found.slice(needed.length);
  const stamps = [...facts, ...others].map((each) => (each ? fileStamp(each) : '-'));
  return {
    stamp: createHash('sha256').update(stamps.join('\n')).digest('hex'),
    facts: [...facts, ...others.filter((each) => each !== undefined)],
  };
}

function parse(text: string): { stamp: string; listing: WorktreeListing } | undefined {
  const value = JSON.parse(text) as { version?: unknown; stamp?: unknown; listing?: unknown };
  const { version, stamp } = value;
  if (version !== VERSION || typeof stamp !== 'string') return undefined;
  const listing: Partial<WorktreeListing> = Object(value.listing);
  const { root, commonDir, isSubmodule, entries, links } = listing;
  const isWhole =
    isPath(root) &&
    isPath(commonDir) &&
    typeof isSubmodule === 'boolean' &&
    Array.isArray(entries) &&
    Array.isArray(links) &&
    entries.length === links.length + 1 &&
    entries.every(isEntry) &&
    links.every(isJoined);
  return isWhole ? { stamp, listing: { root, commonDir, isSubmodule, entries, links } } : undefined;
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && isAbsolute(value);
}

const OPERATIONS: readonly unknown[] = [
  ...['merge', 'rebase', 'cherry-pick', 'revert', 'bisect', 'am'],
  undefined,
];

function isEntry(value: unknown): value is WorktreeEntry {
  const entry: Partial<Record<keyof WorktreeEntry, unknown>> = Object(value);
  const flags = [entry.isMain, entry.isBare, entry.isDetached];
  const texts = [entry.branch, entry.gitDir, entry.locked, entry.operationBranch];
  return (
    isPath(entry.path) &&
    flags.every((flag) => typeof flag === 'boolean') &&
    texts.every((text) => text === undefined || typeof text === 'string') &&
    OPERATIONS.includes(entry.operation)
  );
}

function isJoined(value: unknown): value is WorktreeLink {
  const link: Partial<Record<keyof WorktreeLink, unknown>> = Object(value);
  const isEmpty = (list: unknown) => Array.isArray(list) && list.length === 0;
  return (
    isPath(link.path) &&
    isPath(link.gitDir) &&
    link.state === 'joined' &&
    isEmpty(link.foundAt) &&
    isEmpty(link.maybeAt)
  );
}
