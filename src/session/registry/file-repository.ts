import { copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../core/config.js';
import { asWarning, isMissing, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type {
  ListedRows,
  SaveOptions,
  SessionRepository,
  StoredSession,
} from '../../core/ports/session-repository.js';
import { METADATA_VERSION, type SessionMetadata } from '../../core/session.js';
import { syncDirectory, writeDurably } from './atomic-write.js';
import { isSessionId } from './ids.js';
import { inspectRow } from './inspect.js';
import { keepBeside } from './keep-beside.js';
import { clearAbandoned, withLock } from './lock.js';
import { formatMetadata, readableOfNewer } from './metadata.js';
import { allNamesIn } from './names-in.js';
import {
  conflict,
  invalidId,
  newestFirst,
  notFound,
  readable,
  revisionOf,
} from './repository-rules.js';
import { type RowFiles, readRow, rowFiles } from './row-files.js';
import { createRowIndex } from './row-index.js';
import { createRowMemory } from './row-memory.js';

/** Rows read at once; far below any limit on open files. */
const PARALLEL_READS = 64;

/**
 * The registry as files: `<directory>/<id>/metadata.json`, 0600 in 0700, with the row before it
 * in `metadata.json.bak`. Every write holds the row's lock and is durable when it resolves. A row
 * that cannot be read is recovered from its backup or its worktree's mark, and said so.
 */
export function createFileSessionRepository(directory: string, log: Logger): SessionRepository {
  const filesOf = (id: string) => rowFiles(join(directory, id));
  const memory = createRowMemory();
  const index = createRowIndex(directory, memory, log);

  async function locked<T>(id: string, doing: string, work: () => Promise<T>): Promise<T> {
    if (!isSessionId(id)) throw invalidId(id);
    try {
      await makeDirectories(mkdir, directory, 0o700);
      return await withLock(join(directory, `${id}.lock`), work);
    } catch (error) {
      throw toQtuiError(error, doing, { untouched: 'The stored session was left as it was.' });
    }
  }

  let begun: Promise<ListedRows> | undefined;

  /** Who asks before the first look was even begun shares it: nobody can have saved in between. */
  async function list(): Promise<ListedRows> {
    if (begun === undefined) {
      begun = readAll();
      queueMicrotask(() => {
        begun = undefined;
      });
    }
    const { sessions, ...rest } = await begun;
    return { ...rest, sessions: [...sessions] };
  }

  async function readAll(): Promise<ListedRows> {
    const ids = (await namesIn(directory)).filter(isSessionId);
    const sessions: StoredSession[] = [];
    const newer: SessionMetadata[] = [];
    const warnings: Warning[] = [];
    await index.load();
    memory.keepOnly(ids);
    for (let start = 0; start < ids.length; start += PARALLEL_READS) {
      const chunk = ids.slice(start, start + PARALLEL_READS);
      await Promise.all(
        chunk.map(async (id) => {
          try {
            const row = await memory.read(filesOf(id), id);
            if (row?.warning) warnings.push(row.warning);
            if (row) sessions.push(row.stored);
          } catch (error) {
            warnings.push(asWarning(toQtuiError(error, `read session ${id}`)));
            const readable = readableOfNewer(error);
            if (readable?.id === id) newer.push(readable);
          }
        }),
      );
    }
    await index.keepUp(ids);
    return {
      sessions: sessions.sort(newestFirst),
      ...(newer.length > 0 && { newer }),
      warnings,
    };
  }

  async function get(id: string): Promise<StoredSession | undefined> {
    if (!isSessionId(id)) return undefined;
    const row = await memory.read(filesOf(id), id).catch((error: unknown) => {
      throw toQtuiError(error, `read session ${id}`);
    });
    if (row?.warning) log.log('warn', 'session-recovered', { id, ...row.warning });
    return row?.stored;
  }

  function save(
    session: SessionMetadata,
    revision: string | null,
    options: SaveOptions = {},
  ): Promise<StoredSession> {
    return locked(session.id, `save session ${session.id}`, async () => {
      const files = filesOf(session.id);
      await makeDirectories(mkdir, files.directory, 0o700);
      const keptAs = await keepFormerRow(files, session.id, revision);
      const text = formatMetadata(session);
      await writeDurably(files.current, text);
      if (revision === null) await syncDirectory(directory);
      const stored = { session, revision: revisionOf(text) };
      const saved = keptAs === undefined ? stored : { ...stored, keptAs };
      await options.onSaved?.(saved);
      return saved;
    });
  }

  function remove(id: string, revision: string): Promise<void> {
    return locked(id, `delete session ${id}`, async () => {
      const files = filesOf(id);
      const row = await readRow(files, id);
      if (row === undefined) throw notFound(id);
      if (row.stored.revision !== revision) throw conflict(id);
      // Renamed first, so that no crash leaves half a row behind.
      const doomed = join(directory, `.deleted-${id}`);
      await rm(doomed, { recursive: true, force: true });
      await rename(files.directory, doomed);
      await syncDirectory(directory);
      await rm(doomed, { recursive: true, force: true });
    });
  }

  /** A write holds the row's lock, so under it no file that is half written is anybody's. */
  async function clearLeftovers(): Promise<void> {
    const clear = async (name: string) => {
      const path = join(directory, name);
      if (isOfLock(name)) await clearAbandoned(path);
      else if (name.startsWith('.deleted-')) await rm(path, { recursive: true, force: true });
      else if (isSessionId(name) && (await hasLeftovers(path))) {
        await unlessBusy(join(directory, `${name}.lock`), async () => {
          for (const file of await halfWritten(path)) await rm(file, { force: true });
          await removeIfEmpty(path);
        });
      }
    };
    const names = await allNamesIn(directory, 'clear up after sessions');
    // Locks first, as one that is being cleared away keeps its row from being looked after.
    for (const some of [names.filter(isOfLock), names.filter((name) => !isOfLock(name))]) {
      for (let start = 0; start < some.length; start += PARALLEL_READS) {
        await Promise.all(some.slice(start, start + PARALLEL_READS).map(clear));
      }
    }
  }

  function setAside(id: string): Promise<string> {
    return locked(id, `set session ${id} aside`, async () => {
      const files = filesOf(id);
      const row = await readRow(files, id).catch((error: unknown) => {
        if (error instanceof QtuiError && error.code === 'metadata-corrupt') return 'corrupt';
        throw error;
      });
      if (row === undefined) throw notFound(id);
      if (row !== 'corrupt') throw readable(id);
      const kept = await freeName(directory, id);
      await rename(files.directory, kept);
      await syncDirectory(directory);
      return kept;
    });
  }

  return {
    ...{ list, get, save, setAside, clearLeftovers },
    inspect: (id) => inspectRow(directory, id),
    delete: remove,
    ids: async () => (await namesIn(directory)).filter(isSessionId),
  };
}

/**
 * Checks the revision and moves the row that is there to where it is kept: a readable one to the
 * backup, one of an older schema also beside it under its version, an unreadable one out of the
 * way, so that the good backup of it survives. Resolves with where that one is.
 */
async function keepFormerRow(
  files: RowFiles,
  id: string,
  revision: string | null,
): Promise<string | undefined> {
  const row = await readRow(files, id).catch((error: unknown) => {
    // A new row may be written over one that nothing could be recovered of.
    if (error instanceof QtuiError && error.code === 'metadata-corrupt' && revision === null) {
      return undefined;
    }
    throw error;
  });
  if (row === undefined) {
    if (revision !== null) throw conflict(id);
    return moveAside(files);
  }
  if (row.stored.revision !== revision) throw conflict(id);
  if (row.origin !== 'current') return moveAside(files);
  if (row.version < METADATA_VERSION) {
    await copyFile(files.current, join(files.directory, `metadata.v${row.version}.json`));
  }
  const kept = `${files.backup}.new`;
  await copyFile(files.current, kept);
  await rename(kept, files.backup);
  return undefined;
}

/** Whoever has the lock is about to write the row: nothing there is left over. */
async function unlessBusy(lock: string, work: () => Promise<void>): Promise<void> {
  try {
    await withLock(lock, work, { timeoutMs: 0 });
  } catch (error) {
    if (!(error instanceof QtuiError && error.code === 'lock-busy')) throw error;
  }
}

/** Whether it is a lock, or what is written beside one. */
function isOfLock(name: string): boolean {
  return /\.(lock|claim|new)$/.test(name);
}

/** Something half written, or nothing at all: a process died that was about to write a row. */
async function hasLeftovers(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch(() => undefined);
  return names?.length === 0 || names?.some((name) => HALF_WRITTEN.test(name)) === true;
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && !isMissing(error)) throw error;
  });
}

const HALF_WRITTEN = /\.(tmp|new)$/;

async function halfWritten(directory: string): Promise<string[]> {
  // A session whose directory cannot be read is told when it is listed; nothing half written is lost.
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => HALF_WRITTEN.test(name)).map((name) => join(directory, name));
}

async function moveAside({ current }: RowFiles): Promise<string | undefined> {
  try {
    return await keepBeside(current);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A name in `directory` that no row has and that nothing was set aside under before. */
async function freeName(directory: string, id: string): Promise<string> {
  const names = new Set(await readdir(directory));
  for (let number = 1; ; number += 1) {
    const name = `.unreadable-${id}${number === 1 ? '' : `-${number}`}`;
    if (!names.has(name)) return join(directory, name);
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw toQtuiError(error, 'list the sessions');
  }
}
