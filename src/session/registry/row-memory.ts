import { stat } from 'node:fs/promises';
import { fileStamp, isFreshFile } from '../../core/file-stamp.js';
import { METADATA_VERSION, type SessionMetadata } from '../../core/session.js';
import { type ReadRow, type RowFiles, readRow } from './row-files.js';

/** Until the clock of files has moved on, two versions of a file may look the same. */
const FRESH_MS = 100;

/** A whole row of the current schema, and what its file looked like when it was read. */
export interface RememberedRow {
  /** Another one for every version of a file: every save makes a new file. */
  stamp: string;
  revision: string;
  session: SessionMetadata;
}

/** Rows that have been read, so that only those are read again whose file is another one by now. */
export interface RowMemory {
  /** As `readRow`; not for whoever is about to replace a row. */
  read(files: RowFiles, id: string): Promise<ReadRow | undefined>;
  /** What is remembered, by id; the caller changes nothing of it. */
  readonly rows: ReadonlyMap<string, RememberedRow>;
  /** Forgets all others: rows that are gone are never asked for again. */
  keepOnly(ids: readonly string[]): void;
  /** Remembers what another process has read; what is known already counts for more. */
  add(rows: Iterable<readonly [string, RememberedRow]>): void;
}

/** A memory of rows; it holds those of one directory. */
export function createRowMemory(): RowMemory {
  const rows = new Map<string, RememberedRow>();
  return {
    rows,
    async read(files, id) {
      const { stamp, isFresh } = await lookAt(files.current);
      const before = rows.get(id);
      if (before !== undefined && before.stamp === stamp) return readFrom(before);
      rows.delete(id);
      const row = await readRow(files, id);
      if (stamp === undefined || isFresh || row === undefined || !isWhole(row)) return row;
      rows.set(id, { stamp, ...copyOf(row.stored) });
      return row;
    },
    keepOnly(ids) {
      const kept = new Set(ids);
      for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id);
    },
    add(others) {
      for (const [id, row] of others) if (!rows.has(id)) rows.set(id, row);
    },
  };
}

/** One of an older schema must be known as such by whoever replaces it. */
function isWhole({ origin, version }: ReadRow): boolean {
  return origin === 'current' && version === METADATA_VERSION;
}

function readFrom({ session, revision }: RememberedRow): ReadRow {
  const stored = copyOf({ session, revision });
  return { stored, version: METADATA_VERSION, origin: 'current' };
}

/** A row is JSON, so nothing is lost; the caller may change its copy. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The stamp of a file as it is now; absent without one. */
export async function lookAt(path: string): Promise<{ stamp?: string; isFresh?: boolean }> {
  try {
    const facts = await stat(path, { bigint: true });
    return { stamp: fileStamp(facts), isFresh: isFreshFile(facts, Date.now(), FRESH_MS) };
  } catch {
    // Without a stamp the row is read anew, which tells what is wrong.
    return {};
  }
}
