import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../core/repository.js';
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

/** No name leads out of the directory. */
function isPlainRef(ref: string): boolean {
  return (
    /^refs\/(heads|remotes)\//.test(ref) && !ref.split('/').includes('..') && !ref.includes('\0')
  );
}
