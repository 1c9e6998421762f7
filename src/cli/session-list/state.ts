import type { ChalkInstance } from 'chalk';
import type { SessionView } from '../../core/ports/sessions.js';
import { isPutAway } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';

/** What a list says of a session in one word: what runs, else what became of it. */
export function stateWord({ session, agentState, directoryExists }: SessionView): string {
  if (isPutAway(session)) return session.status;
  if (!directoryExists) return 'missing';
  if (agentState !== undefined) return agentState;
  // `active` and `background` tell what the person wants of a session, not that something runs.
  return isOpen(session) ? 'closed' : session.status;
}

/** The colours that the screen gives to states. */
export function stateLook(style: ChalkInstance, word: string): (text: string) => string {
  switch (word) {
    case 'waiting':
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
