/** Taking over a connection to the host, and what to do when one breaks. */
import { toQtuiError } from '../../../core/errors.js';
import type { Disposable } from '../../../core/lifecycle.js';
import type { HostConnection, PaneInfo } from '../../../core/ports/host.js';
import { ask, showError } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { activateTab } from '../../model/layout.js';
import { ownTab } from '../../model/selectors.js';
import { type AppState, withHostPanes } from '../../model/state.js';
import type { App } from '../app.js';

/** Shows what this host has. */
export function attachTo(app: App, connection: HostConnection): void {
  app.link.attach(connection);
  if (app.terminal.appearance) connection.setAppearance(app.terminal.appearance);
  app.layout.attached(connection);
}

/**
 * Goes to a tab of this repository as soon as it is known which those are, unless the person has
 * gone to another tab by then.
 */
export function focusOwnRepository(app: App): Disposable {
  const { activeTab: first } = app.store.state.layout;
  const following = app.store.onChange(({ defaults, sessions, layout }) => {
    if (layout.activeTab !== first) following.dispose();
    else if (defaults && (sessions.size > 0 || defaults.context.kind === 'none')) {
      following.dispose();
      const { state } = app.store;
      const active = layout.tabs.find(({ id }) => id === first);
      const own = ownTab(state, active);
      if (own) app.layout.apply((current) => activateTab(current, own.id));
    }
  });
  return following;
}

const LOOK_FIRST = {
  value: 'look',
  label: 'Stay in copy mode',
  note: 'What the pane has shown can be searched and copied. Leaving copy mode asks again.',
} as const;

/** The panes in copy mode, which need no host for what they show. */
function lookedAt({ panes }: AppState): PaneInfo[] {
  return [...panes.values()].flatMap(({ info, copyMode }) => (info && copyMode ? [info] : []));
}

/** Resolves when no pane is in copy mode any more; each one goes as it is left. */
function leftByAll(app: App): Promise<void> {
  if (lookedAt(app.store.state).length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const following = app.store.onChange((state) => {
      const kept = lookedAt(state);
      if (kept.length === state.panes.size) return;
      if (kept.length === 0) {
        following.dispose();
        resolve();
      }
      app.store.update((latest) => withHostPanes(latest, kept));
    });
  });
}

/** The link broke: says so and offers to connect again, until that works or the person leaves. */
export function hostLost(app: App, connect: () => Promise<HostConnection>, reason: string): void {
  app.log.log('error', 'tui.host-lost', { reason });
  app.store.update((state) => ({ ...withHostPanes(state, lookedAt(state)), link: 'lost' }));
  app.run('connect again', async () => {
    for (;;) {
      const isLooking = lookedAt(app.store.state).length > 0;
      const answer = await ask<'reconnect' | 'look' | 'leave'>(app.dialogs.sudden, {
        title: 'The host is gone',
        body: [
          paragraph(reason, 'error'),
          paragraph(
            'The host runs the programs. If it has ended, they have too; worktrees, branches and files are untouched.',
          ),
        ],
        selected: 'reconnect',
        options: [
          {
            value: 'reconnect',
            label: 'Connect again',
            note: 'Starts a new host when the old one has ended. Sessions can then be opened again.',
          },
          ...(isLooking ? [LOOK_FIRST] : []),
          { value: 'leave', label: 'Leave qtui' },
        ],
      });
      if (answer === 'look') {
        await leftByAll(app);
        continue;
      }
      if (answer !== 'reconnect') {
        app.finish({ reason: 'host-lost', message: reason });
        return;
      }
      try {
        attachTo(app, await connect());
        app.reader.refresh();
        return;
      } catch (thrown) {
        await showError(app.dialogs, toQtuiError(thrown, 'connect again'));
      }
    }
  });
}
