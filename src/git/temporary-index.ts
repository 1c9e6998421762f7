import { copyFile, mkdtemp, rm } from 'node:fs/promises';
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
 * read. `isEmpty` is true when the worktree has no index yet.
 */
export async function withIndexCopy<T>(
  git: GitRunner,
  worktree: string,
  work: (index: { env: IndexEnvironment; isEmpty: boolean }) => Promise<T>,
): Promise<T> {
  const index = await gitPath(git, worktree, 'index');
  const directory = await mkdtemp(join(tmpdir(), 'qtui-index-')).catch((thrown) => {
    throw toQtuiError(thrown, 'make a temporary directory');
  });
  try {
    const copy = join(directory, 'index');
    const isEmpty = await copyFile(index, copy).then(
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
