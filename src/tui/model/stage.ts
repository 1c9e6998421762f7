import type { AppState } from './state.js';

/**
 * The state as it is drawn, typed and clicked into: an open tool has the whole room, as a tab of its
 * own, and the keys.
 */
export function onStage(state: AppState): AppState {
  if (!state.tool) return state;
  const { pane } = state.tool;
  const tab = {
    id: 0,
    root: { kind: 'pane', paneId: pane.id },
    focus: pane.id,
    zoomed: false,
  } as const;
  return {
    ...state,
    panes: new Map(state.panes).set(pane.id, pane),
    layout: { tabs: [tab], activeTab: tab.id, hidden: [] },
  };
}
