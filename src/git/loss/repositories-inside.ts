import { dirname, join } from 'node:path';
import type { RemovalRules } from '../../core/repository.js';
import { pathBelow } from '../path-text.js';
import { entriesIn, exists } from '../paths.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';
import { sortIgnored } from './ignored-files.js';

/** Repositories that are looked into; of the others it is assumed that they hold work. */
const MOST_JUDGED = 50;
const PARALLEL = 4;

/**
 * Repositories among `paths` (below `root`) whose work is nowhere else: changes, files of worth,
 * or commits that no remote has. Two processes for each, four repositories at once.
 */
export async function withOwnWork(
  git: GitRunner,
  root: string,
  paths: readonly string[],
  rules: RemovalRules,
): Promise<string[]> {
  const found: string[] = [];
  const judged = paths.slice(0, MOST_JUDGED);
  for (let start = 0; start < judged.length; start += PARALLEL) {
    const chunk = judged.slice(start, start + PARALLEL).map(async (path) => {
      // A name that no argument can hold is not looked into.
      const directory = pathBelow(root, path);
      const isOwn = typeof directory !== 'string' || (await hasOwnWork(git, directory, rules));
      if (isOwn) found.push(path);
    });
    await Promise.all(chunk);
  }
  return [...found, ...paths.slice(MOST_JUDGED)].sort();
}

async function hasOwnWork(
  git: GitRunner,
  directory: string,
  rules: RemovalRules,
): Promise<boolean> {
  try {
    const [{ files }, hasCommits] = await Promise.all([
      readStatusFiles(git, directory, {
        ignored: true,
        ignoreSubmodules: 'none',
        env: only(directory),
      }),
      hasOwnCommits(git, directory),
    ]);
    const ignored = files.filter(({ kind }) => kind === 'ignored').map(({ path }) => path);
    const isClean = files.length === ignored.length;
    return !isClean || hasCommits || sortIgnored(ignored, rules).important.length > 0;
  } catch {
    // What cannot be judged counts as work.
    return true;
  }
}

/** A broken repository must not be answered for by the one around it. */
function only(directory: string): Record<string, string> {
  return { GIT_CEILING_DIRECTORIES: dirname(directory) };
}

/** Of a repository, by any directory of it. Without a commit, or broken, it counts as work. */
async function hasOwnCommits(git: GitRunner, directory: string): Promise<boolean> {
  const { code, stdout } = await git.run(
    directory,
    ['rev-list', '-n1', '--all', 'HEAD', '--not', '--remotes'],
    { doing: `look for work in ${directory}`, accept: 'any', env: only(directory) },
  );
  return code !== 0 || stdout.length > 0;
}

/**
 * Names of the submodules whose repositories lie in the worktree's git directory `gitDir`, go
 * with it, and hold commits that no remote has; also of those that are not checked out now.
 */
export async function storedSubmodulesWithOwnWork(
  git: GitRunner,
  gitDir: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of await storedSubmodules(join(gitDir, 'modules'))) {
    if (await hasOwnCommits(git, join(gitDir, 'modules', name))) found.push(name);
  }
  return found.sort();
}

/** A submodule's name may hold slashes, so that its repository lies deeper. */
async function storedSubmodules(directory: string, above = ''): Promise<string[]> {
  const names: string[] = [];
  const entries = await entriesIn(join(directory, above));
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const name = above === '' ? entry.name : `${above}/${entry.name}`;
    if (await exists(join(directory, name, 'HEAD'))) {
      names.push(name);
      const inner = await storedSubmodules(join(directory, name, 'modules'));
      names.push(...inner.map((each) => `${name}/modules/${each}`));
    } else names.push(...(await storedSubmodules(directory, name)));
  }
  return names;
}
