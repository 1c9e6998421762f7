import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../core/config.js';
import { isMissing, toQtuiError } from '../../core/errors.js';
import { METADATA_VERSION } from '../../core/session.js';
import { identifyProcess, writerName } from './process-identity.js';
import type { RememberedRow, RowMemory } from './row-memory.js';

/** Version of the index's shape; one of another version is made anew. */
const INDEX_VERSION = 1;
/** Fewer rows are read as fast as an index of them. */
const FEWEST_ROWS = 16;
/** The index is written anew when one row in so many is not in it as it is now. */
const STALE_SHARE = 20;

/** What an index file turned out to be. */
type FoundIndex =
  | { kind: 'missing' }
  | { kind: 'wrong'; reason: string }
  | { kind: 'good'; rows: ReadonlyMap<string, RememberedRow> };

/** Keeps what lists have read for the next process. */
export interface RowIndex {
  /** Adds the index to the memory, once; what is wrong with it costs time alone. */
  load(): Promise<void>;
  /** Writes it anew where it lacks too much of what was listed. Never fails. */
  keepUp(listed: readonly string[]): Promise<void>;
}

/** Where the index of a registry is. */
export function indexPath(directory: string): string {
  return join(directory, 'index.json');
}

/**
 * `index.json`: every row with the stamp of the file that it was read from, by which a reader knows
 * whether it still holds. It is never what counts, is not made durable, and any process may write
 * it at any time.
 */
export function createRowIndex(directory: string, memory: RowMemory, log: Logger): RowIndex {
  const path = indexPath(directory);
  let stamps: ReadonlyMap<string, string> | undefined;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    const found = await readIndex(path);
    if (found.kind === 'wrong') log.log('warn', 'index-wrong', { path, reason: found.reason });
    if (found.kind !== 'good') return;
    stamps = new Map([...found.rows].map(([id, { stamp }]) => [id, stamp]));
    memory.add(found.rows);
  }

  return {
    load() {
      loading ??= load();
      return loading;
    },
    async keepUp(listed) {
      const known = listed.flatMap((id) => {
        const row = memory.rows.get(id);
        return row === undefined ? [] : [[id, row] as const];
      });
      if (known.length < FEWEST_ROWS || !isStale(stamps, known)) return;
      // Also where it cannot be written: one attempt is enough until more has changed.
      stamps = new Map(known.map(([id, { stamp }]) => [id, stamp]));
      try {
        await writeIndex(path, known);
      } catch (error) {
        const { code, message } = toQtuiError(error, 'write the index of sessions');
        log.log('info', 'index-not-written', { code, message });
      }
    },
  };
}

function isStale(
  stamps: ReadonlyMap<string, string> | undefined,
  known: readonly (readonly [string, RememberedRow])[],
): boolean {
  if (stamps === undefined) return true;
  const missing = known.filter(([id, { stamp }]) => stamps.get(id) !== stamp).length;
  const gone = stamps.size - (known.length - missing);
  return Math.max(missing, gone) * STALE_SHARE > known.length;
}

/** The index as it is on disk. Never throws. */
export async function readIndex(path: string): Promise<FoundIndex> {
  try {
    return parseIndex(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'wrong', reason: toQtuiError(error, `read ${path}`).message };
  }
}

/** Its rows are not checked one by one as rows are: the sum tells that they are as written. */
function parseIndex(text: string): FoundIndex {
  const [header = '', rows = '', ...rest] = text.split('\n');
  if (rest.join('') !== '' || !header.endsWith(',') || !rows.startsWith(ROWS)) {
    return { kind: 'wrong', reason: 'it is no index' };
  }
  const body = rows.slice(ROWS.length, -1);
  if (header !== headerOf(body)) {
    return { kind: 'wrong', reason: 'it is not whole, or of another version' };
  }
  const value = JSON.parse(body) as Record<string, RememberedRow>;
  return { kind: 'good', rows: new Map(Object.entries(value)) };
}

const ROWS = '"rows":';

function headerOf(body: string): string {
  const sum = createHash('sha256').update(body).digest('base64url');
  return `{"index":${INDEX_VERSION},"metadata":${METADATA_VERSION},"sum":"${sum}",`;
}

async function writeIndex(
  path: string,
  rows: readonly (readonly [string, RememberedRow])[],
): Promise<void> {
  const body = JSON.stringify(Object.fromEntries(rows));
  const temporary = `${path}.${writerName(await identifyProcess(process.pid))}.new`;
  try {
    await writeFile(temporary, `${headerOf(body)}\n${ROWS}${body}}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
