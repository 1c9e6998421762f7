import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import type { StatusFile } from './parsers/status.js';
import { pathBelow } from './path-text.js';

/**
 * A digest that changes when one of `paths`, or what is staged of the files, changes: by size,
 * times and inode, so that it costs one lstat per file and reads none. `more` is anything else
 * that counts.
 */
export async function fingerprint(
  root: string,
  files: readonly StatusFile[],
  paths: readonly string[],
  more: string,
): Promise<string> {
  const hash = createHash('sha256').update(`${more}\0`);
  for (const file of files) {
    if (file.kind === 'ignored') continue;
    hash.update(`${file.path}\0${file.index}${file.worktree}\0${file.indexOid ?? ''}\0`);
  }
  const sorted = [...new Set(paths)].sort();
  for (let start = 0; start < sorted.length; start += PARALLEL) {
    const chunk = sorted.slice(start, start + PARALLEL);
    const states = await Promise.all(chunk.map((path) => stateOf(root, path)));
    for (const [index, path] of chunk.entries()) {
      // Lone surrogates, which stand for bytes, are all the same to the digest.
      hash.update(`${JSON.stringify(path)}\0${states[index]}\0`);
    }
  }
  return hash.digest('hex');
}

const PARALLEL = 32;

async function stateOf(root: string, path: string): Promise<string> {
  // One that cannot be looked at is compared with itself, as what is gone is.
  const stat = await lstat(pathBelow(root, path), { bigint: true }).catch(() => undefined);
  return stat ? `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}` : 'gone';
}
