import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../core/errors.js';
import type { LossReport } from '../../core/repository.js';
import { readGitFile } from '../git-file.js';
import { surveyIndex } from '../loss/index-entries.js';
import { MARK_DIRECTORY } from '../mark.js';
import { pathBelow } from '../path-text.js';
import { exists } from '../paths.js';
import { pooled } from '../pool.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';

/**
 * Files that were written between the last scan (`since`, ms since the epoch) and the move aside.
 * No path leads to them any more, so that what is found here is final.
 */
export async function findLateChanges(
  git: GitRunner,
  trash: string,
  { scanned, since }: { scanned: LossReport; since: number },
): Promise<string[]> {
  const known = new Set(scanned.losses.flatMap(({ paths }) => paths));
  const [status, submodules] = await Promise.all([
    // git goes into a submodule by the place that its repository knows, which is free now.
    readStatusFiles(git, trash, { ignored: true, ignoreSubmodules: 'dirty' }),
    changedSubmodules(git, trash),
  ]);
  const files = status.files.filter(({ path }) => path !== MARK_DIRECTORY);
  const changed = await pooled(files, async ({ path }) => {
    if (!known.has(path)) return [path];
    try {
      const stat = await lstat(pathBelow(trash, path));
      return stat.isFile() && stat.ctimeMs > since ? [path] : [];
    } catch (error) {
      // What cannot be looked at any more has changed, unless it has merely gone.
      return isMissing(error) ? [] : [path];
    }
  });
  return [...changed.flat(), ...submodules];
}

/** Submodules with a changed file: the scan lets none of them through. One git for each. */
async function changedSubmodules(git: GitRunner, trash: string): Promise<string[]> {
  // Where a linked worktree keeps the repositories of its initialised submodules.
  const gitDir = await readGitFile(trash);
  if (gitDir === undefined || !(await exists(join(gitDir, 'modules')))) return [];
  const { gitlinks } = await surveyIndex(git, trash);
  const changed = await pooled(gitlinks, async (path) => {
    const directory = pathBelow(trash, path);
    if (typeof directory !== 'string') return [path];
    if (!(await exists(join(directory, '.git')))) return [];
    const { files } = await readStatusFiles(git, directory, {
      ignoreSubmodules: 'dirty',
      env: { GIT_WORK_TREE: directory },
    });
    return files.length > 0 ? [path] : [];
  });
  return changed.flat();
}
