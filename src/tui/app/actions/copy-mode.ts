/** Actions that look at what a pane has shown before. */
import { focusedPane } from '../../model/layout.js';
import { focusedPaneState } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';
import type { CopyMode } from '../copy-mode/copy-mode.js';
import type { Action } from './action.js';
import { needsPane } from './needs.js';

function needsScreen(state: AppState): string | undefined {
  if (needsPane(state) || focusedPaneState(state)?.screen) return needsPane(state);
  return 'The pane has shown nothing yet.';
}

function onFocusedPane(run: (copyMode: CopyMode, paneId: string) => void): Action['run'] {
  return ({ app, copyMode }) => {
    const pane = focusedPane(app.store.state.layout);
    if (pane !== undefined) run(copyMode, pane);
  };
}

export const copyModeActions: readonly Action[] = [
  {
    id: 'copy-mode',
    title: 'Copy mode: look back, search, select and copy',
    group: 'Panes',
    keys: ['['],
    hint: 'copy',
    disabledReason: needsScreen,
    run: onFocusedPane((copyMode, pane) => copyMode.enter(pane)),
  },
  {
    id: 'search',
    title: 'Search what the pane has shown',
    group: 'Panes',
    keys: ['/'],
    hint: 'search',
    disabledReason: needsScreen,
    run: onFocusedPane((copyMode, pane) => copyMode.searchBack(pane)),
  },
  {
    id: 'leave-copy-mode',
    title: 'Leave copy mode: back to the newest output',
    group: 'Panes',
    keys: [],
    disabledReason: (state) =>
      focusedPaneState(state)?.copyMode ? undefined : 'The newest output is on the screen.',
    run: onFocusedPane((copyMode, pane) => copyMode.leave(pane)),
  },
];
