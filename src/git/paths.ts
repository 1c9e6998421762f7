import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isMissing, toQtuiError } from '../core/errors.js';

/** Whether anything, even a dangling link, stands at `path`; when in doubt, it does. */
export function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error) => !isMissing(error),
  );
}

/** Names in a directory; none where there is no such directory. Throws where it is unreadable. */
export async function namesIn(directory: string): Promise<string[]> {
  return (await entriesIn(directory)).map(({ name }) => name);
}

/** As `namesIn`, with what each of them is. */
export async function entriesIn(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw toQtuiError(error, `read ${directory}`);
  }
}

/** The bytes of a file; undefined where there is none. Throws where it is unreadable. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toQtuiError(error, `read ${file}`);
  }
}

/** `path` without symbolic links, as git stores it; also for a path whose last part is gone. */
export async function canonicalPath(path: string): Promise<string> {
  const absolute = resolve(path);
  return realpath(absolute).catch(() =>
    realpath(dirname(absolute)).then(
      (parent) => join(parent, basename(absolute)),
      () => absolute,
    ),
  );
}
