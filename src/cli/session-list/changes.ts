import { toQtuiError } from '../../core/errors.js';
import type { SessionGitStatus, SessionService, SessionView } from '../../core/ports/sessions.js';
import { isPutAway } from '../../core/session.js';
import { count } from '../../core/text.js';

/** By the ids of sessions; without those that were not looked at in time. */
export type Changes = ReadonlyMap<string, SessionGitStatus>;

/** How long a list waits for changes. */
const PATIENCE_MS = 200;
/** Worktrees looked at at once. */
const AT_ONCE = 4;

/** What is changed in a session, as `--json` shows it (docs/cli.md). */
export function changesJson(found: SessionGitStatus | undefined) {
  if (found === undefined) return null;
  return {
    uncommitted: found.status.dirty,
    ahead: found.aheadBehind?.ahead ?? null,
    behind: found.aheadBehind?.behind ?? null,
  };
}

/**
 * What is changed in the sessions' worktrees. A `wish` of true looks however long it takes, false
 * not at all; else what is late is left out, and told in the note.
 */
export async function lookAtChanges(
  service: Pick<SessionService, 'gitStatus'>,
  views: readonly SessionView[],
  wish: unknown,
): Promise<{ changes: Changes; note?: string }> {
  const changes = new Map<string, SessionGitStatus>();
  if (wish === false) return { changes };
  const stop = new AbortController();
  const limit = wish === true ? undefined : setTimeout(() => stop.abort(), PATIENCE_MS);
  const waiting = views.filter(
    ({ session, directoryExists }) =>
      session.worktreeInfo !== undefined && directoryExists && !isPutAway(session),
  );
  let failed: string | undefined;
  const work = async () => {
    for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
      const { session } = view;
      try {
        const found = await service.gitStatus(session, stop.signal);
        if (found) changes.set(session.id, found);
      } catch (thrown) {
        if (stop.signal.aborted) {
          waiting.unshift(view);
          return;
        }
        failed = toQtuiError(thrown, 'look at what is changed').message;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  clearTimeout(limit);
  if (waiting.length > 0) {
    const late = count(waiting.length, 'session');
    return { changes, note: `What is changed in ${late}: "qtui sessions list --changes" tells.` };
  }
  return { changes, ...(failed !== undefined && { note: failed }) };
}
