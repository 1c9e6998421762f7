import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { isMissing } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import { absoluteBytes, hashFiles, readablePath } from '../hash-files.js';
import { DIFF_TREES, GITLINK_MODE, parseRaw, type RawChange } from '../parsers/diff.js';
import type { GitRunner } from '../run.js';

/**
 * What stands at a path that a killed landing was to write. `partial`: git's own beginning of
 * the new content. `foreign`: neither, so somebody edited it.
 */
export type PathState = 'old' | 'new' | 'missing' | 'partial' | 'foreign';

export interface ClassifiedPath {
  /** Bytes of the path as Latin-1, so that every name survives. */
  path: string;
  change: RawChange;
  state: PathState;
}

export interface LandingTrees {
  worktree: string;
  old: Oid;
  new: Oid;
}

const ABSENT_MODE = '000000';

/** What differs between `old` and `new`; bytes of paths as Latin-1. */
export async function changesOf(
  git: GitRunner,
  { worktree, old, new: next }: LandingTrees,
): Promise<RawChange[]> {
  const { stdout } = await git.run(worktree, [...DIFF_TREES, '--no-renames', old, next], {
    doing: 'list what the merge changes',
  });
  return parseRaw(stdout.toString('latin1'));
}

/** Classifies every path of `old..new` in the worktree. Reads only. */
export async function classifyPaths(
  git: GitRunner,
  trees: LandingTrees,
): Promise<ClassifiedPath[]> {
  const { worktree } = trees;
  const changes = await changesOf(git, trees);
  const files = await Promise.all(
    changes.map(async (change) => ({ change, stat: await statOf(worktree, change.path) })),
  );
  const hashes = await hashFiles(
    git,
    worktree,
    files.filter(({ stat }) => stat?.isFile()).map(({ change }) => change.path),
    { doing: 'read the files of the merge' },
  );
  const classified: ClassifiedPath[] = [];
  for (const { change, stat } of files) {
    const oid = stat?.isSymbolicLink() ? await hashLink(worktree, change) : hashes.get(change.path);
    classified.push({
      path: change.path,
      change,
      state: await stateOf(git, worktree, change, stat, oid),
    });
  }
  return classified;
}

function statOf(root: string, path: string): Promise<BigIntStats | undefined> {
  return lstat(absoluteBytes(root, path), { bigint: true }).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

async function stateOf(
  git: GitRunner,
  worktree: string,
  change: RawChange,
  stat: BigIntStats | undefined,
  oid: Oid | undefined,
): Promise<PathState> {
  if (stat === undefined) return 'missing';
  // A directory holds other paths of the landing, or a submodule, which landing leaves alone.
  if (stat.isDirectory() || change.newMode === GITLINK_MODE) return 'old';
  if (oid === change.newOid) return 'new';
  if (oid === change.oldOid) return 'old';
  if (!stat.isFile() || change.newMode === ABSENT_MODE) return 'foreign';
  const { stdout } = await git.run(
    worktree,
    ['cat-file', '--filters', `--path=${readablePath(change.path)}`, change.newOid],
    { doing: 'read a file of the merge' },
  );
  const present = await readFile(absoluteBytes(worktree, change.path));
  const isBeginning = present.equals(stdout.subarray(0, present.length));
  return isBeginning ? 'partial' : 'foreign';
}

/** Object id of a link's target; a link is stored without filters. */
async function hashLink(worktree: string, { path, oldOid }: RawChange): Promise<Oid> {
  const target = await readlink(absoluteBytes(worktree, path), { encoding: 'buffer' });
  const algorithm = oldOid.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${target.length}\0`).update(target).digest('hex');
}
