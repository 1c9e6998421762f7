import { createHash } from 'node:crypto';
import { QtuiError, type Warning } from '../../core/errors.js';
import type { StoredSession } from '../../core/ports/session-repository.js';

/** The revision of a row is the hash of its stored bytes, so a change by hand counts as one too. */
export function revisionOf(bytes: string): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** Newest activity first; ids decide between equals, so that lists do not jump. */
export function newestFirst(a: StoredSession, b: StoredSession): number {
  const [left, right] = [Date.parse(a.session.lastActive), Date.parse(b.session.lastActive)];
  return right - left || (a.session.id < b.session.id ? -1 : 1);
}

/** The error for a row that somebody else has changed since it was read. */
export function conflict(id: string): QtuiError {
  return new QtuiError('revision-conflict', `Session ${id} was changed by another process.`, {
    untouched: 'The other change was kept; this one was not written.',
    hint: 'Try again.',
    data: { id },
  });
}

/** The error for an id without a row. */
export function notFound(id: string): QtuiError {
  return new QtuiError('session-not-found', `There is no session "${id}".`, {
    hint: '`qtui sessions list` shows the sessions there are.',
    data: { id },
  });
}

/** The error for an id that no session can have, and no file be called by. */
export function invalidId(id: string): QtuiError {
  return new QtuiError('internal', `"${id}" cannot be a session's id.`, {
    untouched: 'Nothing was written.',
    data: { id },
  });
}

/** The error for setting a row aside that can be read. */
export function readable(id: string): QtuiError {
  return new QtuiError('usage', `The record of session ${id} can be read.`, {
    untouched: 'It was left where it is.',
    hint: `\`qtui sessions close ${id} --remove\` puts a session away.`,
    data: { id },
  });
}

/** Tells where a save has kept the file that could not be read. */
export function keptWarning({ session, keptAs }: StoredSession): Warning[] {
  if (keptAs === undefined) return [];
  const message = `What could not be read of session ${session.id} is kept as ${keptAs}.`;
  return [{ code: 'unreadable-kept', message }];
}
