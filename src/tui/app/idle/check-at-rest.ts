/** What agents have committed is checked when they come to rest, so that the merge can be offered. */
import type { Oid } from '../../../core/repository.js';
import { sessionTitle } from '../../../core/session.js';
import { commandWords, printable } from '../../../core/text.js';
import { withReady } from '../../model/session-facts.js';
import type { App } from '../app.js';
import type { IdleTask } from './idle-work.js';

export function checkAtRest(app: App): IdleTask {
  /** By session: since when its agent was at rest when it was asked about, and where its branch was. */
  const asked = new Map<string, { since: number; tip: Oid | undefined }>();
  const passed = new Map<string, { since: number; tip: Oid }>();
  const hasCheck = new Set<string>();
  /** Somebody else may have committed, while the agent rests. */
  const isAsked = ({ id, since }: { id: string; since: number }) => {
    const last = asked.get(id);
    const tip = tipOf(app, id);
    const isMoved = tip !== undefined && last?.tip !== undefined && last.tip !== tip;
    return last?.since === since && !isMoved;
  };
  const show = () => {
    const ready = atRest(app).filter(({ id, since }) => {
      const proof = passed.get(id);
      // A commit by somebody else, while the agent rests, is not what has passed.
      const tip = tipOf(app, id) ?? proof?.tip;
      return proof?.since === since && proof.tip === tip;
    });
    app.store.update((state) => withReady(state, new Set(ready.map(({ id }) => id))));
  };
  return {
    name: 'check at rest',
    look: async () => show(),
    // Of one that was asked about and had no check, the next rest is not worth to stop anything.
    isDue: () =>
      atRest(app).some((rest) => !asked.has(rest.id) || (hasCheck.has(rest.id) && !isAsked(rest))),
    hasMore: () => !atRest(app).every(isAsked),
    async run(signal) {
      for (const { id, since } of atRest(app)) {
        if (signal.aborted) return;
        if (isAsked({ id, since })) continue;
        // One that is cut off is asked about again.
        const tip = tipOf(app, id);
        const found = await app.sessions.checkWhenIdle(id, { signal });
        asked.set(id, { since, tip: found?.tip ?? tip });
        if (found === undefined) continue;
        hasCheck.add(id);
        const hasPassed = found.record.outcome === 'passed';
        if (hasPassed) passed.set(id, { since, tip: found.tip });
        if (!found.isKnown) tell(app, id, hasPassed, found.record.command, found.lastLine);
        show();
      }
    },
  };
}

/** Sessions whose agent is at rest, and since when. */
function atRest({ store }: App): { id: string; since: number }[] {
  return [...store.state.panes.values()].flatMap(({ info }) =>
    info?.agentState === 'idle' && !info.exit
      ? [{ id: info.sessionId, since: info.stateSince }]
      : [],
  );
}

/** Where the session's branch was when it was last looked at. */
function tipOf({ store }: App, id: string): Oid | undefined {
  return store.state.sessions.get(id)?.git?.status.oid;
}

function tell(
  app: App,
  id: string,
  hasPassed: boolean,
  command: readonly string[],
  lastLine: string,
): void {
  const metadata = app.store.state.sessions.get(id)?.metadata;
  if (metadata === undefined) return;
  const title = printable(sessionTitle(metadata));
  const check = commandWords(command);
  if (hasPassed) {
    const target = printable(metadata.worktreeInfo?.mergeTarget ?? 'its target');
    app.notify(`${title}: ${app.leader} m there merges it into ${target}. ${check} passed.`);
  } else {
    app.notify(`${title}: ${check} failed. ${printable(lastLine)}`.trimEnd(), 'warning');
  }
}
