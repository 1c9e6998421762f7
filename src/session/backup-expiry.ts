import { toQtuiError } from '../core/errors.js';
import type { StoredSession } from '../core/ports/session-repository.js';
import type { StoredAct } from '../core/undo.js';
import type { SessionDependencies } from './dependencies.js';

const DAY_MS = 24 * 60 * 60_000;
const LIVE = new Set(['creating', 'active', 'background']);

/**
 * When the backup of each act is dropped; acts newest first. The newest act of a session that is
 * in use has no entry: it is kept whatever its age.
 */
export function expiryOf(
  acts: readonly StoredAct[],
  policy: { rows: readonly StoredSession[]; now: Date; keepDays: number; keepCount: number },
): Map<string, Date> {
  const live = new Set(
    policy.rows.filter(({ session }) => LIVE.has(session.status)).map(({ session }) => session.id),
  );
  const expiry = new Map<string, Date>();
  for (const [index, act] of acts.entries()) {
    const { session, isUndone } = act;
    // Each live session keeps one.
    if (session && !isUndone && live.delete(session.id)) continue;
    const byAge = new Date(Date.parse(act.time) + policy.keepDays * DAY_MS);
    expiry.set(act.id, index >= policy.keepCount && policy.now < byAge ? policy.now : byAge);
  }
  return expiry;
}

/**
 * Drops the backups of a repository that have expired, at most once a day; each is named in the
 * log before it goes. A failure is logged and fails nothing else.
 */
export async function expireBackups(deps: SessionDependencies, repo: string): Promise<void> {
  const { undo } = deps.git;
  try {
    const now = deps.now();
    if (!(await undo.isExpiryDue(repo, now, DAY_MS))) return;
    const [{ acts }, { sessions }, claimed, { backups }] = await Promise.all([
      undo.list(repo),
      deps.repository.list(),
      undo.claimed(repo),
      deps.config(repo),
    ]);
    const expiry = expiryOf(acts, { rows: sessions, now, ...backups });
    for (const { id, kind, time, session } of acts) {
      const expires = expiry.get(id);
      if (expires === undefined || expires > now || claimed.has(id)) continue;
      const fields = { id, kind, time, repo, ...(session && { session: session.id }) };
      deps.log.log('info', 'backup-expired', fields);
      await undo.drop(repo, id);
    }
  } catch (error) {
    const { code, message } = toQtuiError(error, 'drop expired backups');
    deps.log.log('warn', 'backups-not-expired', { repo, code, message });
  }
}
