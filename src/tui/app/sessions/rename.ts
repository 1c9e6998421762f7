import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { Dialog } from '../../dialogs/dialog.js';
import { askText } from '../../dialogs/simple.js';
import { TextField } from '../../dialogs/text-field.js';
import { Choice } from '../../dialogs/widget.js';
import { activeTab, renameTab, type Tab } from '../../model/layout.js';
import {
  focusedPaneState,
  paneOfSession,
  paneTitle,
  sessionOfPane,
} from '../../model/selectors.js';
import { withSession } from '../../model/state.js';
import type { App } from '../app.js';

async function renamePane(app: App, paneId: string, name: string): Promise<void> {
  const session = sessionOfPane(app.store.state, paneId);
  if (session) await rename(app, session.metadata, name);
  else await app.link.connection?.rename(paneId, name);
}

async function rename(app: App, { id }: SessionMetadata, name: string): Promise<void> {
  const renamed = await app.sessions.rename(id, name);
  app.store.update((state) => withSession(state, renamed));
  const pane = paneOfSession(app.store.state, id);
  if (pane) await app.link.connection?.rename(pane.id, name);
}

/** Asks for another name of a session, whether it has a pane or not. */
export async function renameSession(app: App, session: SessionMetadata): Promise<void> {
  const title = sessionTitle(session);
  const name = await askText(app.dialogs, {
    title: 'Rename session',
    label: 'New name',
    value: title,
  });
  if (name && name !== title) await rename(app, session, name);
}

function askWhat(
  app: App,
  tab: Tab,
  title: string,
): Promise<[string, 'tab' | 'session'] | undefined> {
  const what = new Choice<'tab' | 'session'>({
    label: 'Rename',
    options: [
      { value: 'session', label: 'session', note: title },
      { value: 'tab', label: 'tab', note: 'all its panes; empty takes the name away' },
    ],
  });
  const field = new TextField({ label: 'New name', value: tab.name ?? title });
  return app.dialogs.open(
    new Dialog<[string, 'tab' | 'session']>({
      title: 'Rename',
      width: 60,
      widgets: [what, field],
      focus: 1,
      hint: 'Enter accepts · Esc cancels',
      onEnter: (dialog) => dialog.finish([field.value.trim(), what.value ?? 'session']),
    }),
  );
}

/** Renames the focused session; in a split tab the person may name the tab instead. */
export function renameTabOrSession(app: App): void {
  const { state } = app.store;
  const tab = activeTab(state.layout);
  const pane = focusedPaneState(state);
  if (!tab || !pane) return;
  app.run('rename it', async () => {
    const title = paneTitle(state, pane.id);
    if (tab.root.kind === 'split' || tab.name !== undefined) {
      const [name, what] = (await askWhat(app, tab, title)) ?? [undefined, 'session'];
      if (name === undefined) return;
      if (what === 'tab') app.layout.apply((layout) => renameTab(layout, tab.id, name));
      else if (name) await renamePane(app, pane.id, name);
      return;
    }
    const name = await askText(app.dialogs, {
      title: 'Rename session',
      label: 'New name',
      value: title,
    });
    if (name && name !== title) await renamePane(app, pane.id, name);
  });
}
