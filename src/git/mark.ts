import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toQtuiError, type Warning } from '../core/errors.js';
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
  // git refuses to be told to leave out what it ignores anyway.
  return (await isIgnored(git, root)) ? ['.'] : ['.', `:(exclude,top,glob)${MARK}*`];
}

async function isIgnored(git: GitRunner, root: string): Promise<boolean> {
  const { code } = await git.run(root, ['check-ignore', '-q', '--no-index', '--', MARK], {
    doing: `look at the ignore rules of ${root}`,
    accept: [0, 1],
  });
  return code === 0;
}

/** See `WorktreeStore.excludeMark`. */
export async function excludeMark(
  git: GitRunner,
  repo: string,
  { commonDir }: { commonDir?: string } = {},
): Promise<Warning[]> {
  const file = commonDir
    ? join(commonDir, 'info/exclude')
    : await gitPath(git, repo, 'info/exclude');
  if (!(await addLines(file, [EXCLUDE_LINE]))) return [];
  // A link to /dev/null takes every line and keeps none.
  if ((await linesOf(file)).has(EXCLUDE_LINE) || (await isIgnored(git, repo))) return [];
  return [
    {
      code: 'mark-visible',
      message:
        `${file} keeps no line, so git shows ${MARK} in the worktrees of ${repo}. qtui leaves it ` +
        'out of what it commits and counts; `git add -A` would take it.',
      hint: `Make a file of it, or add ${EXCLUDE_LINE} to your own ignore file (core.excludesFile).`,
    },
  ];
}

/** Adds those of the lines to the common `info/exclude` that it does not have. */
export async function addExcludeLines(
  git: GitRunner,
  repo: string,
  lines: readonly string[],
): Promise<void> {
  await addLines(await gitPath(git, repo, 'info/exclude'), lines);
}

async function linesOf(file: string): Promise<ReadonlySet<string>> {
  return new Set((await textOf(file)).split(/\r?\n/));
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

/** True where something was written. */
async function addLines(file: string, lines: readonly string[]): Promise<boolean> {
  try {
    const before = await textOf(file);
    const known = new Set(before.split(/\r?\n/));
    const added = lines.filter((line) => !known.has(line));
    if (added.length === 0) return false;
    const gap = before === '' || before.endsWith('\n') ? '' : '\n';
    await makeDirectories(mkdir, dirname(file));
    await writeFile(file, `${gap}${added.map((line) => `${line}\n`).join('')}`, { flag: 'a' });
    return true;
  } catch (thrown) {
    throw toQtuiError(thrown, `keep qtui's files out of git by ${file}`, {
      hint: 'Make that file writable: without its line there every worktree would look changed.',
    });
  }
}
