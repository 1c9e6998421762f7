import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempRepo } from './temp-repo.js';

/** Every file and directory below `root` but git's own: mode, and content or target of a link. */
export async function filesOf(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = async (directory: string, prefix: string): Promise<void> => {
    const { mode } = await lstat(directory);
    found[`${prefix || '.'}/`] = (mode & 0o7777).toString(8);
    for (const name of await readdir(directory)) {
      if (prefix === '' && name === '.git') continue;
      const path = join(directory, name);
      const label = prefix === '' ? name : `${prefix}/${name}`;
      const stat = await lstat(path);
      if (stat.isDirectory()) await visit(path, label);
      else if (stat.isSymbolicLink()) found[label] = `-> ${await readlink(path)}`;
      else {
        const content = await readFile(path, 'latin1');
        found[label] = `${(stat.mode & 0o7777).toString(8)} ${content}`;
      }
    }
  };
  await visit(root, '');
  return found;
}

/** All that a removal and its undo must leave the same, as git and the file system tell it. */
export async function snapshotOf(repo: TempRepo, worktree: string) {
  const git = (...args: string[]) => repo.gitIn(worktree, ...args);
  const listed = await repo.git('worktree', 'list', '--porcelain');
  const entry = listed.split('\n\n').find((text) => text.startsWith(`worktree ${worktree}\n`));
  const branch = await git('branch', '--show-current');
  return {
    status: await git('status', '--porcelain=v2', '-z', '--ignored'),
    index: await git('ls-files', '-s', '-v', '-t', '-z'),
    flags: await git('ls-files', '-f', '-z'),
    head: await git('rev-parse', 'HEAD'),
    branch,
    settings: await repo
      .git('config', '--get-regexp', `^branch\\.${branch}\\.`)
      .catch(() => 'none'),
    entry,
    files: await filesOf(worktree),
  };
}
