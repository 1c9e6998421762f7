import { readFile as readFileBy } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing, QtuiError, type Warning } from '../../core/errors.js';
import type { StoredSession } from '../../core/ports/session-repository.js';
import type { SessionMetadata } from '../../core/session.js';
import { markPath } from './mark.js';
import { corrupt, type ParsedMetadata, parseMetadata } from './metadata.js';
import { revisionOf } from './repository-rules.js';

/** Half the work of that of `node:fs/promises`, which tells where there are hundreds of files. */
const readFile = promisify(readFileBy);

/** The files of one registry row. */
export interface RowFiles {
  directory: string;
  current: string;
  /** The row before the current one. */
  backup: string;
}

/** A row as it could be read. */
export interface ReadRow {
  stored: StoredSession;
  version: number;
  origin: 'current' | 'backup' | 'mark';
  /** Says that the row had to be recovered, and from what. */
  warning?: Warning;
}

/** Where the files of the row in `directory` are, or would be. */
export function rowFiles(directory: string): RowFiles {
  const current = join(directory, 'metadata.json');
  return {
    directory,
    current,
    backup: `${current}.bak`,
  };
}

/**
 * Reads a row; undefined when nothing of it is there. An unreadable one comes from its backup,
 * else from the mark of the worktree that its remains name. Throws `metadata-corrupt` when none
 * of them can be read, and `metadata-newer`, which is never recovered from something older.
 */
export async function readRow(files: RowFiles, id: string): Promise<ReadRow | undefined> {
  const current = await readOptional(files.current);
  try {
    if (current !== undefined) {
      const parsed = parseFor(id, current, files.current);
      return found(parsed, current, 'current');
    }
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    const recovered = await recover(files, id, current ?? '');
    if (recovered) return recovered;
    throw error;
  }
  const recovered = await recover(files, id, '');
  if (recovered === undefined && (await hasRemains(files.directory))) {
    throw corrupt(files.current, 'it is missing, and what is left beside it is no row');
  }
  return recovered;
}

/** A directory that a killed process has made for a row that was never written holds none. */
async function hasRemains(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.some((name) => name.startsWith('metadata.') && !/\.(tmp|new)$/.test(name));
}

async function recover(files: RowFiles, id: string, text: string): Promise<ReadRow | undefined> {
  const backup = await readOptional(files.backup);
  const sources = [
    { origin: 'backup' as const, path: files.backup, text: backup },
    ...(await marksNamedIn(`${text}\n${backup ?? ''}`)),
  ];
  for (const { origin, path, text: candidate } of sources) {
    if (candidate === undefined) continue;
    try {
      const row = found(parseFor(id, candidate, path), text, origin, {
        code: 'session-recovered',
        message: `${files.current} could not be read; session ${id} was recovered from ${path}.`,
        hint: 'Its last change may be missing. `qtui sessions recover` writes it anew.',
      });
      return { ...row, stored: { ...row.stored, recoveredFrom: path } };
    } catch (error) {
      if (!isCorrupt(error)) throw error;
    }
  }
  return undefined;
}

/** Marks of the directories that the remains of a row speak of. */
async function marksNamedIn(remains: string) {
  const named = remains.matchAll(/"(?:path|directory)"\s*:\s*("(?:[^"\\]|\\.)*")/g);
  const directories = new Set<string>();
  for (const [, quoted = '""'] of named) {
    const directory = unquote(quoted);
    if (isAbsolute(directory)) directories.add(directory);
  }
  return Promise.all(
    [...directories].map(async (directory) => {
      const path = markPath(directory);
      return { origin: 'mark' as const, path, text: await readOptional(path) };
    }),
  );
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return '';
  }
}

function parseFor(id: string, text: string, path: string): ParsedMetadata {
  const parsed = parseMetadata(text, path);
  if (parsed.session.id === id) return parsed;
  throw new QtuiError(
    'metadata-corrupt',
    `${path} holds session ${parsed.session.id}, not ${id}.`,
    {
      untouched: 'The file was left as it is.',
      hint: 'Move the file away, or rename its directory back.',
      data: { path },
    },
  );
}

function found(
  { session, version }: { session: SessionMetadata; version: number },
  currentText: string,
  origin: ReadRow['origin'],
  warning?: Warning,
): ReadRow {
  const stored = { session, revision: revisionOf(currentText) };
  return { stored, version, origin, ...(warning ? { warning } : {}) };
}

function isCorrupt(error: unknown): boolean {
  return error instanceof QtuiError && error.code === 'metadata-corrupt';
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
