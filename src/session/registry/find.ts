import { QtuiError } from '../../core/errors.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { SessionMetadata } from '../../core/session.js';
import { isPutAway, sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import { resolveSessionId } from './ids.js';
import { notFound } from './repository-rules.js';

/**
 * The session that a person's words mean: its id, else its name or branch, else `<repo>/<branch>`
 * or (of one without a worktree) its directory, else what lists call it, else an id prefix. Of several
 * with one name or branch the ones that are not put away come first. Throws `session-not-found` and
 * `session-ambiguous`.
 */
export function selectSession(views: readonly SessionView[], selector: string): SessionView {
  const wanted = selector.trim();
  const named = views.filter(({ session }) => isNamed(session, wanted));
  const placed = views.filter(({ session }) => placeOf(session) === wanted);
  const titled = views.filter(({ session }) => isTitled(session, wanted));
  const candidates = [
    views.filter(({ session }) => session.id === wanted),
    named.filter(({ session }) => !isPutAway(session)),
    named,
    placed.filter(({ session }) => !isPutAway(session)),
    placed,
    titled.filter(({ session }) => !isPutAway(session)),
    titled,
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

/** As a list shows it, which is where the words may come from. */
function isTitled(session: SessionMetadata, wanted: string): boolean {
  return wanted !== '' && printable(sessionTitle(session)).trim() === wanted;
}

/** Tells branches of one name in several repositories apart. */
function placeOf({ directory, worktreeInfo }: SessionMetadata): string {
  if (worktreeInfo === undefined) return resolveSessionId({ path: directory });
  const { path, repoRoot, branch } = worktreeInfo;
  return resolveSessionId({ path, repoRoot, branch });
}

function ambiguous(selector: string, views: readonly SessionView[]): QtuiError {
  const list = views.map(({ session }) => `${session.id} (${sessionTitle(session)})`).join(', ');
  return new QtuiError('session-ambiguous', `"${selector}" means several sessions: ${list}.`, {
    hint: 'Give the id of one of them, or REPOSITORY/BRANCH.',
    data: { ids: views.map(({ session }) => session.id) },
  });
}
