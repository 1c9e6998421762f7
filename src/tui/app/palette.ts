/** The palette: every action, session and tab, found by a few letters. */
import { sessionTitle } from '../../core/session.js';
import { Dialog } from '../dialogs/dialog.js';
import { type PickEntry, PickList } from '../dialogs/pick-list.js';
import { activateTab } from '../model/layout.js';
import { repositoryName, tabTitle } from '../model/selectors.js';
import { span } from '../views/line.js';
import type { ActionContext } from './action.js';
import { openSession } from './creation.js';

type Run = () => void;

function actionEntries(context: ActionContext): PickEntry<Run>[] {
  const { actions, app } = context;
  const { state } = app.store;
  return actions.actions
    .filter((action) => !action.isKeyOnly && action.id !== 'palette')
    .map((action) => {
      const [key = ''] = actions.labels(action, state.capabilities.distinguishesCtrlM);
      const reason = action.disabledReason?.(state);
      return {
        value: () => action.run(context),
        text: action.title,
        left: [span(action.title, reason ? 'muted' : 'normal')],
        right: [span(key, 'key')],
        ...(reason && { disabledReason: reason }),
      };
    });
}

function tabEntries({ app }: ActionContext): PickEntry<Run>[] {
  const { state } = app.store;
  return state.layout.tabs.map((tab, index) => {
    const title = `Tab ${index + 1}: ${tabTitle(state, tab)}`;
    return {
      value: () => app.layout.apply((layout) => activateTab(layout, tab.id)),
      text: title,
      left: [span(title)],
    };
  });
}

function sessionEntries({ app }: ActionContext): PickEntry<Run>[] {
  const { state } = app.store;
  return [...state.sessions.values()].map(({ metadata, directoryExists }) => {
    const title = `Session: ${sessionTitle(metadata)}`;
    const isGone = !directoryExists && !state.panes.has(metadata.id);
    return {
      value: () => app.run('open the session', () => openSession(app, metadata, { kind: 'tab' })),
      text: [title, metadata.worktreeInfo?.branch ?? '', repositoryName(metadata)].join(' '),
      left: [span(title)],
      right: [span(repositoryName(metadata), 'muted')],
      ...(isGone && { disabledReason: 'directory is gone' }),
    };
  });
}

/** Shows the palette and does what was picked. */
export function showPalette(context: ActionContext): void {
  const { app } = context;
  app.run('do that', async () => {
    const { fuzzyFilter } = await import('../dialogs/fuzzy.js');
    const list = new PickList<Run>({
      label: 'Find',
      placeholder: 'an action, a session or a tab',
      entries: [...actionEntries(context), ...tabEntries(context), ...sessionEntries(context)],
      filter: fuzzyFilter,
      rows: 14,
    });
    const run = await app.dialogs.open(
      new Dialog<Run>({
        title: 'Palette',
        width: 76,
        widgets: [list],
        hint: 'Enter does it · Esc closes',
        onEnter: (self) => {
          const entry = list.selected;
          if (entry && !entry.disabledReason) self.finish(entry.value);
        },
      }),
    );
    run?.();
  });
}
