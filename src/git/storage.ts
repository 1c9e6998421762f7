import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryStorage } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { placeOfTrash } from './removal/trash.js';
import type { GitRunner } from './run.js';
import { linkedGitDirs } from './worktree-entries.js';

/** Where a repository keeps what sessions take up; see `RepositoryReader.storage`. */
export async function readStorage(
  git: GitRunner,
  repo: string,
  parents: readonly string[],
): Promise<RepositoryStorage> {
  const [gitDirs, backupBytes, trash] = await Promise.all([
    linkedGitDirs(await commonDirOf(git, repo)),
    sizeOfBackups(git, repo),
    Promise.all(parents.map(trashIn)),
  ]);
  return { gitDirs, backupBytes, trash: trash.flat() };
}

async function sizeOfBackups(git: GitRunner, repo: string): Promise<number> {
  const backups = ['backup', 'undone'].map((name) => `--glob=refs/qtui/${name}`);
  const others = ['--not', '--branches', '--tags', '--remotes'];
  const args = ['rev-list', '--objects', '--disk-usage', ...backups, ...others];
  return Number(await git.text(repo, args, { doing: `measure the backups of ${repo}` })) || 0;
}

async function trashIn(directory: string): Promise<string[]> {
  // A size is told of what can be read; a place that cannot be is told with its worktrees.
  const names = await readdir(directory).catch(() => []);
  const paths = names.map((name) => join(directory, name));
  return paths.filter((path) => placeOfTrash(path) !== undefined);
}
