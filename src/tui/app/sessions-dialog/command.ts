/** What a command of the Sessions dialog may act on. */
import type { Destination } from '../../model/layout.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import type { SessionState } from '../../model/state.js';
import type { CommandTarget, DialogCommand } from '../actions/dialog-commands.js';

/** The open list, as far as a command may act on it. */
export interface SessionsDialog extends CommandTarget {
  /** Where what is opened goes. */
  readonly destination: Destination;
  /** The chosen row; undefined where none is. */
  readonly row: SessionRow | undefined;
  readonly showsPutAway: boolean;
  togglePutAway(): void;
  openMenu(): void;
  close(): void;
  /** Asks for a new session in a directory; true when one is being made. */
  newSession(directory: string): Promise<boolean>;
}

export type SessionCommand = DialogCommand<SessionsDialog>;

/** The chosen session; undefined for a worktree that no session has. */
export function chosenSession({ row, app }: SessionsDialog): SessionState | undefined {
  return row?.session && app.store.state.sessions.get(row.id);
}
