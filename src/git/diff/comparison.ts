import { lstat } from 'node:fs/promises';
import { DIFF_LIMITS, type DiffRange } from '../../core/diff.js';
import type { Oid } from '../../core/repository.js';
import { splitNul } from '../parsers/fields.js';
import { nulEnded, pathBelow, pathspecOf } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';
import { ALONE, withIndexCopy } from '../temporary-index.js';

/** What is compared, for git's plumbing; the settings of its porcelain do not reach that. */
export interface Comparison {
  git: GitRunner;
  /** Begins the command line. */
  command: readonly string[];
  /** Ends it, before any pathspec. */
  ends: readonly string[];
}

/** How files are paired and submodules seen, whatever the repository's settings say. */
export const PAIRED = ['--find-renames', '-l1000', '--ignore-submodules=none', '--no-relative'];

const DOING = 'compare files';

/** The comparison of a whole range, with what of it could not be read: untracked files by name. */
export async function withComparison<T>(
  git: GitRunner,
  repo: string,
  range: DiffRange,
  work: (comparison: Comparison, unread: readonly string[]) => Promise<T>,
): Promise<T> {
  if (range.to !== 'worktree') return work(ofTrees(git, range.from, range.to), []);
  return withIndexCopy(git, repo, async ({ env, isEmpty }) => {
    // Its checkout has not come to an end: every file would look deleted.
    if (isEmpty) return work(ofTrees(git, range.from, 'HEAD'), []);
    const own = withIndex(git, env);
    // Of the copy, so that files which were only touched are known to be the same.
    const { files } = await readStatusFiles(own, repo, { isPoll: false });
    const untracked = files.filter(({ kind }) => kind === 'untracked').map(({ path }) => path);
    const { readable, unread } = await sorted(repo, untracked);
    await addNames(own, repo, readable);
    return work(withFiles(own, range.from), unread);
  });
}

/** The comparison of some files alone, which looks at no other. */
export async function withComparisonOf<T>(
  git: GitRunner,
  repo: string,
  range: DiffRange,
  paths: readonly string[],
  work: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  if (range.to !== 'worktree') return work(ofTrees(git, range.from, range.to));
  return withIndexCopy(git, repo, async ({ env, isEmpty }) => {
    if (isEmpty) return work(ofTrees(git, range.from, 'HEAD'));
    const own = withIndex(git, env);
    const { stdout } = await own.run(
      repo,
      ['ls-files', '-z', '--cached', '--full-name', '--', ...paths.map(pathspecOf)],
      { doing: DOING },
    );
    const known = new Set(splitNul(stdout));
    const { readable } = await sorted(
      repo,
      paths.filter((path) => !known.has(path)),
    );
    await addNames(own, repo, readable);
    return work(withFiles(own, range.from));
  });
}

function ofTrees(git: GitRunner, from: Oid, to: Oid): Comparison {
  const command = ['-c', 'core.fsmonitor=false', 'diff-tree', '-r'];
  return { git, command, ends: [from, to, '--'] };
}

function withFiles(git: GitRunner, from: Oid): Comparison {
  return { git, command: ['diff-index'], ends: [from, '--'] };
}

function withIndex(git: GitRunner, env: Readonly<Record<string, string>>): GitRunner {
  return {
    env: git.env,
    run: (cwd, args, how) =>
      git.run(cwd, [...ALONE, ...args], { ...how, env: { ...env, ...how.env } }),
    text: (cwd, args, how) =>
      git.text(cwd, [...ALONE, ...args], { ...how, env: { ...env, ...how.env } }),
  };
}

/** Untracked files beyond this number are named only, as where a directory is not ignored yet. */
const MOST_UNTRACKED = 5_000;

/** Which files git can be told to read; a repository inside the worktree is one name. */
async function sorted(
  root: string,
  untracked: readonly string[],
): Promise<{ readable: string[]; unread: string[] }> {
  const readable: string[] = [];
  const unread: string[] = untracked.slice(MOST_UNTRACKED);
  for (const path of untracked.slice(0, MOST_UNTRACKED)) {
    const stat = await lstat(pathBelow(root, path)).catch(() => undefined);
    if (stat === undefined) continue;
    const isContent = stat.isFile() || stat.isSymbolicLink();
    if (isContent && stat.size <= DIFF_LIMITS.bytes) readable.push(path);
    else unread.push(path);
  }
  return { readable, unread };
}

/**
 * An entry without a time makes git compare the file as it is: nothing is read twice, and no object
 * is written.
 */
async function addNames(git: GitRunner, root: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const empty = await git.text(root, ['hash-object', '-t', 'blob', '--stdin'], {
    doing: DOING,
    input: '',
  });
  const lines = paths.map((path) =>
    Buffer.concat([Buffer.from(`100644 ${empty}\t`), nulEnded([path])]),
  );
  await git.run(root, ['update-index', '-z', '--index-info'], {
    doing: DOING,
    input: Buffer.concat(lines),
  });
}
