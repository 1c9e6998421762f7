import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { gitPath } from './context.js';
import type { GitRunner } from './run.js';

/**
 * qtui's mark in a worktree, with the temporary files beside it. The project's own files in
 * `.qtui/` (config.toml) are work like any other.
 */
const MARK = '.qtui/session.json';
const EXCLUDE_LINE = `/${MARK}*`;

/** The directory of the mark, as git names it when all of it is ignored. */
export const MARK_DIRECTORY = '.qtui/';

/** Whether a path, relative to the top level, is the mark and thus never work of the user's. */
export function isMark(path: string): boolean {
  return path.startsWith(MARK);
}

/** Pathspecs for all of the worktree at `root` but the mark, for `git add`. */
export async function everythingButMark(git: GitRunner, root: string): Promise<string[]> {
  const { code } = await git.run(root, ['check-ignore', '-q', '--no-index', '--', MARK], {
    doing: `look at the ignore rules of ${root}`,
    accept: [0, 1],
  });
  // git refuses to be told to leave out what it ignores anyway.
  return code === 0 ? ['.'] : ['.', `:(exclude,top,glob)${MARK}*`];
}

/** Keeps the mark out of git by the common `info/exclude`; does nothing when it is there. */
export async function excludeMark(git: GitRunner, repo: string): Promise<void> {
  await addExcludeLines(git, repo, [EXCLUDE_LINE]);
}

/** Adds those of the lines to the common `info/exclude` that it does not have. */
export async function addExcludeLines(
  git: GitRunner,
  repo: string,
  lines: readonly string[],
): Promise<void> {
  const file = await gitPath(git, repo, 'info/exclude');
  try {
    const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const known = new Set(before.split(/\r?\n/));
    const added = lines.filter((line) => !known.has(line));
    if (added.length === 0) return;
    const gap = before === '' || before.endsWith('\n') ? '' : '\n';
    await makeDirectories(mkdir, dirname(file));
    await writeFile(file, `${gap}${added.map((line) => `${line}\n`).join('')}`, { flag: 'a' });
  } catch (thrown) {
    throw toQtuiError(thrown, `keep qtui's files out of git by ${file}`, {
      hint: 'Make that file writable: without its line there every worktree would look changed.',
    });
  }
}
