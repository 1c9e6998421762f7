import { link, lstat, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileStamp, isFreshFile } from '../core/file-stamp.js';
import { ownGitDir } from './context.js';
import type { GitRunner } from './run.js';
import {
  leftTemporaryDirectories,
  sweepTemporaryDirectories,
  withTemporaryDirectory,
} from './temporary-directory.js';
import { ownIndex } from './temporary-index.js';

/** Environment of a git that reads the status; undefined for the worktree's own index. */
export type ReadStatus<T> = (env: Record<string, string> | undefined) => Promise<T>;

/** Name of a copy in its directory. */
const COPY = 'index';
/** Worktrees whose last look is remembered. */
const REMEMBERED = 100;
/** Extensions of an index of which a copy elsewhere would lose something. */
const TIED_TO_PLACE = ['FSMN', 'link'];

/**
 * Looks at worktrees so that the next look is cheap. git reads every file whose time is the
 * second in which the index was written, and as many at each look as long as nobody writes the index
 * anew. `git status` may do that, but locks the index meanwhile, which makes commands of the agent
 * fail: here it refreshes a copy, and the copy is put in place at once, if by then
 * nobody else has changed the index. https://git-scm.com/docs/racy-git
 */
export class IndexRefresh {
  readonly #git: GitRunner;
  readonly #now: () => number;
  /** By worktree, how the index was when nothing of it was left to refresh. */
  readonly #settled = new Map<string, string>();

  /** `now` tells the time of files, ms since 1970. */
  constructor(git: GitRunner, now: () => number = Date.now) {
    this.#git = git;
    this.#now = now;
  }

  /** Runs `read`, on a copy of the index where that has changed since the last look. */
  async look<T>(worktree: string, read: ReadStatus<T>): Promise<T> {
    const index = join(await ownGitDir(this.#git, worktree), 'index');
    const before = await lookAt(index, this.#now());
    // Of one that has just been written the files of this second would be read again.
    const isSettled = before === undefined || before.stamp === this.#settled.get(worktree);
    if (isSettled || before.isFresh) return read(undefined);
    const content = await readFile(index);
    this.#remember(worktree, before.stamp);
    if (TIED_TO_PLACE.some((name) => content.includes(name))) return read(undefined);
    const parent = dirname(index);
    await releaseLeftLock(index);
    await sweepTemporaryDirectories(parent);
    return withTemporaryDirectory(async (directory) => {
      const copy = join(directory, COPY);
      await writeFile(copy, content);
      // A copy that is younger would hide edits.
      await utimes(copy, before.seconds, before.seconds);
      const copied = (await lookAt(copy))?.stamp;
      const answer = await read({ ...ownIndex(copy), GIT_OPTIONAL_LOCKS: '1' });
      if ((await lookAt(copy))?.stamp !== copied) {
        const stamp = await putInPlace(copy, index, before.stamp);
        if (stamp !== undefined) this.#remember(worktree, stamp);
      }
      return answer;
    }, parent);
  }

  #remember(worktree: string, stamp: string): void {
    this.#settled.delete(worktree);
    this.#settled.set(worktree, stamp);
    const [oldest] = this.#settled.keys();
    if (this.#settled.size > REMEMBERED && oldest !== undefined) this.#settled.delete(oldest);
  }
}

async function lookAt(path: string, now = 0) {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  if (facts === undefined) return undefined;
  return {
    stamp: fileStamp(facts),
    isFresh: isFreshFile(facts, now),
    seconds: Number(facts.mtimeNs / 1_000_000_000n),
  };
}

/**
 * Replaces the index by the copy under git's own lock, unless it has changed; resolves with its
 * stamp then. Whoever has the lock goes first: the index stays as it is, and all that is in it.
 */
async function putInPlace(
  copy: string,
  index: string,
  expected: string,
): Promise<string | undefined> {
  const lock = `${index}.lock`;
  // Also where the file system has no links: the status was read all the same.
  const isLocked = await link(copy, lock).then(
    () => true,
    () => false,
  );
  if (!isLocked) return undefined;
  try {
    if ((await lookAt(index))?.stamp !== expected) {
      await rm(lock);
      return undefined;
    }
    await rename(lock, index);
  } catch (thrown) {
    await rm(lock, { force: true });
    throw thrown;
  }
  // Its other name, by which the file would change once more. From here on a lock is another's.
  await rm(copy);
  return (await lookAt(index))?.stamp;
}

/**
 * Takes away the lock of a process of ours that was killed before it could replace the index. It is
 * known by its other name, the copy in that process's own directory; a lock of anybody else's has
 * none there.
 */
async function releaseLeftLock(index: string): Promise<void> {
  const lock = `${index}.lock`;
  const parent = dirname(index);
  for (const directory of await leftTemporaryDirectories(parent)) {
    const left = join(directory, COPY);
    if (!(await isSameFile(left, lock))) continue;
    await withTemporaryDirectory(async (own) => {
      // Of two that find it one gets the copy, so that the other cannot remove the next lock. Killed
      // from here on, it leaves what it has found.
      const claimed = join(own, COPY);
      const isOurs = await rename(left, claimed).then(
        () => true,
        () => false,
      );
      if (isOurs && (await isSameFile(claimed, lock))) await rm(lock, { force: true });
    }, parent);
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const look = (path: string) => lstat(path, { bigint: true }).catch(() => undefined);
  const [one, other] = await Promise.all([look(a), look(b)]);
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}
