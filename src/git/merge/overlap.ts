import { join } from 'node:path';
import { DIFF_TREES, GITLINK_MODE, parseRaw, type RawChange } from '../parsers/diff.js';
import type { StatusFile } from '../parsers/status.js';
import { exists } from '../paths.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';

/** What differs between two trees or commits, renames as deletion and addition. */
export async function changesBetween(
  git: GitRunner,
  repo: string,
  from: string,
  to: string,
): Promise<RawChange[]> {
  const { stdout } = await git.run(repo, [...DIFF_TREES, '--no-renames', from, to], {
    doing: 'compare two commits',
  });
  return parseRaw(stdout);
}

/**
 * Files of the user's in `worktree` that stand where a landing has to write: edited, staged, in
 * conflict, untracked or ignored. Sorted, relative to the worktree's top.
 */
export async function findOverlap(
  git: GitRunner,
  worktree: string,
  changes: readonly RawChange[],
): Promise<string[]> {
  const { files } = await readStatusFiles(git, worktree, { ignored: true });
  const written = changes.filter(({ newMode }) => newMode !== GITLINK_MODE).map(({ path }) => path);
  const writtenSet = new Set(written);
  const parents = new Set(written.flatMap(parentsOf));
  const overlap = new Set<string>();
  for (const file of files) {
    // git merges into no worktree with conflicts, wherever they are.
    if (file.kind === 'conflicted') overlap.add(file.path);
    for (const path of [file.path, ...(file.from === undefined ? [] : [file.from])]) {
      if (isInTheWay(path, writtenSet, parents)) overlap.add(path);
    }
  }
  for (const path of await insideCollapsed(worktree, files, written)) overlap.add(path);
  return [...overlap].sort();
}

/** `path` is written itself, or has to become a directory, or lies where a file has to go. */
function isInTheWay(
  path: string,
  written: ReadonlySet<string>,
  parents: ReadonlySet<string>,
): boolean {
  if (path.endsWith('/')) return written.has(path.slice(0, -1));
  return written.has(path) || parents.has(path) || parentsOf(path).some((dir) => written.has(dir));
}

/** A directory that is ignored as one entry: only what is really there is in the way. */
async function insideCollapsed(
  worktree: string,
  files: readonly StatusFile[],
  written: readonly string[],
): Promise<string[]> {
  const directories = files.map(({ path }) => path).filter((path) => path.endsWith('/'));
  if (directories.length === 0) return [];
  const candidates = written.filter((path) => directories.some((dir) => path.startsWith(dir)));
  const found: string[] = [];
  for (const path of candidates) if (await exists(join(worktree, path))) found.push(path);
  return found;
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
