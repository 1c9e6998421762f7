import type { SessionMetadata, SessionPriority } from '../session.js';

export interface SaveActivityOptions {
  /** Files that sessions change, by their ids, where somebody has looked. */
  fileCounts?: ReadonlyMap<string, number>;
  /** Nobody may look again soon: small differences are saved too. */
  isLast?: boolean;
}

/** How sessions are used, and how important they are. Throw `QtuiError` where not said otherwise. */
export interface SessionUseService {
  /** A pinned session comes first in lists, and no cleanup takes it. */
  pin(id: string): Promise<SessionMetadata>;
  unpin(id: string): Promise<SessionMetadata>;
  setPriority(id: string, priority: SessionPriority): Promise<SessionMetadata>;
  /**
   * Brings what panes tell of their use into the rows, once each however often it is told, and
   * what the caller knows of changed files. Writes only what has changed; never rejects.
   */
  saveActivity(options?: SaveActivityOptions): Promise<void>;
  /** A text was sent: the first message of an agent that had none. Never rejects. */
  noteSent(id: string, text: string): Promise<void>;
}
