/** Keeps what is known of the use of sessions in their rows; never fails what it is done beside. */
import { QtuiError, toQtuiError } from '../core/errors.js';
import type { PaneInfo } from '../core/ports/host.js';
import type { SaveActivityOptions } from '../core/ports/session-use.js';
import type { SessionMetadata } from '../core/session.js';
import {
  isWorthSaving,
  laterOf,
  type SessionUse,
  useOf,
  withUse,
} from '../core/session-activity.js';
import type { SessionDependencies } from './dependencies.js';
import { runningHost, updateRow } from './registry/rows.js';

/** See `SessionService.saveActivity`. */
export async function saveActivity(
  deps: SessionDependencies,
  { fileCounts = new Map(), isLast = false }: SaveActivityOptions = {},
): Promise<void> {
  try {
    const panes = (await runningHost(deps))?.panes ?? [];
    if (panes.length === 0 && fileCounts.size === 0) return;
    const now = deps.now().getTime();
    const ids = new Set([...panes.map(({ sessionId }) => sessionId), ...fileCounts.keys()]);
    for (const id of ids) {
      const fileCount = fileCounts.get(id);
      const use = { ...useOf(id, panes, now), ...(fileCount !== undefined && { fileCount }) };
      await saveUse(deps, id, use, isLast);
    }
  } catch (error) {
    notSaved(deps, error);
  }
}

/** Before panes of a session are closed, which take what they know with them. */
export async function saveLastActivity(
  deps: SessionDependencies,
  id: string,
  panes: readonly PaneInfo[],
): Promise<void> {
  const use = useOf(id, panes, deps.now().getTime());
  if (use === undefined) return;
  await saveUse(deps, id, use, true);
}

/** The session is used now; a wrong clock's time on record is mended on request only. */
export function usedNow(deps: SessionDependencies, row: SessionMetadata): SessionMetadata {
  return { ...row, lastActive: laterOf(row.lastActive, deps.now().getTime()) };
}

/** A text that a person sent is the first message of an agent that has got none. */
export async function noteSent(deps: SessionDependencies, id: string, text: string): Promise<void> {
  const takes = ({ firstMessage, messageCount, agent }: SessionMetadata) =>
    firstMessage === '' && messageCount === 0 && agent.kind !== 'shell';
  try {
    const row = await deps.repository.get(id);
    // A command of the agent's own is no message to it.
    const isMessage = text.trim() !== '' && !text.trimStart().startsWith('/');
    if (!row || !isMessage || !takes(row.session)) return;
    await updateRow(deps, id, (session) =>
      takes(session) ? { ...session, firstMessage: text.trim() } : session,
    );
  } catch (error) {
    notSaved(deps, error);
  }
}

async function saveUse(
  deps: SessionDependencies,
  id: string,
  use: SessionUse,
  isLast: boolean,
): Promise<void> {
  try {
    const row = await deps.repository.get(id);
    if (!row || !isWorthSaving(row.session, withUse(row.session, use), { isLast })) return;
    await updateRow(deps, id, (session) => withUse(session, use));
  } catch (error) {
    notSaved(deps, error);
  }
}

/** The counters are told again at the next look. */
function notSaved(deps: SessionDependencies, thrown: unknown): void {
  if (thrown instanceof QtuiError && thrown.code === 'session-not-found') return;
  const { code, message } = toQtuiError(thrown, 'save the activity of sessions');
  deps.log.log('warn', 'activity-not-saved', { code, message });
}
