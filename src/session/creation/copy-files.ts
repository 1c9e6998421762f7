import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';

/** Files in work at once: enough to keep a disk busy, far below any limit on open files. */
const WORKERS = 16;

export interface CopyResult {
  /** Paths that were copied, relative to the worktree. */
  copied: string[];
  /** Paths that could not be copied; those that were there already are not among them. */
  skipped: { path: string; error: QtuiError }[];
}

export interface CopyOptions {
  /** After each file. */
  onProgress?: ((done: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Copies files of one worktree into another by their relative paths, as clones where the file
 * system can: never over anything, never through a link that leaves the new worktree. Throws
 * `disk-full` and `aborted`; other failures are per file.
 */
export async function copyFiles(
  from: string,
  to: string,
  paths: readonly string[],
  { onProgress, signal }: CopyOptions = {},
): Promise<CopyResult> {
  const result: CopyResult = { copied: [], skipped: [] };
  const place = new Place(await realpath(to));
  const rest = paths.values();
  let done = 0;
  let isStopped = false;
  const work = async () => {
    for (const path of rest) {
      if (isStopped) return;
      try {
        signal?.throwIfAborted();
        if (await copyOne(join(from, path), path, place)) result.copied.push(path);
      } catch (thrown) {
        const error = toQtuiError(thrown, `copy ${path}`);
        isStopped = endsAll(error);
        if (isStopped) throw error;
        if (error.code !== 'path-exists') result.skipped.push({ path, error });
      }
      done += 1;
      onProgress?.(done);
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: WORKERS }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  result.copied.sort();
  return result;
}

/**
 * Links paths of one worktree into another, where nothing is: the link leads to the original,
 * which both then share. Failures are per path.
 */
export async function linkPaths(
  from: string,
  to: string,
  paths: readonly string[],
): Promise<{ linked: string[]; skipped: CopyResult['skipped'] }> {
  const linked: string[] = [];
  const skipped: CopyResult['skipped'] = [];
  const place = new Place(await realpath(to));
  for (const path of paths) {
    try {
      await symlink(join(from, path), await place.make(path));
      linked.push(path);
    } catch (thrown) {
      const error = toQtuiError(thrown, `link ${path}`);
      if (error.code !== 'path-exists') skipped.push({ path, error });
    }
  }
  return { linked, skipped };
}

/**
 * As `linkPaths`, for a program that may delete what it finds: a directory becomes one of links to
 * the entries of the original, so that these can be removed and replaced without a change of it,
 * and a file is copied. `shared` are the directories. Throws `disk-full` and `aborted`.
 */
export async function linkEntries(
  from: string,
  to: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<{ shared: string[]; skipped: CopyResult['skipped'] }> {
  const shared: string[] = [];
  const skipped: CopyResult['skipped'] = [];
  const place = new Place(await realpath(to));
  for (const path of paths) {
    try {
      const original = await realpath(join(from, path));
      const target = await place.make(path);
      if (!(await lstat(original)).isDirectory()) {
        await copyFile(original, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        continue;
      }
      await mkdir(target);
      for (const name of await readdir(original)) {
        signal?.throwIfAborted();
        await symlink(join(original, name), join(target, name));
      }
      shared.push(path);
    } catch (thrown) {
      const error = toQtuiError(thrown, `link ${path}`);
      if (endsAll(error)) throw error;
      if (error.code !== 'path-exists') skipped.push({ path, error });
    }
  }
  return { shared, skipped };
}

/** Whether no other file would come through either. */
function endsAll({ code }: QtuiError): boolean {
  return code === 'disk-full' || code === 'aborted';
}

/** False for what cannot be copied as a file: sockets, fifos, directories. */
async function copyOne(source: string, path: string, place: Place): Promise<boolean> {
  const facts = await lstat(source);
  if (!facts.isFile() && !facts.isSymbolicLink()) return false;
  const target = await place.make(path);
  if (facts.isSymbolicLink()) await symlink(await readlink(source), target);
  else await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return true;
}

/** A worktree in which files are put, and the directories of it that were looked at. */
class Place {
  readonly #root: string;
  readonly #made = new Map<string, Promise<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Where a file of this path goes; its directory is there, and inside. */
  async make(path: string): Promise<string> {
    const target = join(this.#root, path);
    const parent = dirname(target);
    const made = this.#made.get(parent) ?? this.#makeDirectory(parent);
    this.#made.set(parent, made);
    await made;
    return target;
  }

  async #makeDirectory(path: string): Promise<void> {
    requireInside(await deepestExisting(path), this.#root);
    await makeDirectories(mkdir, path);
  }
}

async function deepestExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return deepestExisting(dirname(path));
  }
}

function requireInside(path: string, root: string): void {
  if (path === root || path.startsWith(root + sep)) return;
  throw new Error(`${path} is outside the worktree`);
}
