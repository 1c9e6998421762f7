/** Commands of the Sessions dialog as data: its hints, its menu and the help are made from them. */
import type { KeyEvent } from '../../input/events.js';
import { formatKeyName, matchesKey, parseKeyName, shortKeyName } from '../../input/key-name.js';
import type { Destination } from '../../model/layout.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import type { SessionState } from '../../model/state.js';
import type { App } from '../app.js';

/** The open list, as far as a command may act on it. */
export interface SessionsDialog {
  readonly app: App;
  /** Where what is opened goes. */
  readonly destination: Destination;
  /** The chosen row; undefined where none is. */
  readonly row: SessionRow | undefined;
  readonly showsPutAway: boolean;
  togglePutAway(): void;
  openMenu(): void;
  /** Shown below the list until the next key. */
  say(message: string): void;
  close(): void;
  /** Asks for a new session in a directory; true when one is being made. */
  newSession(directory: string): Promise<boolean>;
}

export interface SessionCommand {
  readonly id: string;
  /** What it does, as an order ("Rename the session"). */
  readonly title: string;
  /** The title for what is chosen now. */
  titleFor?(dialog: SessionsDialog): string;
  /** Names of keys; none that types or edits text. */
  readonly keys: readonly string[];
  /** One or two words for the lower border ("renames"); without them it stands in the menu only. */
  readonly hint?: string;
  /** Why it cannot be done now, in words; undefined when it can. */
  disabledReason(dialog: SessionsDialog): string | undefined;
  /** Completes "Could not …" where it fails. */
  readonly doing: string;
  run(dialog: SessionsDialog): Promise<void> | void;
}

/** The chosen session; undefined for a worktree that no session has. */
export function chosenSession({ row, app }: SessionsDialog): SessionState | undefined {
  return row?.session && app.store.state.sessions.get(row.id);
}

/** Keys of a command as a person reads them, the shortest first. */
export function keyLabels({ keys }: Pick<SessionCommand, 'keys'>): string[] {
  return keys.flatMap((name) => {
    const binding = parseKeyName(name);
    if (!binding) return [];
    const label = shortKeyName(binding);
    const isNamed = label === formatKeyName(binding) && !label.includes('-');
    return [isNamed ? label.charAt(0).toUpperCase() + label.slice(1) : label];
  });
}

/** The command that a key means. */
export function commandOf(
  commands: readonly SessionCommand[],
  event: KeyEvent,
): SessionCommand | undefined {
  return commands.find(({ keys }) =>
    keys.some((name) => {
      const binding = parseKeyName(name);
      return binding !== undefined && matchesKey(event, binding);
    }),
  );
}
