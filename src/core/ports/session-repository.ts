import type { Warning } from '../errors.js';
import type { SessionMetadata } from '../session.js';
import type { RowInspection } from './session-debug.js';

/** A row together with the revision that the next save must name. */
export interface StoredSession {
  session: SessionMetadata;
  /** Opaque; changes with every save. */
  revision: string;
  /** What it was recovered from, as its own file could not be read; absent for a whole one. */
  recoveredFrom?: string;
  /** Where a save has kept the file that could not be read; absent for any other. */
  keptAs?: string;
}

export interface SaveOptions {
  /**
   * Runs once the row is durable and before anybody else can save or delete it. Must not fail, and
   * not use the repository for this row.
   */
  onSaved?: (saved: StoredSession) => Promise<void>;
}

export interface ListedRows {
  /** Newest activity first. */
  sessions: StoredSession[];
  /** What a newer qtui has written, as far as it is understood: to be shown only. */
  newer?: SessionMetadata[];
  warnings: Warning[];
}

/** The registry. Every method throws `QtuiError`; none loses a row silently. */
export interface SessionRepository {
  /** All rows; those that could not be read become warnings. */
  list(): Promise<ListedRows>;
  get(id: string): Promise<StoredSession | undefined>;
  /**
   * Durable when it resolves. `revision` is the one that was read, or null for a new row; throws
   * `revision-conflict` when somebody saved in between.
   */
  save(
    session: SessionMetadata,
    revision: string | null,
    options?: SaveOptions,
  ): Promise<StoredSession>;
  delete(id: string, revision: string): Promise<void>;
  /** Every id of which there is anything, readable or not. */
  ids(): Promise<string[]>;
  /**
   * Takes a row that nothing can be recovered of out of the registry and keeps its files; resolves
   * with where they are. Throws `usage` for one that can be read, `session-not-found`.
   */
  setAside(id: string): Promise<string>;
  /** What there is of a row, whether it can be read or not. Changes nothing. */
  inspect(id: string): Promise<RowInspection>;
  /** Removes what killed processes have left of writes that did not come to their end; no row. */
  clearLeftovers(): Promise<void>;
}

/** A worktree as git has it on record. */
export interface MarkedWorktree {
  path: string;
  /** The session that git has locked it for. */
  owner?: string;
}

/** What came of comparing rows with the marks in worktrees. */
export interface Reconciled {
  /** Rows that were gone or unreadable, and are there again out of their marks. */
  restored: SessionMetadata[];
  /** Worktrees of sessions of which there is neither a row nor a mark. */
  lost: { worktree: MarkedWorktree; id: string }[];
  /** Every other difference, and what became of it. */
  warnings: Warning[];
}

/**
 * A registry whose rows are in their worktrees too, as marks, from which a lost row comes back.
 * The row is what counts. The mark of another session is never overwritten, and a mark that cannot
 * be written does not fail a save.
 */
export interface WorktreeSessionRepository extends SessionRepository {
  /**
   * True when the session's worktree carries the mark of another one: a name that was free again
   * has been reused. A mark that cannot be read proves nothing.
   */
  belongsToAnother(session: SessionMetadata): Promise<boolean>;
  /**
   * Makes rows and marks of these worktrees agree: stale marks are rewritten, lost rows restored.
   * With `isTrial` nothing is written: `restored` are those that would be, and stale marks stay.
   * `rows` are those of a list a moment ago; what is changed is read again before.
   */
  reconcile(
    worktrees: readonly MarkedWorktree[],
    options?: { isTrial?: boolean; rows?: readonly StoredSession[] },
  ): Promise<Reconciled>;
}
