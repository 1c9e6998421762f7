import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isMissing, toQtuiError } from '../../core/errors.js';
import { slugify } from '../names/naming.js';
import { repositoryName } from '../registry/ids.js';

/** Bytes; file systems take 255. */
const LONGEST_DIRECTORY = 200;

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
    name: directoryName(values.branch),
  };
  const path = pattern.replace(/\{(\w+)\}/g, (whole, key: string) => replacements[key] ?? whole);
  return resolve(values.root, path);
}

/**
 * A branch as one component of a path. Each part of a branch may be as long as a file name, so all
 * of them may be too long; then the end gives way to a digest, and `-2` … still fits behind it.
 */
function directoryName(branch: string): string {
  const name = branch.replaceAll('/', '-');
  if (Buffer.byteLength(name) <= LONGEST_DIRECTORY) return name;
  const digest = createHash('sha256').update(branch).digest('hex').slice(0, 8);
  const kept = Buffer.from(name).subarray(0, LONGEST_DIRECTORY - digest.length - 1);
  // A character that was cut through decodes to U+FFFD.
  return `${kept.toString('utf8').replace(/\ufffd+$/, '')}-${digest}`;
}

/** `path` with the links of its existing part resolved, as git reports worktrees. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (isMissing(error) && parent !== path) {
      return join(await canonicalPath(parent), basename(path));
    }
    throw toQtuiError(error, `use the directory ${path}`, { untouched: 'Nothing was created.' });
  }
}
