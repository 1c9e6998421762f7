import { type FSWatcher, watch } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Disposable } from '../core/lifecycle.js';

/** How long a file must be left alone, ms: editors write in several steps. */
const SETTLE_TIME = 60;
/** Links that are followed to a file. */
const MOST_LINKS = 10;

export interface FileWatchOptions {
  onChange: () => void;
  /** The system does not tell of changes: too many are watched already, or it cannot. */
  onFailure: (error: unknown) => void;
}

/**
 * Tells when a file may have changed, also where it is made, replaced by another or removed, is a
 * link, or its directory is not there yet: what is watched are directories. Changes that follow each
 * other closely are told once. Keeps no process alive.
 */
export class FileWatch implements Disposable {
  readonly #path: string;
  readonly #options: FileWatchOptions;
  #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(path: string, options: FileWatchOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Resolves when every change from now on will be told. */
  async start(): Promise<void> {
    // A directory that is made between looking and watching shows at the second look.
    await this.#watchDirectories();
    await this.#watchDirectories();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  async #watchDirectories(): Promise<void> {
    const wanted = await directoriesOf(this.#path);
    if (this.#isDisposed) return;
    for (const [key, watcher] of this.#watchers) {
      if (wanted.has(key)) continue;
      watcher.close();
      this.#watchers.delete(key);
    }
    for (const [key, directory] of wanted) {
      if (!this.#watchers.has(key)) this.#watch(key, directory);
    }
  }

  #watch(key: string, directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false }, () => this.#onEvent());
      this.#watchers.set(key, watcher);
      watcher.on('error', (error) => {
        watcher.close();
        this.#watchers.delete(key);
        this.#options.onFailure(error);
      });
    } catch (error) {
      // Gone meanwhile: the event of the directory above it brings us here again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#options.onFailure(error);
    }
  }

  #onEvent(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.start().then(
        () => !this.#isDisposed && this.#options.onChange(),
        this.#options.onFailure,
      );
    }, SETTLE_TIME);
    this.#timer.unref();
  }
}

/** The directories of a file and of all links that lead to it, or the nearest ones above, by inode. */
async function directoriesOf(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let next: string | undefined = path;
  for (let links = 0; next !== undefined && links <= MOST_LINKS; links += 1) {
    await addNearest(found, dirname(next));
    next = await linkTarget(next);
  }
  return found;
}

async function addNearest(found: Map<string, string>, directory: string): Promise<void> {
  const links = await linkTarget(directory);
  // Another directory may take the place of a link.
  if (links !== undefined && found.size < MOST_LINKS) {
    await addNearest(found, dirname(directory));
    await addNearest(found, links);
    return;
  }
  const status = await lstat(directory).catch(() => undefined);
  if (status?.isDirectory()) found.set(`${directory}:${status.dev}:${status.ino}`, directory);
  const isMissing = status?.isDirectory() !== true;
  if (isMissing && dirname(directory) !== directory) await addNearest(found, dirname(directory));
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return resolve(dirname(path), await readlink(path));
  } catch {
    // No link, or nothing yet: the path itself is watched all the same.
    return undefined;
  }
}
