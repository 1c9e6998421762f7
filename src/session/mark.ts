import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, QtuiError, toQtuiError } from '../core/errors.js';
import type { SessionMetadata } from '../core/session.js';
import { writeDurably } from './atomic-write.js';
import { formatMetadata, parseMetadata } from './metadata.js';

const DIRECTORY = '.qtui';
const FILE = 'session.json';

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
    const directory = join(worktree, DIRECTORY);
    await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await refuseForeign(directory);
    await writeDurably(markPath(worktree), formatMetadata(session));
  } catch (error) {
    throw toQtuiError(error, `mark the worktree ${worktree}`);
  }
}

/** A file beside the mark, which git does not see either, that is there while a setup runs. */
export function setupMarkPath(worktree: string): string {
  return `${markPath(worktree)}.setup`;
}

/** The mark of a worktree; undefined without one. Throws as `parseMetadata` does. */
export async function readMark(worktree: string): Promise<SessionMetadata | undefined> {
  const file = markPath(worktree);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toQtuiError(error, `read ${file}`);
  }
  return parseMetadata(text, file).session;
}

async function refuseForeign(directory: string): Promise<void> {
  const facts = await lstat(directory);
  if (facts.isDirectory()) return;
  throw new QtuiError('path-exists', `${directory} is not a directory, so it cannot hold a mark.`, {
    hint: 'The repository has a file or link named .qtui; qtui needs that name.',
    data: { path: directory },
  });
}
