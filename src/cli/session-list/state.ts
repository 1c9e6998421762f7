import type { ChalkInstance } from 'chalk';
import type { SessionView } from '../../core/ports/sessions.js';
import { type ShownState, shownState } from '../../core/shown-state.js';

/** What a list says of a session in one word. */
export function stateOf({
  session,
  agentState,
  isPaused,
  directoryExists,
}: SessionView): ShownState {
  return shownState({
    status: session.status,
    agentState,
    isPaused: isPaused ?? false,
    directoryExists,
  });
}

/** The colours that the screen gives to states. */
export function stateLook(style: ChalkInstance, state: ShownState): (text: string) => string {
  switch (state) {
    case 'waiting':
    case 'paused':
      return style.black.bgYellow;
    case 'busy':
    case 'starting':
    case 'creating':
    case 'merged':
      return style.green;
    case 'missing':
    case 'failed':
      return style.red.bold;
    default:
      return style.dim;
  }
}
