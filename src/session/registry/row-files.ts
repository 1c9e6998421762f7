import { readFile as readFileBy } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing, QtuiError, type Warning } from '../../core/errors.js';
import type { StoredSession } from '../../core/ports/session-repository.js';
import type { SessionMetadata } from '../../core/session.js';
import { moved } from '../status.js';
import { withoutCreator } from './creator.js';
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
 * Reads a row; undefined when nothing of it is there. An unreadable one comes from its backup or
 * from the mark of the worktree that its remains name, whichever is later. Throws `metadata-corrupt` when none
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

/** What was written last comes first: the mark of the row itself, unless that could not be written. */
async function recover(files: RowFiles, id: string, text: string): Promise<ReadRow | undefined> {
  const backup = await readSource('backup', files.backup);
  const marks = await marksNamedIn(`${text}\n${backup?.text ?? ''}`);
  const sources = [...marks, backup].filter((source) => source !== undefined);
  for (const { origin, path, text: candidate } of sources.sort((a, b) => b.written - a.written)) {
    try {
      const parsed = parseFor(id, candidate, path);
      const row = found({ ...parsed, session: notBeingMade(parsed.session) }, text, origin, {
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

/** Whether it was made is what could not be read; taken for unmade, it would be undone. */
function notBeingMade(session: SessionMetadata): SessionMetadata {
  return session.status === 'creating' ? withoutCreator(moved(session, 'keep')) : session;
}

/** Marks of the directories that the remains of a row speak of. */
async function marksNamedIn(remains: string) {
  const named = remains.matchAll(/"(?:path|directory)"\s*:\s*("(?:[^"\\]|\\.)*")/g);
  const directories = new Set<string>();
  for (const [, quoted = '""'] of named) {
    const directory = unquote(quoted);
    if (isAbsolute(directory)) directories.add(directory);
  }
  return Promise.all([...directories].map((directory) => readSource('mark', markPath(directory))));
}

async function readSource<T extends ReadRow['origin']>(origin: T, path: string) {
  const text = await readOptional(path);
  if (text === undefined) return undefined;
  const facts = await stat(path).catch(() => undefined);
  return { origin, path, text, written: facts?.mtimeMs ?? 0 };
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    // No text of JSON after all: no directory is named.
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
