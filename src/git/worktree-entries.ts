import { join } from 'node:path';
import type { WorktreeEntry } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { recordedPath } from './git-file.js';
import { readOperation } from './operation.js';
import { parseWorktreeList } from './parsers/worktree-list.js';
import { canonicalPath, namesIn } from './paths.js';
import type { GitRunner } from './run.js';

/**
 * All worktrees of the repository, the main one first, with what is under way in each. `known` is
 * its common git directory, where somebody has found it.
 */
export async function listWorktrees(
  git: GitRunner,
  repo: string,
  known?: string,
): Promise<WorktreeEntry[]> {
  const [commonDir, { stdout }] = await Promise.all([
    known ?? commonDirOf(git, repo),
    git.run(repo, ['worktree', 'list', '--porcelain', '-z'], {
      doing: `list the worktrees of ${repo}`,
    }),
  ]);
  const gitDirs = await linkedGitDirs(commonDir);
  return Promise.all(
    parseWorktreeList(stdout).map(async (entry) => {
      const gitDir = entry.isMain ? commonDir : gitDirs.get(entry.path);
      if (gitDir === undefined) return entry;
      const state = await readOperation(gitDir);
      if (state === undefined) return { ...entry, gitDir };
      return {
        ...entry,
        gitDir,
        operation: state.operation,
        ...(state.branch === undefined ? {} : { operationBranch: state.branch }),
      };
    }),
  );
}

/** The worktrees that have the branch checked out, or are busy with it. */
export function ownersOf(entries: readonly WorktreeEntry[], branch: string): WorktreeEntry[] {
  return entries.filter((entry) => entry.branch === branch || entry.operationBranch === branch);
}

/** The worktree at `path`, whichever way the path is written. */
export async function findEntry(
  entries: readonly WorktreeEntry[],
  path: string,
): Promise<WorktreeEntry | undefined> {
  const wanted = await canonicalPath(path);
  for (const entry of entries) {
    if (entry.path === wanted || (await canonicalPath(entry.path)) === wanted) return entry;
  }
  return undefined;
}

/** Git directory of every linked worktree by the path that git lists it under. */
export async function linkedGitDirs(commonDir: string): Promise<Map<string, string>> {
  const parent = join(commonDir, 'worktrees');
  const names = await namesIn(parent);
  const pairs = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const gitDir = join(parent, name);
      // git passes over a record that it cannot read, so that no worktree is asked after by it.
      return [(await recordedPath(gitDir)) ?? '', gitDir];
    }),
  );
  return new Map(pairs);
}
