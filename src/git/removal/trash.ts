import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { toQtuiError } from '../../core/errors.js';
import type { RemovalNote } from '../../core/ports/git.js';
import { createOwnedRecords, type OwnedRecord, type OwnedRecords } from '../owned-records.js';
import { exists } from '../paths.js';
import { removeTree } from '../worktrees.js';

/**
 * A removal on record. `removing`: whoever finds it abandoned looks at what exists and completes
 * it. `deleting`: only the trash is left to be deleted.
 */
export interface RemovalRecord {
  version: 1;
  phase: 'removing' | 'deleting';
  commonDir: string;
  /** Where the worktree was, and where it has been moved to. */
  path: string;
  trash: string;
  note?: RemovalNote;
  /** Why the trash could not be deleted, in words. */
  problem?: string;
}

export type OpenTrash = OwnedRecord<RemovalRecord>;
export type TrashRecords = OwnedRecords<RemovalRecord>;

/** Removals on record in `directory`. */
export function createTrashRecords(directory: string): TrashRecords {
  return createOwnedRecords<RemovalRecord>(directory, {
    parse: parseRecord,
    failure: { doing: 'put the removal on record', untouched: 'Nothing was removed.' },
  });
}

function parseRecord(stored: unknown): RemovalRecord | undefined {
  const record: Partial<RemovalRecord> = Object(stored);
  const { version, phase, commonDir, path, trash } = record;
  const isComplete =
    version === 1 &&
    (phase === 'removing' || phase === 'deleting') &&
    [commonDir, path, trash].every((field) => typeof field === 'string' && field !== '');
  return isComplete ? (record as RemovalRecord) : undefined;
}

const TRASH_NAME = /^\.(?<name>.+)\.qtui-trash-[\w-]{8}$/s;
/** Bytes of a worktree's name that its trash is called by; most file systems allow 255 in all. */
const LONGEST_NAME = 200;

/** A free name beside the worktree at `path`: on its file system a move is one step. */
export function trashFor(path: string): string {
  let name = basename(path);
  while (Buffer.byteLength(name) > LONGEST_NAME) name = name.slice(0, -1);
  return join(dirname(path), `.${name}.qtui-trash-${nanoid(8)}`);
}

/** Where the worktree of a trash was, by its name; undefined for what is named otherwise. */
export function placeOfTrash(trash: string): string | undefined {
  const name = TRASH_NAME.exec(basename(trash))?.groups?.['name'];
  return name === undefined ? undefined : join(dirname(trash), name);
}

/**
 * Deletes the trash of every abandoned record in the `deleting` phase, until there is none, and
 * forgets each. One that cannot be deleted stays on record with the reason.
 */
export async function emptyTrash(records: TrashRecords): Promise<void> {
  const failed = new Set<string>();
  const isWanted = ({ phase, trash }: RemovalRecord) => phase === 'deleting' && !failed.has(trash);
  for (;;) {
    const [next, ...others] = await records.takeAbandoned(isWanted);
    if (next === undefined) return;
    for (const entry of [next, ...others]) {
      const problem = await deleteTrash(entry.record.trash);
      if (problem === undefined) await entry.close();
      else {
        failed.add(entry.record.trash);
        await entry.handOver({ ...entry.record, problem });
      }
    }
  }
}

async function deleteTrash(trash: string): Promise<string | undefined> {
  // A record that was tampered with must not delete anything else.
  if (placeOfTrash(trash) === undefined) return `${trash} is not called as trash is.`;
  try {
    if ((await exists(trash)) && !(await lstat(trash)).isDirectory()) {
      return `${trash} is no directory.`;
    }
    await removeTree(trash);
    return undefined;
  } catch (thrown) {
    return toQtuiError(thrown, `delete ${trash}`).message;
  }
}
