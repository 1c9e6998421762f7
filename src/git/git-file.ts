import { readFile as readFileBy } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { canonicalPath } from './paths.js';

/** Half the work of that of `node:fs/promises`, which tells where there are hundreds of files. */
const readFile = promisify(readFileBy);

/**
 * The git directory that the `.git` file of `directory` leads to, absolute, whether or not it is
 * there; undefined where there is no such file. https://git-scm.com/docs/gitrepository-layout
 */
export async function readGitFile(directory: string): Promise<string | undefined> {
  // One that cannot be read is none for git either, and a directory is a repository's own.
  const text = await readFile(join(directory, '.git'), 'utf8').catch(() => '');
  const target = /^gitdir: (.+?)\n*$/s.exec(text)?.[1];
  return target === undefined ? undefined : resolve(directory, target);
}

/**
 * The path that git lists the worktree under whose record is `gitDir`, whether or not it is there;
 * undefined where the record cannot be read. Newer versions of git may store it relative to the
 * record (`worktree.useRelativePaths`).
 */
export async function recordedPath(gitDir: string): Promise<string | undefined> {
  const text = await readFile(join(gitDir, 'gitdir'), 'utf8').catch(() => '');
  const path = text.replace(/\n$/, '').replace(/\/\.git$/, '');
  if (path === '') return undefined;
  return isAbsolute(path) ? path : canonicalPath(resolve(gitDir, path));
}
