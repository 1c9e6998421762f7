import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ErrorDetails, toQtuiError } from '../core/errors.js';
import { isAlive, selfMark } from './process-mark.js';

/** Names carry the owner, so that it is known which of them a killed process has left. */
const NAME = /^qtui-git-(\d+)~(\d*)~\w+$/;

/** Makes a private directory in `parent`, for whoever made it to remove. */
export async function makeTemporaryDirectory(
  parent: string = tmpdir(),
  details?: ErrorDetails,
): Promise<string> {
  const { pid, start } = await selfMark();
  return mkdtemp(join(parent, `qtui-git-${pid}~${start}~`)).catch((thrown) => {
    throw toQtuiError(thrown, 'make a temporary directory', details);
  });
}

/** Runs `work` with a new private directory in `parent`, which goes afterwards with all that is in it. */
export async function withTemporaryDirectory<T>(
  work: (directory: string) => Promise<T>,
  parent: string = tmpdir(),
  details?: ErrorDetails,
): Promise<T> {
  const directory = await makeTemporaryDirectory(parent, details);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The directories of this user's that killed processes have left in `parent`. */
export async function leftTemporaryDirectories(parent: string = tmpdir()): Promise<string[]> {
  const left: string[] = [];
  for (const name of await readdir(parent).catch(() => [])) {
    const [, pid, start = ''] = NAME.exec(name) ?? [];
    if (pid === undefined || (await isAlive({ pid: Number(pid), start }))) continue;
    const path = join(parent, name);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() && found.uid === process.getuid?.()) left.push(path);
  }
  return left;
}

/** Removes them. They hold copies alone; what cannot be removed is left to the next time. */
export async function sweepTemporaryDirectories(parent: string = tmpdir()): Promise<void> {
  for (const path of await leftTemporaryDirectories(parent)) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
