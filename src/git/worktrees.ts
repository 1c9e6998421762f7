import { chmod, lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cancellable } from '../core/cancellable.js';
import { QtuiError, toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { canonicalPath, exists } from './paths.js';
import type { GitRunner } from './run.js';
import { findEntry, listWorktrees, ownersOf } from './worktree-entries.js';

const NOTHING_MADE = 'No worktree was created.';

/** Registers a locked worktree without files; leaves nothing of its own behind when it throws. */
export async function addWorktree(
  git: GitRunner,
  repo: string,
  worktree: { path: string; branch: string; lockReason: string } & Cancellable,
): Promise<void> {
  const { branch, lockReason, signal } = worktree;
  const path = await canonicalPath(worktree.path);
  await refuseTaken(git, repo, path, branch);
  const parent = dirname(path);
  const madeParent = await makeDirectories(mkdir, parent, 0o700).catch((thrown) => {
    throw toQtuiError(thrown, `create the directory ${parent}`, { untouched: NOTHING_MADE });
  });
  const args = ['worktree', 'add', '--no-checkout', '--lock', '--reason', lockReason];
  try {
    await git.run(repo, [...args, '--', path, branch], {
      doing: `create a worktree at ${path}`,
      details: { untouched: NOTHING_MADE },
      signal,
    });
  } catch (thrown) {
    try {
      await discardNewWorktree(git, repo, path);
    } catch (left) {
      throw alsoLeft(toQtuiError(thrown, `create a worktree at ${path}`), left, path);
    }
    if (madeParent !== undefined) await removeEmpty(parent, madeParent);
    throw thrown;
  }
}

async function refuseTaken(
  git: GitRunner,
  repo: string,
  path: string,
  branch: string,
): Promise<void> {
  if (branch === '' || branch.startsWith('-')) {
    throw new QtuiError('invalid-name', `"${branch}" cannot name a branch.`, {
      untouched: NOTHING_MADE,
    });
  }
  const entries = await listWorktrees(git, repo);
  const isRegistered = (await findEntry(entries, path)) !== undefined;
  if (isRegistered || (await exists(path))) {
    throw new QtuiError('path-exists', `${path} is taken already.`, {
      untouched: NOTHING_MADE,
      hint: isRegistered
        ? 'git knows a worktree there; remove it first.'
        : 'Choose another name, or move what is there.',
      data: { path },
    });
  }
  const owner = ownersOf(entries, branch)[0];
  if (owner !== undefined) {
    throw new QtuiError('name-taken', `Branch ${branch} is checked out in ${owner.path}.`, {
      untouched: NOTHING_MADE,
      hint: 'A branch can be checked out once; choose another one.',
      data: { branch, path: owner.path },
    });
  }
}

/** The error of a creation whose undoing has failed too: what is there has a name then. */
function alsoLeft(error: QtuiError, left: unknown, path: string): QtuiError {
  const { message } = toQtuiError(left, `undo the worktree at ${path}`);
  return new QtuiError(error.code, `${error.message} What was made is left there: ${message}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    data: { ...error.data, left: path },
    cause: error,
  });
}

/** Undoes an `addWorktree`, files and registration; for a worktree this transaction made. */
export async function discardNewWorktree(
  git: GitRunner,
  repo: string,
  path: string,
): Promise<void> {
  const doing = `undo the worktree at ${path}`;
  // Twice forced: it is locked, and files that were half written count as changes.
  await git.run(repo, ['worktree', 'remove', '-f', '-f', '--', path], { doing, accept: 'any' });
  try {
    await removeTree(path);
  } catch (thrown) {
    throw toQtuiError(thrown, doing);
  }
  await forgetWorktree(git, repo, path);
}

/**
 * Drops git's record of a worktree whose directory is gone, locked or not; `saveVanished` keeps
 * what only the record holds. Does nothing where git has none.
 */
export async function forgetWorktree(git: GitRunner, repo: string, path: string): Promise<void> {
  const entry = await findEntry(await listWorktrees(git, repo), path);
  if (entry === undefined || entry.isMain) return;
  if (await exists(entry.path)) {
    throw new QtuiError('would-lose-work', `${path} still exists.`, {
      untouched: 'The worktree was left as it is.',
      hint: 'Remove it as a worktree instead.',
    });
  }
  await git.run(repo, ['worktree', 'remove', '-f', '-f', '--', entry.path], {
    doing: `forget the worktree at ${path}`,
  });
}

/** Removes the directories from `last` up to `first` as long as they are empty. */
async function removeEmpty(last: string, first: string): Promise<void> {
  for (let path = last; path.length >= first.length; path = dirname(path)) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/** As `rm -rf`, and also through directories that are read-only, as package caches are. */
export async function removeTree(path: string): Promise<void> {
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    await remove();
  } catch (thrown) {
    if (!['EACCES', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown;
    await makeWritable(path);
    await remove();
  }
}

/** What cannot be read was not looked into either, so it stays closed. */
async function makeWritable(directory: string): Promise<void> {
  const { mode } = await lstat(directory);
  if ((mode & 0o500) !== 0o500) return;
  await chmod(directory, (mode & 0o7777) | 0o700);
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}
