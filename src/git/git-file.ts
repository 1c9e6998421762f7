import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * The git directory that the `.git` file of `directory` leads to, absolute, whether or not it is
 * there; undefined where there is no such file. https://git-scm.com/docs/gitrepository-layout
 */
export async function readGitFile(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, '.git'), 'utf8').catch(() => '');
  const target = /^gitdir: (.+?)\n*$/s.exec(text)?.[1];
  return target === undefined ? undefined : resolve(directory, target);
}
