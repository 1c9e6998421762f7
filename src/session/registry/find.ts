import { QtuiError } from '../../core/errors.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { SessionMetadata } from '../../core/session.js';
import { isPutAway, sessionTitle } from '../../core/session.js';
import { notFound } from './repository-rules.js';

/**
 * The session that a person's words mean: its id, else its name or branch, else an id prefix.
 * Of several with one name or branch the ones that are not put away come first. Throws
 * `session-not-found` and `session-ambiguous`.
 */
export function selectSession(views: readonly SessionView[], selector: string): SessionView {
  const wanted = selector.trim();
  const named = views.filter(({ session }) => isNamed(session, wanted));
  const candidates = [
    views.filter(({ session }) => session.id === wanted),
    named.filter(({ session }) => !isPutAway(session)),
    named,
    wanted === '' ? [] : views.filter(({ session }) => session.id.startsWith(wanted)),
  ].find((matches) => matches.length > 0);
  const [first, ...others] = candidates ?? [];
  if (first === undefined) throw notFound(selector);
  if (others.length > 0) throw ambiguous(selector, [first, ...others]);
  return first;
}

function isNamed(session: SessionMetadata, wanted: string): boolean {
  return wanted !== '' && (session.name === wanted || session.worktreeInfo?.branch === wanted);
}

function ambiguous(selector: string, views: readonly SessionView[]): QtuiError {
  const list = views.map(({ session }) => `${session.id} (${sessionTitle(session)})`).join(', ');
  return new QtuiError('session-ambiguous', `"${selector}" means several sessions: ${list}.`, {
    hint: 'Give the id of one of them.',
    data: { ids: views.map(({ session }) => session.id) },
  });
}
