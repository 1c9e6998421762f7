import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { namesIn } from './paths.js';
import { isAlive, selfMark } from './process-mark.js';
import type { GitRunner, RunOptions } from './run.js';

/** Names carry the owner, so that what a killed process left can be told. */
const NAME = /^(\d+)~(\d*)~[\w-]+$/;

/**
 * Runs `work` with a directory of its own below `parent`, removed afterwards; those that killed
 * processes left go as well.
 */
export async function withScratch<T>(
  parent: string,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const { pid, start } = await selfMark();
  const directory = join(parent, `${pid}~${start}~${nanoid(8)}`);
  try {
    await makeDirectories(mkdir, directory, 0o700);
    await sweepScratch(parent);
  } catch (thrown) {
    throw toQtuiError(thrown, `make a temporary directory in ${parent}`);
  }
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes what killed processes left below `parent`, where that is there. */
export async function sweepScratch(parent: string): Promise<void> {
  for (const name of await namesIn(parent)) {
    const [, pid, start = ''] = NAME.exec(name) ?? [];
    const isOwned = pid !== undefined && (await isAlive({ pid: Number(pid), start }));
    if (!isOwned) await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** How long one git of it may take, clean filters and merge drivers of the user's included. */
const LIMIT_MS = 20_000;

/**
 * A git whose new objects go to `directory` instead of the repository, and that takes no optional
 * lock and runs no hook. https://git-scm.com/docs/git#_git_objects
 */
export async function quarantine(
  git: GitRunner,
  commonDir: string,
  directory: string,
  signal: AbortSignal | undefined,
  { isBackground = false }: { isBackground?: boolean } = {},
): Promise<GitRunner> {
  const objects = join(directory, 'objects');
  await mkdir(objects, { mode: 0o700 });
  const env = {
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(commonDir, 'objects')),
  };
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.splitIndex=false'];
  const narrowed = (how: RunOptions): RunOptions => ({
    timeoutMs: LIMIT_MS,
    signal,
    ...how,
    isPoll: true,
    isBackground,
    env: { ...env, ...how.env },
  });
  return {
    env: { ...git.env, ...env },
    run: (cwd, args, how) => git.run(cwd, [...settings, ...args], narrowed(how)),
    text: (cwd, args, how) => git.text(cwd, [...settings, ...args], narrowed(how)),
  };
}

/** A path may hold the colon that separates entries; in quotes it does not. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
