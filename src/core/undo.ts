/** Acts that destroy something, and what is kept to undo them. */
import type { Warning } from './errors.js';
import type { MergeStrategy } from './merge.js';
import type { Oid } from './repository.js';

/**
 * `removal`: of a session's worktree, with or without its branch. `forget`: of what git and the
 * registry knew of a worktree whose directory was gone already. `landing`: of a merge.
 */
export const ACT_KINDS = ['removal', 'forget', 'landing'] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** The session that an act was done to, as it was before. */
export interface ActSession {
  id: string;
  title: string;
  /** Its registry row, as stored. */
  row: string;
}

/** When an act was done, and to which session. */
export interface ActOrigin {
  /** ISO 8601, UTC. */
  time: string;
  session?: ActSession;
}

/** A process, told from a later one with the same id. */
export interface ActOwner {
  pid: number;
  host: string;
  startTime?: string;
  bootId?: string;
}

/** What a removal's record says beside what is found in the repository. */
export interface RemovalFacts extends ActOrigin {
  /** Process that is about to remove. */
  owner?: ActOwner;
  /** Branch that is to be deleted too. */
  deletedBranch?: { name: string; oid: Oid };
  /** What goes without being saved: ignored files, and repositories that are elsewhere too. */
  unsavedPaths?: readonly string[];
}

/** The same of a branch that goes alone. */
export type BranchFacts = Required<Pick<RemovalFacts, 'time' | 'deletedBranch'>>;

export interface ActWorktree {
  path: string;
  /** Commit that HEAD was at. */
  head: Oid;
  /** Short name; absent when HEAD was detached. */
  branch?: string;
  /** Reason of its lock, '' for a lock without one; absent when it was not locked. */
  locked?: string;
  /** What was saved: every file, or only the index that git still had. */
  saved: 'files' | 'index';
  /** Files that were changed, staged or untracked. */
  changedFiles: number;
  /** Ignored files and directories that were saved because they were named. */
  ignoredPaths: readonly string[];
  /** What is not in the backup, the first of it. */
  unsavedPaths?: readonly string[];
}

/** A branch that the act was to delete. */
export interface ActBranch {
  name: string;
  oid: Oid;
  /** Keys and values of its section in the repository's settings. */
  settings: readonly (readonly [key: string, value: string])[];
}

export interface ActLanding {
  source: string;
  sourceOid: Oid;
  target: string;
  strategy: MergeStrategy;
  /** The target's tip before and after. */
  old: Oid;
  new: Oid;
  /** The check that had failed on it, where a person landed it all the same. */
  failedCheck?: readonly string[];
}

/** What is written before an act begins; the repository alone holds all of it. */
export interface ActRecord extends ActOrigin {
  version: 1;
  /** Short, lower-case, unique in its repository. */
  id: string;
  kind: ActKind;
  /** Of a removal: once it is dead, a removal that had not begun never will. */
  owner?: ActOwner;
  /** Git directory of the repository it was done in. */
  commonDir: string;
  worktree?: ActWorktree;
  branch?: ActBranch;
  landing?: ActLanding;
}

export interface StoredAct extends ActRecord {
  /** Ref and commit that hold the record and, for a worktree, its files. */
  ref: string;
  oid: Oid;
  isUndone: boolean;
  /** The repository was elsewhere then, or another one's records came with a mirror of it. */
  isMoved: boolean;
}

/** One that landed a merge. */
export type StoredLanding = StoredAct & { landing: ActLanding };

/** An act that was put on record, and the ref that keeps what it needs. */
export interface SavedAct {
  id: string;
  ref: string;
}

/**
 * Gets each landing of a session's of which its row may not tell, as its process was killed, and
 * tells what it did; where there is none to get them, they wait.
 */
export type OnLanded = (act: StoredAct) => Promise<Warning | undefined>;

/** A backup of a version that kept no records: a ref alone, from which a person can restore. */
export interface OlderBackup {
  ref: string;
  oid: Oid;
  /** ISO 8601, UTC. */
  time: string;
  kind: 'removal' | 'landing';
  /** Path of the worktree, or name of the branch that was merged into. */
  subject: string;
}

/** What an undo is about to make: enough to finish it, or to take it back, after a crash. */
export interface UndoIntent {
  actId: string;
  /** Absent for a landing, and where only a branch or a row comes back. */
  worktree?: {
    path: string;
    /** Directory beside `path` in which the worktree is made before it is moved there. */
    workshop: string;
    /** Branch to stand on; absent for a detached HEAD. */
    branch?: string;
  };
  /** Branch to be created. */
  branch?: { name: string; oid: Oid };
}

/** An undo under way: who does it and what it makes, on record until it is settled. */
export interface UndoClaim {
  readonly intent: UndoIntent;
  /** The undo is done, or taken back. */
  release(): Promise<void>;
  /** Neither: whoever recovers next takes it over, this process included. */
  abandon(): void;
}
