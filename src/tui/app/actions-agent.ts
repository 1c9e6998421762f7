/** Actions on the program of the focused pane. */
import { focusedPaneState } from '../model/selectors.js';
import type { AppState } from '../model/state.js';
import type { Action } from './action.js';
import { writeMessage } from './tool/write-message.js';

/** For actions on a program that runs: why there is none. */
function needsProgram(state: AppState): string | undefined {
  const pane = focusedPaneState(state);
  if (!pane) return 'No pane is open.';
  return pane.info && !pane.info.exit ? undefined : 'No program runs in the pane.';
}

export const agentActions: readonly Action[] = [
  {
    id: 'write-message',
    title: 'Write to the program in your editor',
    group: 'Panes',
    keys: ['e'],
    hint: 'write',
    disabledReason: needsProgram,
    run: writeMessage,
  },
];
