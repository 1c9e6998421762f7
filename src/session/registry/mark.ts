import { constants } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, QtuiError, toQtuiError } from '../../core/errors.js';
import type { SessionMetadata } from '../../core/session.js';
import { writeDurably } from './atomic-write.js';
import { keepBeside } from './keep-beside.js';
import { formatMetadata, parseMetadata } from './metadata.js';
import { identifyProcess, livenessOf, writerName, writerOf } from './process-identity.js';

const DIRECTORY = '.qtui';
const FILE = 'session.json';
const TEMPORARY = /^session\.json\..*\.tmp$/;

/** Where a worktree keeps its mark. */
export function markPath(worktree: string): string {
  return join(worktree, DIRECTORY, FILE);
}

/**
 * Writes the session's whole metadata into its worktree, so that the session is found without
 * the registry. Refuses a `.qtui` that a repository has made a link or a file.
 */
export async function writeMark(worktree: string, session: SessionMetadata): Promise<void> {
  try {
    await write(worktree, session).catch((error: NodeJS.ErrnoException) => {
      // A recovery may have taken the directory away while it was empty.
      if (error.code !== 'ENOENT') throw error;
      return write(worktree, session);
    });
  } catch (error) {
    throw toQtuiError(error, `mark the worktree ${worktree}`);
  }
}

/** A file beside the mark, which git does not see either, that is there while a setup runs. */
export function setupMarkPath(worktree: string): string {
  return `${markPath(worktree)}.setup`;
}

async function write(worktree: string, session: SessionMetadata): Promise<void> {
  const directory = join(worktree, DIRECTORY);
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await refuseForeign(directory);
  const writer = writerName(await identifyProcess(process.pid));
  const temporary = join(directory, `${FILE}.${writer}.tmp`);
  await writeDurably(markPath(worktree), formatMetadata(session), temporary);
}

/** Removes the mark again, of a worktree that is to be no session's. */
export async function removeMark(worktree: string): Promise<void> {
  try {
    await rm(markPath(worktree), { force: true });
    await removeIfEmpty(join(worktree, DIRECTORY));
  } catch (error) {
    throw toQtuiError(error, `remove the mark of ${worktree}`);
  }
}

/** Removes what killed processes have left of writing a mark; that of a live one stays. */
export async function clearMarkLeftovers(worktree: string): Promise<void> {
  const directory = join(worktree, DIRECTORY);
  const names = await readdir(directory).catch(async (error: unknown) => {
    if (isMissing(error) || !(await isOwnDirectory(directory))) return undefined;
    throw error;
  });
  if (names === undefined) return;
  if (names.length > 0 && !names.some((name) => TEMPORARY.test(name))) return;
  if (!(await isOwnDirectory(directory))) return;
  let left = names.length;
  for (const name of names) {
    const writer = TEMPORARY.test(name) ? writerOf(name) : undefined;
    if (writer === undefined) continue;
    if ((await livenessOf(writer)) !== 'dead') continue;
    await rm(join(directory, name), { force: true });
    left -= 1;
  }
  if (left === 0) await removeIfEmpty(directory);
}

/** A repository may have a link of that name, which leads to what is not the worktree's. */
async function isOwnDirectory(directory: string): Promise<boolean> {
  const facts = await lstat(directory).catch(() => undefined);
  return facts?.isDirectory() === true;
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && !isMissing(error)) throw error;
  });
}

/** What a worktree has for a mark. */
export type FoundMark =
  | { kind: 'none' }
  | { kind: 'session'; session: SessionMetadata }
  /** Of a newer schema, or a file that cannot be read: it may be a good one, and is left alone. */
  | { kind: 'closed'; error: QtuiError }
  | { kind: 'corrupt'; error: QtuiError };

/** The mark of a worktree, whatever it holds. */
export async function lookAtMark(worktree: string): Promise<FoundMark> {
  const file = markPath(worktree);
  try {
    // Else a pipe of that name would be waited for without end.
    const flag = constants.O_RDONLY | constants.O_NONBLOCK;
    const text = await readFile(file, { encoding: 'utf8', flag });
    return { kind: 'session', session: parseMetadata(text, file).session };
  } catch (thrown) {
    if (isMissing(thrown)) return { kind: 'none' };
    const error = toQtuiError(thrown, `read ${file}`);
    return { kind: error.code === 'metadata-corrupt' ? 'corrupt' : 'closed', error };
  }
}

/** The mark of a worktree; undefined without one. Throws as `parseMetadata` does. */
export async function readMark(worktree: string): Promise<SessionMetadata | undefined> {
  const found = await lookAtMark(worktree);
  if (found.kind === 'none') return undefined;
  if (found.kind === 'session') return found.session;
  throw found.error;
}

/** Moves a mark that cannot be read out of the way; resolves with where it is kept. */
export async function keepCorruptMark(worktree: string): Promise<string> {
  return keepBeside(markPath(worktree));
}

async function refuseForeign(directory: string): Promise<void> {
  const facts = await lstat(directory);
  if (facts.isDirectory()) return;
  throw new QtuiError('path-exists', `${directory} is not a directory, so it cannot hold a mark.`, {
    hint: 'The repository has a file or link named .qtui; qtui needs that name.',
    data: { path: directory },
  });
}
