import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../core/repository.js';
import { entriesIn } from './paths.js';
import { pooled } from './pool.js';

const OID = /^[0-9a-f]{40,64}$/;
const FILES_AT_ONCE = 32;

/** See `RepositoryReader.tipsInFiles`. A ref's own file counts before the one of packed refs. */
export async function tipsInFiles(
  commonDir: string,
  refs: readonly string[],
): Promise<Map<string, Oid>> {
  const tips = new Map<string, Oid>();
  const wanted = [...new Set(refs)].filter(isPlainRef);
  const loose = async (ref: string) => {
    const text = await readFile(join(commonDir, ref), 'latin1').catch(() => '');
    const oid = text.trimEnd();
    if (OID.test(oid)) tips.set(ref, oid);
  };
  await pooled(wanted, loose, FILES_AT_ONCE);
  const left = new Set(wanted.filter((ref) => !tips.has(ref)));
  if (left.size === 0) return tips;
  const packed = await readFile(join(commonDir, 'packed-refs'), 'utf8').catch(() => '');
  for (const line of packed.split('\n')) {
    const space = line.indexOf(' ');
    const [oid, ref] = [line.slice(0, space), line.slice(space + 1)];
    if (left.has(ref) && OID.test(oid)) tips.set(ref, oid);
  }
  return tips;
}

/** More packed refs than that take longer to look through than git does. */
const MOST_PACKED_BYTES = 4 * 1024 * 1024;

/**
 * Whether there may be refs below the directory `prefix` (`refs/qtui/merge`). False only where the
 * files of the repository have none, which spares a process of git; never throws.
 */
export async function mayHaveRefs(commonDir: string, prefix: string): Promise<boolean> {
  try {
    // Where refs are not kept as files git has a file in the place of this directory.
    if (!(await stat(join(commonDir, 'refs/heads'))).isDirectory()) return true;
    // First, as a ref is in the packed file before its own goes.
    if (await hasFiles(join(commonDir, prefix))) return true;
    const packed = join(commonDir, 'packed-refs');
    if ((await stat(packed)).size > MOST_PACKED_BYTES) return true;
    return (await readFile(packed)).includes(` ${prefix}/`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Directories that git has left empty do not count. */
async function hasFiles(directory: string): Promise<boolean> {
  const entries = await entriesIn(directory);
  for (const entry of entries) {
    if (!entry.isDirectory() || (await hasFiles(join(directory, entry.name)))) return true;
  }
  return false;
}

/** No name leads out of the directory. */
function isPlainRef(ref: string): boolean {
  return (
    /^refs\/(heads|remotes)\//.test(ref) && !ref.split('/').includes('..') && !ref.includes('\0')
  );
}
