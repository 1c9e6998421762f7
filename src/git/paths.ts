import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Whether anything, even a dangling link, stands at `path`. */
export function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
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
