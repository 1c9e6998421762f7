/** Why there is nothing to act on, for actions that need something. */
import { focusedPaneState, focusedWork } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';

/** For actions on the focused pane. */
export function needsPane(state: AppState): string | undefined {
  return focusedPaneState(state) ? undefined : 'No pane is open.';
}

/** For actions on the focused pane's worktree. */
export function needsWorktreeSession(state: AppState): string | undefined {
  if (!needsPane(state) && focusedWork(state)?.metadata.worktreeInfo) return undefined;
  return needsPane(state) ?? 'The session has no worktree of its own.';
}
