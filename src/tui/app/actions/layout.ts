/** Actions on tabs, splits and what is seen of a pane. */
import { borderOfPane, movedSizes, paneInDirection } from '../../model/geometry.js';
import {
  activateTab,
  activeTab,
  breakOutPane,
  type Direction,
  focusedPane,
  focusPane,
  moveTab,
  type SplitDirection,
  setWeights,
  stepTab,
  swapPane,
  toggleZoom,
} from '../../model/layout.js';
import { attentionPanes, waitingPanes } from '../../model/selectors.js';
import { type AppState, visibleGeometry } from '../../model/state.js';
import { newSession } from '../creation/create-session.js';
import { renameTabOrSession } from '../sessions/rename.js';
import type { Action, ActionContext, ActionFamily } from './action.js';
import { needsPane } from './needs.js';

function needsTabs(state: AppState): string | undefined {
  return state.layout.tabs.length > 1 ? undefined : 'There is no other tab.';
}

function needsSplit(state: AppState): string | undefined {
  return activeTab(state.layout)?.root.kind === 'split' ? undefined : 'The tab is not split.';
}

const TABS: ActionFamily = { keys: '1…9', title: 'Go to tab 1 to 9' };
const FOCUS: ActionFamily = { keys: 'arrows', title: 'Focus the pane on that side' };
const RESIZE: ActionFamily = { keys: 'ctrl/alt-arrows', title: "Move the pane's border" };

function goToTab(number: number): Action {
  return {
    id: `tab-${number}`,
    title: `Go to tab ${number}`,
    group: 'Tabs',
    keys: [String(number)],
    family: TABS,
    isKeyOnly: true,
    disabledReason: ({ layout }) =>
      layout.tabs[number - 1] ? undefined : `There is no tab ${number}.`,
    run: ({ app }) =>
      app.layout.apply((layout) => {
        const tab = layout.tabs[number - 1];
        return tab ? activateTab(layout, tab.id) : layout;
      }),
  };
}

function focusTowards(direction: Direction): Action {
  return {
    id: `focus-${direction}`,
    title: `Focus the pane ${{ left: 'on the left', right: 'on the right', up: 'above', down: 'below' }[direction]}`,
    group: 'Panes',
    keys: [direction],
    family: FOCUS,
    disabledReason: needsSplit,
    run: ({ app }) => {
      const { state } = app.store;
      const geometry = visibleGeometry(state);
      const from = focusedPane(state.layout);
      const to = geometry && from ? paneInDirection(geometry, from, direction) : undefined;
      if (to !== undefined) app.layout.apply((layout) => focusPane(layout, to));
    },
  };
}

const RESIZE_STEP: Readonly<Record<SplitDirection, number>> = { row: 4, column: 2 };

function resizeTowards(direction: Direction): Action {
  const axis = direction === 'left' || direction === 'right' ? 'row' : 'column';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  return {
    id: `resize-${direction}`,
    title: `Move the pane's border ${direction}`,
    group: 'Panes',
    keys: [`ctrl-${direction}`, `alt-${direction}`],
    family: RESIZE,
    isRepeatable: true,
    disabledReason: needsSplit,
    run: ({ app }) => {
      const { state } = app.store;
      const geometry = visibleGeometry(state);
      const pane = focusedPane(state.layout);
      const tab = activeTab(state.layout);
      const border = geometry && pane ? borderOfPane(geometry, pane, axis) : undefined;
      if (!border || !tab) return;
      const sizes = movedSizes(border, sign * RESIZE_STEP[axis]);
      app.layout.apply((layout) => setWeights(layout, tab.id, border.path, sizes));
    },
  };
}

function split(direction: SplitDirection, key: string, words: string): Action {
  return {
    id: `split-${direction}`,
    title: `Split: a new pane ${words}`,
    group: 'Panes',
    keys: [key],
    hint: direction === 'row' ? 'split right' : 'split down',
    disabledReason: needsPane,
    run: ({ app }) => {
      const beside = focusedPane(app.store.state.layout);
      if (beside !== undefined) newSession(app, { kind: 'split', beside, direction });
    },
  };
}

/** Goes to the pane that waits longest; when it is the focused one, to the next. */
function nextAttention({ app }: ActionContext): void {
  const { state } = app.store;
  const waiting = waitingPanes(state);
  const candidates = waiting.length > 0 ? waiting : attentionPanes(state);
  const at = candidates.findIndex((info) => info.paneId === focusedPane(state.layout));
  const next = candidates[(at + 1) % candidates.length];
  if (next) app.layout.apply((layout) => focusPane(layout, next.paneId));
}

const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];

export const layoutActions: readonly Action[] = [
  {
    id: 'next-tab',
    title: 'Go to the next tab',
    group: 'Tabs',
    keys: ['n'],
    hint: 'next',
    disabledReason: needsTabs,
    run: ({ app }) => app.layout.apply((layout) => stepTab(layout, 1)),
  },
  {
    id: 'previous-tab',
    title: 'Go to the previous tab',
    group: 'Tabs',
    keys: ['p'],
    hint: 'previous',
    disabledReason: needsTabs,
    run: ({ app }) => app.layout.apply((layout) => stepTab(layout, -1)),
  },
  ...Array.from({ length: 9 }, (_, index) => goToTab(index + 1)),
  {
    id: 'rename',
    title: 'Rename the session or the tab',
    group: 'Tabs',
    keys: [','],
    hint: 'rename',
    disabledReason: needsPane,
    run: ({ app }) => renameTabOrSession(app),
  },
  {
    id: 'move-tab-left',
    title: 'Move the tab to the left',
    group: 'Tabs',
    keys: ['<'],
    disabledReason: needsTabs,
    run: ({ app }) => app.layout.apply((layout) => moveTab(layout, -1)),
  },
  {
    id: 'move-tab-right',
    title: 'Move the tab to the right',
    group: 'Tabs',
    keys: ['>'],
    disabledReason: needsTabs,
    run: ({ app }) => app.layout.apply((layout) => moveTab(layout, 1)),
  },
  split('row', '|', 'on the right'),
  split('column', '-', 'below'),
  {
    id: 'zoom',
    title: 'Zoom: give the pane the whole tab, or take it back',
    group: 'Panes',
    keys: ['z'],
    hint: 'zoom',
    disabledReason: needsSplit,
    run: ({ app }) => app.layout.apply(toggleZoom),
  },
  ...directions.map(focusTowards),
  ...directions.map(resizeTowards),
  {
    id: 'swap-previous',
    title: 'Swap the pane with the one before it',
    group: 'Panes',
    keys: ['{'],
    disabledReason: needsSplit,
    run: ({ app }) => app.layout.apply((layout) => swapPane(layout, -1)),
  },
  {
    id: 'swap-next',
    title: 'Swap the pane with the one after it',
    group: 'Panes',
    keys: ['}'],
    disabledReason: needsSplit,
    run: ({ app }) => app.layout.apply((layout) => swapPane(layout, 1)),
  },
  {
    id: 'break-out',
    title: 'Move the pane into a tab of its own',
    group: 'Panes',
    keys: ['!'],
    disabledReason: needsSplit,
    run: ({ app }) => app.layout.apply(breakOutPane),
  },
  {
    id: 'next-waiting',
    title: 'Go to the session that needs attention',
    group: 'Sessions',
    keys: ['a'],
    hint: 'attention',
    disabledReason: (state) =>
      attentionPanes(state).length > 0 ? undefined : 'No session needs attention.',
    run: nextAttention,
  },
];
