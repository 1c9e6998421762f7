/** What is on disk of a session, for a person who mends it. */
import type { Warning } from '../errors.js';
import type { WorktreeEntry } from '../repository.js';
import type { SessionMetadata } from '../session.js';

export interface InspectedFile {
  /**
   * `current`, `backup`: the row, and the one before it. `older`: a row before it was migrated.
   * `unreadable`: one that was replaced. `unfinished`: of a write that did not come to its end.
   */
  role: 'current' | 'backup' | 'older' | 'unreadable' | 'unfinished' | 'other';
  path: string;
  /** Bytes. */
  size: number;
  /** ISO 8601, UTC. */
  modified: string;
  /** Schema version; absent where it cannot be read. */
  version?: number;
  session?: SessionMetadata;
  /** Why it holds no row that this program can read, as a sentence. */
  problem?: string;
}

export interface InspectedLock {
  path: string;
  /** `unknown`: whether its holder lives cannot be told from here; it is given up after a minute. */
  state: 'held' | 'abandoned' | 'unknown';
  holder?: { pid: number; host: string };
  /** ISO 8601, UTC. */
  since: string;
}

export interface InspectedIndex {
  path: string;
  /**
   * `none`: there is no index. `wrong`: it is no index, and is written anew. `lacks`: it has no such
   * row. `behind`: of an earlier version of the row, and thus not believed. `differs`: it is
   * believed, and says something else than the row.
   */
  state: 'none' | 'wrong' | 'lacks' | 'behind' | 'agrees' | 'differs';
}

/** What a registry has of one row, whether it can be read or not. Nothing is changed by looking. */
export interface RowInspection {
  directory: string;
  files: InspectedFile[];
  lock?: InspectedLock;
  index?: InspectedIndex;
}

/** A copy of the row, beside the row itself. */
export interface ComparedCopy {
  copy: 'backup' | 'mark';
  path: string;
  /** `alone`: it can be read, and there is no row to compare it with. */
  state: 'agrees' | 'differs' | 'alone' | 'missing' | 'unreadable' | 'another-session';
  /** Names of the fields that differ. */
  differs: string[];
}

export interface SessionDebug {
  id: string;
  /** As it can be read, from wherever. */
  session?: SessionMetadata;
  /** What it was read from, where that is not its own file. */
  recoveredFrom?: string;
  /** Why it cannot be read. */
  problem?: Warning;
  row: RowInspection;
  copies: ComparedCopy[];
  worktree?: {
    path: string;
    /** Whether its directory is there. */
    isThere: boolean;
    /** What git has on record of it. */
    entry?: WorktreeEntry;
    /** git could not be asked of it. */
    isUnread?: true;
  };
  branch?: { name: string; tip?: string; mergeTarget: string; targetTip?: string };
  /** The program that runs of it; absent without one. */
  pane?: { state: string; pid: number; directory: string };
  /** What is not as it should be, and what to do. */
  findings: Warning[];
}

/** Use cases that look after the records of sessions. Part of the session service. */
export interface RecordService {
  /**
   * Makes records whole that cannot be read, of all sessions or of one, and puts those aside of
   * which nothing is left; says what was done. Throws `session-not-found`, `session-ambiguous`.
   */
  recoverRows(directory: string, selector?: string): Promise<Warning[]>;
  /** Everything that is known of one session, whose row may be unreadable. Reads only. */
  debug(directory: string, selector: string): Promise<SessionDebug>;
}
