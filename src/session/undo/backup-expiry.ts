import { toQtuiError } from '../../core/errors.js';
import type { StoredSession } from '../../core/ports/session-repository.js';
import { isHistorical } from '../../core/session-status.js';
import type { OlderBackup, StoredAct } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';

const DAY_MS = 24 * 60 * 60_000;

/**
 * When the backup of each act is dropped; acts newest first. The newest act of a session that is
 * in use has no entry: it is kept whatever its age.
 */
export function expiryOf(
  acts: readonly Pick<StoredAct, 'id' | 'time' | 'session' | 'isUndone'>[],
  policy: { rows: readonly StoredSession[]; now: Date; keepDays: number; keepCount: number },
): Map<string, Date> {
  const live = new Set(
    policy.rows.filter(({ session }) => !isHistorical(session)).map(({ session }) => session.id),
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

/** Acts and older backups of a repository, with when each goes; of an older one by its ref. */
export async function surveyBackups(
  deps: SessionDependencies,
  repo: string,
  acts: readonly StoredAct[],
): Promise<{ older: OlderBackup[]; expiry: Map<string, Date> }> {
  const [older, { sessions }, { backups }] = await Promise.all([
    deps.git.undo.listOlder(repo),
    deps.repository.list(),
    deps.config(repo),
  ]);
  const all = [...acts, ...older.map(({ ref, time }) => ({ id: ref, time, isUndone: false }))];
  all.sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  return { older, expiry: expiryOf(all, { rows: sessions, now: deps.now(), ...backups }) };
}

/** What has expired of a repository's backups and is not being undone. */
export async function expiredBackups(
  deps: SessionDependencies,
  repo: string,
): Promise<{ acts: StoredAct[]; older: OlderBackup[] }> {
  const { undo } = deps.git;
  const [{ acts }, claimed] = await Promise.all([undo.list(repo), undo.claimed(repo)]);
  const { older, expiry } = await surveyBackups(deps, repo, acts);
  const now = deps.now();
  const isDue = (id: string) => (expiry.get(id) ?? now) <= now && expiry.has(id);
  return {
    acts: acts.filter(({ id }) => isDue(id) && !claimed.has(id)),
    older: older.filter(({ ref }) => isDue(ref)),
  };
}

/** Drops what `expiredBackups` has found; each is named in the log before it goes. */
export async function dropBackups(
  deps: SessionDependencies,
  repo: string,
  { acts, older }: { acts: readonly StoredAct[]; older: readonly OlderBackup[] },
): Promise<void> {
  for (const { id, kind, time, session } of acts) {
    const fields = { id, kind, time, repo, ...(session && { session: session.id }) };
    deps.log.log('info', 'backup-expired', fields);
    await deps.git.undo.drop(repo, id);
  }
  for (const backup of older) {
    const { ref, kind, time } = backup;
    deps.log.log('info', 'backup-expired', { ref, kind, time, repo });
    await deps.git.undo.dropOlder(repo, backup);
  }
}

/** Drops what has expired, at most once a day. A failure is logged and fails nothing else. */
export async function expireBackups(deps: SessionDependencies, repo: string): Promise<void> {
  try {
    if (!(await deps.git.undo.isExpiryDue(repo, deps.now(), DAY_MS))) return;
    await dropBackups(deps, repo, await expiredBackups(deps, repo));
  } catch (error) {
    const { code, message } = toQtuiError(error, 'drop expired backups');
    deps.log.log('warn', 'backups-not-expired', { repo, code, message });
  }
}
