import type { Warning } from '../errors.js';
import type { SessionMetadata } from '../session.js';

/** A row together with the revision that the next save must name. */
export interface StoredSession {
  session: SessionMetadata;
  /** Opaque; changes with every save. */
  revision: string;
}

/** The registry. Every method throws `QtuiError`; none loses a row silently. */
export interface SessionRepository {
  /** All rows, newest activity first; rows that could not be read become warnings. */
  list(): Promise<{ sessions: StoredSession[]; warnings: Warning[] }>;
  get(id: string): Promise<StoredSession | undefined>;
  /**
   * Durable when it resolves. `revision` is the one that was read, or null for a new row; throws
   * `revision-conflict` when somebody saved in between.
   */
  save(session: SessionMetadata, revision: string | null): Promise<StoredSession>;
  delete(id: string, revision: string): Promise<void>;
  /** Removes what killed processes have left of writes that did not come to their end; no row. */
  clearLeftovers(): Promise<void>;
}
