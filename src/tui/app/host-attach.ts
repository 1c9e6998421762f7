/** Taking over a connection to the host, and what to do when one breaks. */
import { toQtuiError } from '../../core/errors.js';
import type { Disposable } from '../../core/lifecycle.js';
import type { HostConnection } from '../../core/ports/host.js';
import { ask, showError } from '../dialogs/simple.js';
import { paragraph } from '../dialogs/widget.js';
import { activateTab } from '../model/layout.js';
import { ownTab } from '../model/selectors.js';
import { withHostPanes } from '../model/state.js';
import type { App } from './app.js';

/** Shows what this host has. */
export function attachTo(app: App, connection: HostConnection): void {
  app.link.attach(connection);
  if (app.terminal.appearance) connection.setAppearance(app.terminal.appearance);
  app.layout.attached(connection);
  app.reader.refresh();
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

/** The link broke: says so and offers to connect again, until that works or the person leaves. */
export function hostLost(app: App, connect: () => Promise<HostConnection>, reason: string): void {
  app.log.log('error', 'tui.host-lost', { reason });
  app.store.update((state) => ({ ...withHostPanes(state, []), link: 'lost' }));
  app.run('connect again', async () => {
    for (;;) {
      const answer = await ask(app.dialogs, {
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
          { value: 'leave', label: 'Leave qtui' },
        ],
      });
      if (answer !== 'reconnect') {
        app.finish({ reason: 'host-lost', message: reason });
        return;
      }
      try {
        attachTo(app, await connect());
        return;
      } catch (thrown) {
        await showError(app.dialogs, toQtuiError(thrown, 'connect again'));
      }
    }
  });
}
