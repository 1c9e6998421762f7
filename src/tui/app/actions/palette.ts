/** The palette: every action, session and tab, found by a few letters. */
import { sessionTitle } from '../../../core/session.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { activateTab } from '../../model/layout.js';
import {
  isDirectoryGone,
  listedSessions,
  repositoryName,
  tabRepository,
  tabTitle,
} from '../../model/selectors.js';
import { span } from '../../views/line.js';
import { openOrPutAway } from '../sessions/open-sessions.js';
import type { ActionContext } from './action.js';

type Run = () => void;

/** Cells; between them the palette is as wide as what it lists. */
const WIDTHS = [60, 100] as const;

function actionEntries(context: ActionContext): PickEntry<Run>[] {
  const { actions, app } = context;
  const { state } = app.store;
  return actions.actions
    .filter((action) => !action.isKeyOnly && action.id !== 'palette')
    .map((action) => {
      const [key = ''] = actions.labels(action, state.capabilities.distinguishesCtrlM);
      const reason = action.disabledReason?.(state);
      const title = action.titleIn?.(state) ?? action.title;
      return {
        value: () => action.run(context),
        text: title,
        isCommand: true,
        left: [span(title, reason ? 'muted' : 'normal')],
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
      right: [span(tabRepository(state, tab) ?? '', 'muted')],
    };
  });
}

function sessionEntries({ app }: ActionContext): PickEntry<Run>[] {
  const { state } = app.store;
  return listedSessions(state).map((session) => {
    const { metadata } = session;
    const title = `Session: ${sessionTitle(metadata)}`;
    const words = isDirectoryGone(state, session) ? 'directory is gone' : repositoryName(metadata);
    return {
      value: () =>
        app.run('open the session', async () => {
          await openOrPutAway(app, metadata, { kind: 'tab' });
        }),
      text: [title, metadata.worktreeInfo?.branch ?? '', repositoryName(metadata)].join(' '),
      left: [span(title)],
      right: [span(words, 'muted')],
    };
  });
}

function availableFirst(entries: readonly PickEntry<Run>[]): PickEntry<Run>[] {
  const isAvailable = ({ disabledReason }: PickEntry<Run>) => disabledReason === undefined;
  return [...entries.filter(isAvailable), ...entries.filter((entry) => !isAvailable(entry))];
}

/** Shows the palette and does what was picked. */
export function showPalette(context: ActionContext): void {
  const { app } = context;
  app.run('do that', async () => {
    const run = await pickOne(app.dialogs, {
      title: 'Palette',
      placeholder: 'an action, a session or a tab',
      entries: availableFirst([
        ...actionEntries(context),
        ...tabEntries(context),
        ...sessionEntries(context),
      ]),
      hint: 'Enter does it · Esc closes',
      width: WIDTHS,
    });
    run?.();
  });
}
