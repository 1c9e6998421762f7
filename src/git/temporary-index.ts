import { copyFile, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toQtuiError } from '../core/errors.js';
import type { Oid } from '../core/repository.js';
import { ownGitDir } from './context.js';
import { splitNul } from './parsers/fields.js';
import { pathBytes } from './path-text.js';
import { nullOid } from './refs.js';
import { type GitRunner, withoutLastNewline } from './run.js';
import { withTemporaryDirectory } from './temporary-directory.js';

/** Environment that makes git use another index than the worktree's. */
export interface IndexEnvironment extends Record<string, string> {
  GIT_INDEX_FILE: string;
}

/** For an index of qtui's own at `path`; what is done to it is no hook's business. */
export function ownIndex(path: string): IndexEnvironment {
  return {
    GIT_INDEX_FILE: path,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/dev/null',
  };
}

/**
 * Runs `work` with a copy of the worktree's index, removed afterwards; the index itself is only
 * read. `isEmpty` is true when the worktree has no index yet. The copy lies in `parent`, by default
 * the system's temporary directory.
 */
export async function withIndexCopy<T>(
  git: GitRunner,
  worktree: string,
  work: (index: { env: IndexEnvironment; isEmpty: boolean }) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> {
  const index = join(await ownGitDir(git, worktree), 'index');
  return withTemporaryDirectory(async (directory) => {
    const copy = join(directory, 'index');
    const isEmpty = await copyWithTime(index, copy).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return true;
        throw toQtuiError(error, `copy the index of ${worktree}`);
      },
    );
    return work({ env: ownIndex(copy), isEmpty });
  }, parent);
}

/** An index that holds a tree and that nobody else sees. */
export interface TreeIndex {
  /** Takes all files below the directory out of it. */
  clear(directory: string): Promise<void>;
  /** Lines of `update-index --index-info`, each ended by NUL. */
  update(lines: Buffer): Promise<void>;
  writeTree(): Promise<Oid>;
}

/** No file of such an index is kept beside the repository's own. */
export const ALONE = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'];

/** Runs `work` with a new index of the tree, removed afterwards; no worktree is looked at. */
export async function withTreeIndex<T>(
  git: GitRunner,
  repo: string,
  tree: Oid,
  work: (index: TreeIndex) => Promise<T>,
): Promise<T> {
  return withTemporaryDirectory(async (directory) => {
    const doing = 'make the merged tree';
    const env = ownIndex(join(directory, 'index'));
    const run = (args: readonly string[], input?: Buffer) =>
      git.run(repo, [...ALONE, ...args], { doing, env, ...(input && { input }) });
    await run(['read-tree', tree]);
    const update = async (lines: Buffer) => {
      await run(['update-index', '-z', '--index-info'], lines);
    };
    return work({
      update,
      async clear(path) {
        const { stdout } = await run(['ls-files', '-z', '--cached']);
        const prefix = `${pathBytes(path).toString('latin1')}/`;
        const inside = splitNul(stdout.toString('latin1')).filter((each) =>
          each.startsWith(prefix),
        );
        const gone = nullOid(tree);
        await update(Buffer.from(inside.map((each) => `0 ${gone}\t${each}\0`).join(''), 'latin1'));
      },
      writeTree: async () =>
        withoutLastNewline((await run(['write-tree'])).stdout.toString('utf8')),
    });
  });
}

/**
 * git takes a file for unchanged whose time and size are those in the index, unless the index is
 * as old as the file: a younger copy would hide an edit within the second in which the index was
 * written. https://git-scm.com/docs/racy-git
 */
async function copyWithTime(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  await copyFile(from, to);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}
