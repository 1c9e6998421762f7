import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { PaneInfo } from '../../core/ports/host.js';
import type { ListedRows, StoredSession } from '../../core/ports/session-repository.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { SessionMetadata } from '../../core/session.js';
import { useOf, withUse } from '../../core/session-activity.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist, runningHost } from './rows.js';

/** The sessions that may be changed, as `listSessions` has them. */
export async function listChangeable(deps: SessionDependencies): Promise<SessionView[]> {
  return (await listSessions(deps)).sessions.filter(({ isReadOnly }) => !isReadOnly);
}

/**
 * Every row (`rows` where they have just been read) with what runs of it and whether its directory
 * is there (those in `present` have just been seen); those that a newer qtui has written come last,
 * and every attempt to change one is refused by the repository.
 */
export async function listSessions(
  deps: SessionDependencies,
  rows?: ListedRows,
  present: ReadonlySet<string> = new Set(),
): Promise<{ sessions: SessionView[]; warnings: Warning[] }> {
  const [{ sessions, newer = [], warnings }, live] = await Promise.all([
    rows ?? deps.repository.list(),
    livePanes(deps),
  ]);
  const now = deps.now().getTime();
  const seen = { panes: live.panes, present, now };
  const views = await Promise.all(sessions.map((row) => viewOf(row, seen)));
  const readOnly = newer.map(async (session) => ({
    ...(await viewOf({ session, revision: '' }, seen)),
    isReadOnly: true as const,
  }));
  return {
    sessions: [...views, ...(await Promise.all(readOnly))],
    warnings: [...warnings, ...live.warnings],
  };
}

/** A host that cannot be asked leaves the list without agent states, and says why. */
async function livePanes(
  deps: SessionDependencies,
): Promise<{ panes: readonly PaneInfo[]; warnings: Warning[] }> {
  try {
    const panes = (await runningHost(deps))?.panes ?? [];
    return { panes, warnings: [] };
  } catch (error) {
    return { panes: [], warnings: [asWarning(toQtuiError(error, 'ask the host'))] };
  }
}

async function viewOf(
  { session, revision, recoveredFrom }: StoredSession,
  {
    panes,
    present,
    now,
  }: { panes: readonly PaneInfo[]; present: ReadonlySet<string>; now: number },
): Promise<SessionView> {
  const pane = panes.find(({ paneId }) => paneId === session.id);
  return {
    // What the rows are brought up to now and then is known here already.
    session: withUse(session, useOf(session.id, panes, now) ?? {}),
    revision,
    ...(pane ? { agentState: pane.agentState } : {}),
    ...(pane?.isPaused && !pane.exit ? { isPaused: true } : {}),
    ...(recoveredFrom !== undefined && { recoveredFrom }),
    directoryExists: present.has(session.directory) || (await hasDirectory(session)),
  };
}

/** A session of a subdirectory that is gone still has its worktree. */
async function hasDirectory({ directory, worktreeInfo }: SessionMetadata): Promise<boolean> {
  if (await mayExist(directory)) return true;
  return worktreeInfo !== undefined && mayExist(worktreeInfo.path);
}
