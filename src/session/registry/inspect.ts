import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isMissing, toQtuiError } from '../../core/errors.js';
import type {
  InspectedFile,
  InspectedIndex,
  RowInspection,
} from '../../core/ports/session-debug.js';
import { lookAtLock } from './lock.js';
import { parseMetadata } from './metadata.js';
import { rowFiles } from './row-files.js';
import { indexPath, readIndex } from './row-index.js';
import { lookAt } from './row-memory.js';

/** Larger files are no rows. */
const MOST_BYTES = 16 * 1024 * 1024;

/** See `SessionRepository.inspect`; `registry` is the directory of all rows. */
export async function inspectRow(registry: string, id: string): Promise<RowInspection> {
  const { directory, current } = rowFiles(join(registry, id));
  const names = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw toQtuiError(error, `look at session ${id}`);
  });
  const [files, lock, index] = await Promise.all([
    Promise.all(names.sort().map((name) => inspectFile(join(directory, name), roleOf(name)))),
    lookAtLock(join(registry, `${id}.lock`)),
    inspectIndex(indexPath(registry), id, current),
  ]);
  return { directory, files, ...(lock && { lock }), index };
}

function roleOf(name: string): InspectedFile['role'] {
  if (name === 'metadata.json') return 'current';
  if (name === 'metadata.json.bak') return 'backup';
  if (/^metadata\.v\d+\.json$/.test(name)) return 'older';
  if (name.startsWith('metadata.json.unreadable')) return 'unreadable';
  return /\.(tmp|new)$/.test(name) ? 'unfinished' : 'other';
}

async function inspectFile(path: string, role: InspectedFile['role']): Promise<InspectedFile> {
  const facts = await stat(path).catch(() => undefined);
  const { size = 0, mtime = new Date(0) } = facts ?? {};
  const file = { role, path, size, modified: mtime.toISOString() };
  try {
    if (size > MOST_BYTES) return { ...file, problem: `${path} is far too large for a row.` };
    return { ...file, ...parseMetadata(await readFile(path, 'utf8'), path) };
  } catch (error) {
    return { ...file, problem: toQtuiError(error, `read ${path}`).message };
  }
}

async function inspectIndex(path: string, id: string, current: string): Promise<InspectedIndex> {
  const [index, { stamp }] = await Promise.all([readIndex(path), lookAt(current)]);
  if (index.kind !== 'good') return { path, state: index.kind === 'missing' ? 'none' : 'wrong' };
  const row = index.rows.get(id);
  if (row === undefined) return { path, state: 'lacks' };
  if (row.stamp !== stamp) return { path, state: 'behind' };
  const { session } = await inspectFile(current, 'current');
  return { path, state: isDeepStrictEqual(session, row.session) ? 'agrees' : 'differs' };
}
