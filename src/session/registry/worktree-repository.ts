import type { Logger } from '../../core/config.js';
import { toQtuiError, type Warning } from '../../core/errors.js';
import type {
  SessionRepository,
  StoredSession,
  WorktreeSessionRepository,
} from '../../core/ports/session-repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { keepCorruptMark, lookAtMark, removeMark, writeMark } from './mark.js';
import { reconcile } from './reconcile.js';
import { isDirectory } from './rows.js';
import { earlyWarning } from './times.js';

/** Rows of `registry`, each of them in its worktree as well. */
export function createWorktreeSessionRepository(
  registry: SessionRepository,
  log: Logger,
  now: () => Date = () => new Date(),
): WorktreeSessionRepository {
  /** The row is what counts, so a mark that cannot be written does not fail what was done. */
  async function follow(
    session: SessionMetadata,
    change: (session: SessionMetadata) => Promise<void>,
  ): Promise<void> {
    try {
      await change(session);
    } catch (error) {
      const { code, message } = toQtuiError(error, 'change the mark');
      log.log('warn', 'mark-not-written', { id: session.id, code, message });
    }
  }

  return {
    async list() {
      const { sessions, warnings, ...others } = await registry.list();
      const early = sessions.flatMap(({ session }) => earlyWarning(session, now()));
      const shared = await sharedWorktrees(sessions);
      return { ...others, sessions, warnings: [...warnings, ...early, ...shared] };
    },
    get: (id) => registry.get(id),
    ids: () => registry.ids(),
    inspect: (id) => registry.inspect(id),
    setAside: (id) => registry.setAside(id),
    save: (session, revision, { onSaved } = {}) =>
      registry.save(session, revision, {
        async onSaved(saved) {
          await follow(saved.session, refreshMark);
          await onSaved?.(saved);
        },
      }),
    async delete(id, revision) {
      const row = await registry.get(id);
      await registry.delete(id, revision);
      // Else the next recovery would make the row again out of it.
      if (row) await follow(row.session, removeOwnMark);
    },
    clearLeftovers: () => registry.clearLeftovers(),
    belongsToAnother,
    reconcile: (worktrees, options) => reconcile(registry, worktrees, options),
  };
}

/**
 * Writes the row into its worktree, where that is there and has no mark of another session nor one
 * that may be a good one. A session that is being made has none: its mark says that it is made.
 */
async function refreshMark(session: SessionMetadata): Promise<void> {
  const worktree = session.worktreeInfo?.path;
  if (worktree === undefined || session.status === 'creating') return;
  if (!(await isDirectory(worktree))) return;
  const found = await lookAtMark(worktree);
  if (found.kind === 'closed') throw found.error;
  if (found.kind === 'session' && found.session.id !== session.id) return;
  if (found.kind === 'corrupt') await keepCorruptMark(worktree);
  await writeMark(worktree, session);
}

async function removeOwnMark({ id, worktreeInfo }: SessionMetadata): Promise<void> {
  if (worktreeInfo === undefined) return;
  const found = await lookAtMark(worktreeInfo.path);
  if (found.kind === 'session' && found.session.id === id) await removeMark(worktreeInfo.path);
}

async function belongsToAnother({ id, worktreeInfo }: SessionMetadata): Promise<boolean> {
  if (worktreeInfo === undefined) return false;
  const found = await lookAtMark(worktreeInfo.path);
  return found.kind === 'session' && found.session.id !== id;
}

/** Sessions that one warning names; who mends these is told of the next. */
const MOST_NAMED = 4;

/** Worktrees that more than one open session has on record; only one of them can be right. */
async function sharedWorktrees(rows: readonly StoredSession[]): Promise<Warning[]> {
  const byPath = new Map<string, SessionMetadata[]>();
  for (const { session } of rows) {
    const path = session.worktreeInfo?.path;
    if (path === undefined || isPutAway(session)) continue;
    byPath.set(path, [...(byPath.get(path) ?? []), session]);
  }
  const shared = [...byPath].filter(([, sessions]) => sessions.length > 1);
  return Promise.all(shared.map(([path, sessions]) => sharedWarning(path, sessions)));
}

async function sharedWarning(path: string, sessions: readonly SessionMetadata[]): Promise<Warning> {
  const found = await lookAtMark(path);
  const own = found.kind === 'session' ? found.session.id : undefined;
  const named = sessions.map((session) => `"${sessionTitle(session)}" (${session.id})`);
  const others = sessions.filter(({ id }) => id !== own);
  const isDecided = others.length < sessions.length;
  const commands = others
    .slice(0, MOST_NAMED)
    .map(({ id }) => `\`qtui sessions close ${id} --remove\``);
  const unnamed = named.length - MOST_NAMED;
  const more = unnamed > 0 ? ` and ${unnamed} more` : '';
  return {
    code: 'worktree-shared',
    message:
      `Sessions ${named.slice(0, MOST_NAMED).join(' and ')}${more} have the same worktree on record, ${path}` +
      (isDecided
        ? `; by its mark it is that of ${own}.`
        : ', and no mark there tells whose it is.'),
    hint: isDecided
      ? `${commands.join(' and ')} puts the other record away; the worktree stays.`
      : '`qtui sessions debug ID` tells more of each.',
  };
}
