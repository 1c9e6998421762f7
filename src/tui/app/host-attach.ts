/** Taking over a connection to the host, and what to do when one breaks. */
import { toQtuiError } from '../../core/errors.js';
import type { HostConnection } from '../../core/ports/host.js';
import { ask, showError } from '../dialogs/simple.js';
import { paragraph } from '../dialogs/widget.js';
import { withHostPanes } from '../model/state.js';
import type { App } from './app.js';

/** Shows what this host has. */
export function attachTo(app: App, connection: HostConnection): void {
  app.link.attach(connection);
  app.layout.attached(connection);
  app.reader.refresh();
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
