import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusFile } from './parsers/status.js';

/**
 * A digest that changes when one of `paths`, or what is staged of the files, changes: by size,
 * times and inode, so that it costs one lstat per file and reads none.
 */
export async function fingerprint(
  root: string,
  files: readonly StatusFile[],
  paths: readonly string[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    if (file.kind === 'ignored') continue;
    hash.update(`${file.path}\0${file.index}${file.worktree}\0${file.indexOid ?? ''}\0`);
  }
  for (const path of [...new Set(paths)].sort()) {
    const stat = await lstat(join(root, path), { bigint: true }).catch(() => undefined);
    const state = stat ? `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}` : 'gone';
    hash.update(`${path}\0${state}\0`);
  }
  return hash.digest('hex');
}
