import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskSize } from '../../core/disk-usage.js';
import { isMissing } from '../../core/errors.js';

/** Directories that are read at the same time: more only wait for the disk. */
const AT_ONCE = 8;
/** Blocks that `stat` counts in, whatever the file system's own are. */
const BLOCK_BYTES = 512;

export interface MeasureOptions {
  /** Files with several names that were counted already: `device:inode`. */
  seen: Set<string>;
  /** Directories that are counted elsewhere. */
  skip: ReadonlySet<string>;
  signal?: AbortSignal | undefined;
  onFiles?: (more: number) => void;
}

/**
 * What a file or a directory with all in it takes up; links are not followed, a file with several
 * names counts once, and what is not there counts nothing. Throws only when it is aborted.
 */
export async function measure(path: string, options: MeasureOptions): Promise<DiskSize> {
  const size: DiskSize = { apparent: 0, allocated: 0, files: 0, unread: [] };
  const top = await lookAt(path, size, options);
  const left = top?.isDirectory() ? [path] : [];
  while (left.length > 0) {
    options.signal?.throwIfAborted();
    const next = left.splice(-AT_ONCE);
    const found = await Promise.all(next.map((directory) => readOne(directory, size, options)));
    left.push(...found.flat());
  }
  return size;
}

/** Counts what is in a directory; resolves with the directories among it. */
async function readOne(
  directory: string,
  size: DiskSize,
  options: MeasureOptions,
): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    noteUnread(error, directory, size);
    return [];
  }
  const found = entries
    .map((entry) => ({ path: join(directory, entry.name), isDirectory: entry.isDirectory() }))
    .filter(({ path }) => !options.skip.has(path));
  for (const { path } of found) await lookAt(path, size, options);
  options.onFiles?.(found.length);
  return found.filter(({ isDirectory }) => isDirectory).map(({ path }) => path);
}

async function lookAt(
  path: string,
  size: DiskSize,
  { seen }: MeasureOptions,
): Promise<BigIntStats | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    if (!stats.isDirectory()) {
      const name = `${stats.dev}:${stats.ino}`;
      if (stats.nlink > 1n && seen.has(name)) return stats;
      if (stats.nlink > 1n) seen.add(name);
      // A directory's own length says how it is stored, not what is in it.
      size.apparent += Number(stats.size);
      size.files += 1;
    }
    size.allocated += Number(stats.blocks) * BLOCK_BYTES;
    return stats;
  } catch (error) {
    noteUnread(error, path, size);
    return undefined;
  }
}

/** What goes away while it is counted takes up nothing. */
function noteUnread(error: unknown, path: string, size: DiskSize): void {
  if (!isMissing(error)) size.unread.push(path);
}
