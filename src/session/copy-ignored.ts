import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type QtuiError, toQtuiError } from '../core/errors.js';

export interface CopyResult {
  /** Paths that were copied, relative to the worktree. */
  copied: string[];
  /** Paths that were there already, or could not be copied. */
  skipped: { path: string; error: QtuiError }[];
}

/**
 * Copies files of one worktree into another by their relative paths: never over anything, never
 * through a link that leaves the new worktree. Throws `disk-full`; other failures are per file.
 */
export async function copyFiles(
  from: string,
  to: string,
  paths: readonly string[],
): Promise<CopyResult> {
  const result: CopyResult = { copied: [], skipped: [] };
  const root = await realpath(to);
  for (const path of paths) {
    try {
      if (await copyOne(join(from, path), join(root, path), root)) result.copied.push(path);
    } catch (thrown) {
      const error = toQtuiError(thrown, `copy ${path}`);
      if (error.code === 'disk-full') throw error;
      if (error.code !== 'path-exists') result.skipped.push({ path, error });
    }
  }
  return result;
}

/** False for what cannot be copied as a file: sockets, fifos, directories. */
async function copyOne(source: string, target: string, root: string): Promise<boolean> {
  const facts = await lstat(source);
  if (!facts.isFile() && !facts.isSymbolicLink()) return false;
  const parent = dirname(target);
  await requireInside(await deepestExisting(parent), root);
  await mkdir(parent, { recursive: true });
  if (facts.isSymbolicLink()) await symlink(await readlink(source), target);
  else await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return true;
}

async function deepestExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return deepestExisting(dirname(path));
  }
}

async function requireInside(path: string, root: string): Promise<void> {
  if (path === root || path.startsWith(root + sep)) return;
  throw new Error(`${path} is outside the worktree`);
}
