/** The actions that bars and the empty screen name: known before what they do is loaded. */
import type { ActionFacts } from './action.js';
import { needsWorktreeSession } from './needs.js';

export const NEW_SESSION = {
  id: 'new-session',
  title: 'New session',
  group: 'Sessions',
  keys: ['c'],
  globalKey: 'newSession',
  hint: 'new',
} as const satisfies ActionFacts;

export const SESSIONS = {
  id: 'sessions',
  title: 'List all sessions: open, rename, archive or remove one',
  group: 'Sessions',
  keys: ['s'],
  hint: 'sessions',
} as const satisfies ActionFacts;

export const MERGE = {
  id: 'merge',
  title: 'Merge the session into its target',
  group: 'Sessions',
  keys: ['m'],
  globalKey: 'merge',
  hint: 'merge',
  disabledReason: needsWorktreeSession,
} as const satisfies ActionFacts;

export const HELP = {
  id: 'help',
  title: 'Show every key',
  group: 'qtui',
  keys: ['?'],
  hint: 'help',
} as const satisfies ActionFacts;

export const TAUGHT: readonly ActionFacts[] = [NEW_SESSION, SESSIONS, MERGE, HELP];
