import { join } from 'node:path';
import { addExcludeLines, isMark } from './mark.js';
import { splitNul } from './parsers/fields.js';
import { exists } from './paths.js';
import type { GitRunner } from './run.js';

/** Names ignored files that new worktrees get, one pattern of gitignore(5) a line. */
const INCLUDE_FILE = '.worktreeinclude';

/** Ignored files that match the pathspecs, relative to `worktree`; [] for no pathspecs. */
export async function listIgnored(
  git: GitRunner,
  worktree: string,
  pathspecs: readonly string[],
): Promise<string[]> {
  return list(git, worktree, ['--exclude-standard'], pathspecs);
}

/** As `listIgnored`, with a directory that is ignored as a whole as one path. */
export async function listIgnoredEntries(
  git: GitRunner,
  worktree: string,
  pathspecs: readonly string[],
): Promise<string[]> {
  const entries = await list(git, worktree, ['--exclude-standard', '--directory'], pathspecs);
  return entries.map((path) => path.replace(/\/$/, ''));
}

async function list(
  git: GitRunner,
  worktree: string,
  rules: readonly string[],
  pathspecs: readonly string[],
): Promise<string[]> {
  if (pathspecs.length === 0) return [];
  const { stdout } = await git.run(
    worktree,
    ['ls-files', '-z', '--others', '--ignored', ...rules, '--', ...pathspecs],
    { doing: `list the ignored files of ${worktree}` },
  );
  return splitNul(stdout).filter((path) => !isMark(path));
}

/**
 * Ignored files that the worktree's `.worktreeinclude` names. What it names and git does not
 * ignore is work that has not been added yet, and stays where it is.
 */
export async function listIncluded(git: GitRunner, worktree: string): Promise<string[]> {
  const file = join(worktree, INCLUDE_FILE);
  if (!(await exists(file))) return [];
  const named = await list(git, worktree, [`--exclude-from=${file}`], ['.']);
  return ignoredOf(git, worktree, named);
}

/**
 * Keeps these paths out of git by the common `info/exclude` where no rule ignores them: a rule for
 * a directory, `node_modules/`, does not hold for the link in its place.
 */
export async function excludePaths(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
): Promise<void> {
  const ignored = new Set(await ignoredOf(git, worktree, paths));
  const lines = paths.filter((path) => !ignored.has(path)).map(toExcludeLine);
  if (lines.length > 0) await addExcludeLines(git, worktree, lines);
}

/** https://git-scm.com/docs/gitignore#_pattern_format; a newline cannot be written, `?` is any. */
function toExcludeLine(path: string): string {
  const escaped = path.replace(/[\\*?[\]!# ]/g, '\\$&').replaceAll('\n', '?');
  return `/${escaped}`;
}

async function ignoredOf(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
): Promise<string[]> {
  if (paths.length === 0) return [];
  const { stdout } = await git.run(worktree, ['check-ignore', '-z', '--stdin'], {
    doing: `look at the ignore rules of ${worktree}`,
    accept: [0, 1],
    input: paths.map((path) => `${path}\0`).join(''),
  });
  return splitNul(stdout);
}
