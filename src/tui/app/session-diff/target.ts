/** The open difference of a session, as far as a command may act on it. */
import type { DiffComment } from '../../../core/diff-comment.js';
import type { DiffPart, SessionDiff } from '../../../core/ports/session-diff.js';
import type { SessionMetadata } from '../../../core/session.js';
import type { DiffBrowser } from '../../dialogs/diff/diff-browser.js';
import type { CommandTarget, DialogCommand } from '../actions/dialog-commands.js';

export interface DiffDialog extends CommandTarget {
  readonly session: SessionMetadata;
  readonly diff: SessionDiff;
  readonly browser: DiffBrowser;
  /** All comments on the session that were not sent yet. */
  readonly comments: readonly DiffComment[];
  setComments(comments: readonly DiffComment[]): void;
  /** Looks anew, at another part where one is given. */
  look(part?: DiffPart): Promise<void>;
  openMenu(): void;
}

export type DiffCommand = DialogCommand<DiffDialog>;
