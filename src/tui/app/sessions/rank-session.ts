/** Pinning sessions, and saying how important they are. */
import {
  SESSION_PRIORITIES,
  type SessionMetadata,
  type SessionPriority,
  sessionTitle,
} from '../../../core/session.js';
import { ask } from '../../dialogs/simple.js';
import { withSession } from '../../model/state.js';
import type { App } from '../app.js';

const NOTES: Readonly<Record<SessionPriority, string>> = {
  high: 'before others that wait, and in the order of merging',
  normal: 'as it is without any',
  low: 'after the others',
};

/** Pins the session, or takes its pin away. */
export function togglePin(app: App, session: SessionMetadata): void {
  app.run('pin the session', async () => {
    const { id, isPinned } = session;
    const changed = await (isPinned ? app.sessions.unpin(id) : app.sessions.pin(id));
    app.store.update((state) => withSession(state, changed));
    const title = sessionTitle(changed);
    app.notify(isPinned ? `${title} is not pinned any more.` : `${title} is pinned.`);
  });
}

/** Asks for a priority and gives it to the session. */
export function choosePriority(app: App, session: SessionMetadata): void {
  app.run('change the priority', async () => {
    const priority = await ask<SessionPriority>(app.dialogs, {
      title: `Priority of ${sessionTitle(session)}`,
      body: [],
      options: SESSION_PRIORITIES.map((value) => ({ value, label: value, note: NOTES[value] })),
      selected: session.priority ?? 'normal',
    });
    if (priority === undefined) return;
    const changed = await app.sessions.setPriority(session.id, priority);
    app.store.update((state) => withSession(state, changed));
  });
}
