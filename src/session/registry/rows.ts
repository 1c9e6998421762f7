import { lstat, stat } from 'node:fs/promises';
import { isMissing, QtuiError } from '../../core/errors.js';
import type { HostConnection } from '../../core/ports/host.js';
import type { StoredSession } from '../../core/ports/session-repository.js';
import type { SessionMetadata } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { notFound } from './repository-rules.js';

/** Rounds of read, change and save until somebody else's saves are given way to. */
const SAVE_ATTEMPTS = 5;

/** The session's row; throws `session-not-found`. */
export async function requireRow(deps: SessionDependencies, id: string): Promise<StoredSession> {
  const row = await deps.repository.get(id);
  if (row === undefined) throw notFound(id);
  return row;
}

/**
 * Changes a row and the mark in its worktree. `change` must depend on nothing but the row: it
 * runs again when another process has saved in between.
 */
export async function updateRow(
  deps: SessionDependencies,
  id: string,
  change: (session: SessionMetadata) => SessionMetadata,
): Promise<SessionMetadata> {
  for (let attempt = 1; ; attempt += 1) {
    const row = await requireRow(deps, id);
    try {
      const saved = await deps.repository.save(change(row.session), row.revision);
      return saved.session;
    } catch (error) {
      const isConflict = error instanceof QtuiError && error.code === 'revision-conflict';
      if (!isConflict || attempt >= SAVE_ATTEMPTS) throw error;
    }
  }
}

/** Writes a row that is not there, and the mark in its worktree. */
export async function saveRow(
  deps: SessionDependencies,
  session: SessionMetadata,
): Promise<SessionMetadata> {
  return (await deps.repository.save(session, null)).session;
}

/** Links are followed; false for what is not there and for what is no directory. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // What cannot be reached is no place to work in.
    return false;
  }
}

/** True unless the file system says that there is nothing at `path`; when in doubt, it is. */
export function mayExist(path: string): Promise<boolean> {
  return mayAnswer(stat(path));
}

/** As `mayExist`, but a link counts that leads nowhere. */
export function isTaken(path: string): Promise<boolean> {
  return mayAnswer(lstat(path));
}

async function mayAnswer(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}

/** The running host; undefined when none runs. Never starts one. */
export async function runningHost(deps: SessionDependencies): Promise<HostConnection | undefined> {
  try {
    return await deps.connectHost({ start: false });
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'host-not-running') return undefined;
    throw error;
  }
}
