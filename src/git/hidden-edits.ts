import { join } from 'node:path';
import { splitNul } from './parsers/fields.js';
import { exists } from './paths.js';
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
  const { stdout } = await git.run(root, ['ls-files', '-v', '-z'], { doing, env });
  const flagged = splitNul(stdout).filter((entry) => /^([a-z]|S) /.test(entry));
  const present: string[] = [];
  for (const entry of flagged) {
    const path = entry.slice(2);
    // A sparse checkout has skip-worktree on everything that it leaves out.
    if (await exists(join(root, path))) present.push(path);
  }
  if (present.length === 0) return new Set();
  const input = present.map((path) => `${path}\0`).join('');
  for (const flag of ['--no-assume-unchanged', '--no-skip-worktree']) {
    await git.run(root, ['update-index', flag, '-z', '--stdin'], { doing, env, input });
  }
  await git.run(root, ['update-index', '-q', '--refresh'], { doing, env, accept: 'any' });
  return new Set(present);
}
