import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toQtuiError } from '../core/errors.js';
import { gitPath } from './context.js';
import type { GitRunner } from './run.js';

/** Environment that makes git use another index than the worktree's. */
export interface IndexEnvironment extends Record<string, string> {
  GIT_INDEX_FILE: string;
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
  const index = await gitPath(git, worktree, 'index');
  const directory = await mkdtemp(join(parent, 'qtui-index-')).catch((thrown) => {
    throw toQtuiError(thrown, 'make a temporary directory');
  });
  try {
    const copy = join(directory, 'index');
    const isEmpty = await copyWithTime(index, copy).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return true;
        throw toQtuiError(error, `copy the index of ${worktree}`);
      },
    );
    return await work({ env: { GIT_INDEX_FILE: copy }, isEmpty });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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
