import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { toQtuiError } from '../core/errors.js';
import { repositoryName } from './ids.js';
import { slugify } from './naming.js';

/**
 * The directory of a new worktree, absolute and normal. In `pattern` `{data}`, `{repo}`,
 * `{root}` and `{name}` are replaced; a relative pattern starts at the repository's root. The
 * branch becomes one path component.
 */
export function worktreePath(
  pattern: string,
  values: { dataDirectory: string; root: string; branch: string },
): string {
  const repo = repositoryName(values.root);
  const replacements: Readonly<Record<string, string>> = {
    data: values.dataDirectory,
    repo: slugify(repo) || 'repository',
    root: values.root,
    name: values.branch.replaceAll('/', '-'),
  };
  const path = pattern.replace(/\{(\w+)\}/g, (whole, key: string) => replacements[key] ?? whole);
  return resolve(values.root, path);
}

/** `path` with the links of its existing part resolved, as git reports worktrees. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    const { code } = error as NodeJS.ErrnoException;
    if ((code === 'ENOENT' || code === 'ENOTDIR') && parent !== path) {
      return join(await canonicalPath(parent), basename(path));
    }
    throw toQtuiError(error, `use the directory ${path}`, { untouched: 'Nothing was created.' });
  }
}
