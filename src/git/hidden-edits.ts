import { lstat } from 'node:fs/promises';
import { splitNul } from './parsers/fields.js';
import { nulEnded, pathBelow } from './path-text.js';
import type { GitRunner } from './run.js';
import { type IndexEnvironment, withIndexCopy } from './temporary-index.js';

/**
 * Tracked files whose edits `git status` does not show: assume-unchanged, or skip-worktree and
 * yet present. Paths relative to `root`, the worktree's top.
 */
export async function findHiddenEdits(git: GitRunner, root: string): Promise<string[]> {
  return withIndexCopy(git, root, async ({ env, isEmpty }) => {
    if (isEmpty) return [];
    const hidden = await unhide(git, root, env);
    if (hidden.size === 0) return [];
    const { stdout } = await git.run(root, ['diff-files', '-z', '--name-only'], {
      doing: `look for hidden edits in ${root}`,
      env,
      isPoll: true,
    });
    return splitNul(stdout).filter((path) => hidden.has(path));
  });
}

/** Clears the flags that hide files which exist, in the index of `env`; resolves with the files. */
export async function unhide(
  git: GitRunner,
  root: string,
  env: IndexEnvironment,
): Promise<Set<string>> {
  const doing = `look for hidden files in ${root}`;
  const { stdout } = await git.run(root, ['ls-files', '-v', '-z'], { doing, env, isPoll: true });
  const flagged = splitNul(stdout).filter((entry) => /^([a-z]|S) /.test(entry));
  const present = await presentAmong(
    root,
    flagged.map((entry) => entry.slice(2)),
  );
  if (present.length === 0) return new Set();
  const input = nulEnded(present);
  for (const flag of ['--no-assume-unchanged', '--no-skip-worktree']) {
    await git.run(root, ['update-index', flag, '-z', '--stdin'], { doing, env, input });
  }
  const refresh = ['-c', 'core.fsmonitor=false', 'update-index', '-q', '--refresh'];
  await git.run(root, refresh, { doing, env, accept: 'any' });
  return new Set(present);
}

const PARALLEL = 32;

/**
 * Those of `paths` at which something is. A sparse checkout leaves whole directories out, with
 * any number of files: each directory is looked for once, and none below one that is not there.
 */
export async function presentAmong(root: string, paths: readonly string[]): Promise<string[]> {
  const directories = new Map<string, Promise<boolean>>();
  const isThere = (path: string) =>
    lstat(pathBelow(root, path)).then(
      () => true,
      () => false,
    );
  const hasDirectory = (path: string): Promise<boolean> => {
    if (path === '') return Promise.resolve(true);
    let known = directories.get(path);
    if (known === undefined) {
      known = hasDirectory(parentOf(path)).then((hasParent) => hasParent && isThere(path));
      directories.set(path, known);
    }
    return known;
  };
  const present: string[] = [];
  for (let start = 0; start < paths.length; start += PARALLEL) {
    const chunk = paths.slice(start, start + PARALLEL);
    const found = await Promise.all(
      chunk.map(async (path) => (await hasDirectory(parentOf(path))) && isThere(path)),
    );
    present.push(...chunk.filter((_path, index) => found[index]));
  }
  return present;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
