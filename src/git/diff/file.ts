import { lstat } from 'node:fs/promises';
import { DIFF_LIMITS, type DiffRange, type FileDiff, GITLINK_MODE } from '../../core/diff.js';
import type { DiffOptions } from '../../core/ports/diff-reader.js';
import type { FileChange } from '../../core/repository.js';
import { readBlobSizes } from '../blobs.js';
import { kindOfChange, parseRawAndCounts, type RawChange } from '../parsers/diff.js';
import { parsePatch } from '../parsers/patch.js';
import { pathBelow, pathspecOf } from '../path-text.js';
import { type GitRunner, withSignal } from '../run.js';
import { type Comparison, PAIRED, withComparisonOf } from './comparison.js';

/** Text of a patch whatever attributes and programs the person has for other purposes. */
export const PLAIN_TEXT = [
  ...['--no-ext-diff', '--no-textconv', '--submodule=short'],
  ...['--src-prefix=a/', '--dst-prefix=b/', '--diff-algorithm=histogram'],
];
/** Begins the command line. */
export const SHAPED = ['-c', 'diff.suppressBlankEmpty=false'];
const CONTEXT_LINES = 3;

/** See `RepositoryReader.fileDiff`. */
export async function fileDiff(
  runner: GitRunner,
  repo: string,
  range: DiffRange,
  file: Pick<FileChange, 'path' | 'from'>,
  options: DiffOptions = {},
): Promise<FileDiff | undefined> {
  const git = withSignal(runner, options.signal);
  if (file.path.endsWith('/')) return repositoryInside(file.path);
  const paths = file.from === undefined ? [file.path] : [file.path, file.from];
  const found = await withComparisonOf(git, repo, range, paths, async (comparison) => {
    const change = await readChange(comparison, repo, file.path, paths);
    if (change === undefined) return undefined;
    const facts = { ...factsOf(change), ...(await readSizes(git, repo, range, change)) };
    const { oldBytes = 0, newBytes = 0, added = 0, removed = 0 } = facts;
    const isTooLarge =
      Math.max(oldBytes, newBytes) > DIFF_LIMITS.bytes || added + removed > DIFF_LIMITS.lines;
    if (isTooLarge || facts.isBinary)
      return { ...facts, isTooLarge: isTooLarge && !facts.isBinary };
    return { ...facts, ...(await readPatch(comparison, repo, change, options)) };
  });
  return found ?? (range.to === 'worktree' ? unreadFile(repo, file.path) : undefined);
}

type Change = RawChange & { added?: number; removed?: number };

async function readChange(
  { git, command, ends }: Comparison,
  repo: string,
  path: string,
  paths: readonly string[],
): Promise<Change | undefined> {
  const what = ['-z', '--raw', '--numstat', ...PAIRED];
  const { stdout } = await git.run(repo, [...command, ...what, ...ends, ...paths.map(pathspecOf)], {
    doing: `compare ${path}`,
  });
  const { changes, counts } = parseRawAndCounts(stdout);
  const change = changes.find((each) => each.path === path);
  const lines = counts.find((each) => each.path === path);
  return change && { ...lines, ...change };
}

function factsOf(change: Change): FileDiff {
  const { path, from, status, added, removed, oldMode, newMode } = change;
  const kind = kindOfChange(status);
  return {
    path,
    kind,
    ...(from !== undefined && { from }),
    ...(added !== undefined && { added }),
    ...(removed !== undefined && { removed }),
    ...(kind !== 'added' && { oldMode }),
    ...(kind !== 'deleted' && { newMode }),
    isBinary: added === undefined,
    isTooLarge: false,
    hunks: [],
  };
}

/** A file on the disk is measured as it lies there. */
async function readSizes(
  git: GitRunner,
  repo: string,
  range: DiffRange,
  { path, oldMode, newMode, oldOid, newOid }: Change,
): Promise<Pick<FileDiff, 'oldBytes' | 'newBytes'>> {
  const isInWorktree = range.to === 'worktree';
  const oids = [
    ...(oldMode === GITLINK_MODE ? [] : [oldOid]),
    ...(newMode === GITLINK_MODE || isInWorktree ? [] : [newOid]),
  ];
  const sizes = await readBlobSizes(git, repo, oids, `measure ${path}`);
  const stat = isInWorktree ? await lstat(pathBelow(repo, path)).catch(() => undefined) : undefined;
  const oldBytes = sizes.get(oldOid);
  const newBytes = stat && !stat.isDirectory() ? stat.size : sizes.get(newOid);
  return {
    ...(oldBytes !== undefined && { oldBytes }),
    ...(newBytes !== undefined && { newBytes }),
  };
}

async function readPatch(
  { git, command, ends }: Comparison,
  repo: string,
  { path, from }: Change,
  { context = CONTEXT_LINES }: DiffOptions,
): Promise<Partial<FileDiff>> {
  const shape = ['--no-color', `--unified=${context}`, '--inter-hunk-context=0'];
  const pathspecs = [path, ...(from === undefined ? [] : [from])].map(pathspecOf);
  const { stdout } = await git.run(
    repo,
    [...SHAPED, ...command, '-p', ...PLAIN_TEXT, ...shape, ...PAIRED, ...ends, ...pathspecs],
    { doing: `compare ${path}` },
  );
  const { hunks, isBinary, isLatin1 } = parsePatch(stdout);
  return { hunks, isBinary, ...(isLatin1 && { isLatin1 }) };
}

/** One that is listed by its name alone, as reading it takes longer than it tells. */
async function unreadFile(root: string, path: string): Promise<FileDiff | undefined> {
  const stat = await lstat(pathBelow(root, path)).catch(() => undefined);
  if (stat === undefined || stat.size <= DIFF_LIMITS.bytes) return undefined;
  return {
    path,
    kind: 'added',
    isBinary: false,
    isTooLarge: true,
    newBytes: stat.size,
    hunks: [],
  };
}

function repositoryInside(path: string): FileDiff {
  return {
    path,
    kind: 'added',
    newMode: GITLINK_MODE,
    isBinary: false,
    isTooLarge: false,
    hunks: [],
  };
}
