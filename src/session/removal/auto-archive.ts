import { QtuiError, type Warning } from '../../core/errors.js';
import { asksFirst } from '../../core/loss.js';
import type { RemovalRules } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import { count } from '../../core/text.js';
import { isOlder } from '../cleanup/choose.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist, runningHost, updateRow } from '../registry/rows.js';
import { archived } from './archive.js';
import { contains, occupantsOf } from './occupants.js';
import { summarize } from './summary.js';

const DAY = 86_400_000;

/**
 * Archives the sessions of the repository at `root` that were not used for longer than their type
 * allows, where nothing runs, nothing is uncommitted and the person is elsewhere; worktrees and
 * branches stay. Says which ones, in one warning. Without such a setting it only reads the rows.
 */
export async function archiveUnused(
  deps: SessionDependencies,
  root: string,
  directory: string,
): Promise<Warning[]> {
  const { sessions } = await deps.repository.list();
  const now = deps.now();
  const idle = sessions
    .map(({ session }) => session)
    .filter((each) => each.repoRoot === root && mayGo(each) && isOlder(each.lastActive, DAY, now));
  if (idle.length === 0) return [];
  const { types, removal } = await deps.config(root);
  const due = idle.filter(({ type, lastActive }) => {
    const { archiveDays } = types[type];
    return archiveDays > 0 && isOlder(lastActive, archiveDays * DAY, now);
  });
  if (due.length === 0) return [];
  const limitOf = ({ type }: SessionMetadata) => types[type].archiveDays * DAY;
  const branches = new Map((await deps.git.reader.branches(root)).map((each) => [each.name, each]));
  const unused = due.filter((session) => {
    const branch = branches.get(session.worktreeInfo?.branch ?? '');
    return branch === undefined || isOlder(branch.date, limitOf(session), now);
  });
  const putAway: SessionMetadata[] = [];
  for (const session of await withoutLife(deps, unused, { directory, removal })) {
    // Whoever has used it meanwhile wants it where it is.
    const summary = await summarize(deps, session);
    const row = await updateRow(deps, session.id, (each) =>
      each.lastActive === session.lastActive && mayGo(each) ? archived(deps, each, summary) : each,
    );
    if (row.status === 'archived') putAway.push(row);
  }
  return putAway.length === 0 ? [] : [archivedWarning(putAway)];
}

/** A session that the person has pinned, or that is on its way, is never put away by itself. */
function mayGo(session: SessionMetadata): boolean {
  return isOpen(session) && session.isPinned !== true;
}

/** Those in which nothing runs, and of which nothing would be forgotten. */
async function withoutLife(
  deps: SessionDependencies,
  sessions: readonly SessionMetadata[],
  { directory, removal }: { directory: string; removal: RemovalRules },
): Promise<SessionMetadata[]> {
  const host = await runningHost(deps);
  const running = new Set(host?.panes.flatMap(({ paneId, exit }) => (exit ? [] : [paneId])));
  const quiet = sessions.filter(
    ({ id, worktreeInfo }) =>
      !running.has(id) && !(worktreeInfo && contains(worktreeInfo.path, directory)),
  );
  const there = await Promise.all(
    quiet.map(({ worktreeInfo, directory: own }) => mayExist(worktreeInfo?.path ?? own)),
  );
  const present = quiet.filter((_session, index) => there[index]);
  const worktrees = present.flatMap(({ worktreeInfo }) => worktreeInfo?.path ?? []);
  const [changes, occupants] = await Promise.all([
    deps.git.reader.changesIn(worktrees, removal),
    occupantsOf(deps, worktrees),
  ]);
  return present.filter(({ worktreeInfo }) => {
    if (worktreeInfo === undefined) return true;
    const found = changes.get(worktreeInfo.path) ?? [];
    const isKept = found instanceof QtuiError || found.some(asksFirst);
    return !isKept && (occupants.get(worktreeInfo.path) ?? []).length === 0;
  });
}

function archivedWarning(sessions: readonly SessionMetadata[]): Warning {
  const names = sessions.map((session) => `"${sessionTitle(session)}"`).join(', ');
  const [it, was] = sessions.length === 1 ? ['it', 'was'] : ['them', 'were'];
  return {
    code: 'auto-archived',
    message: `${count(sessions.length, 'session')} that ${was} not used for a long time ${was} archived: ${names}.`,
    hint: `Nothing of ${it} is gone: opening ${it} brings ${it} back, and archive-days in the settings says when.`,
  };
}
