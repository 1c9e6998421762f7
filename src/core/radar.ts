/** Which live sessions of a repository change the same, as data. */
import type { Warning } from './errors.js';
import type { BranchPart } from './merge.js';
import type { FileChange, Oid } from './repository.js';
import type { AgentState, SessionPriority } from './session.js';

/** A session as the radar looks at it. */
export interface RadarSubject {
  sessionId: string;
  /** Its worktree. */
  path: string;
  /** Short name of the branch it goes back to. */
  target: string;
  /** Commit its branch was created at; stands in where the target is gone. */
  startOid: Oid;
  /** What of its work the target may have got by other commits. */
  builtOn?: readonly BranchPart[];
}

/** One file that a session changes, against what it is compared with. */
export interface SessionFile {
  path: string;
  /** Former path of a rename. */
  from?: string;
  kind: FileChange['kind'];
  /** Lines; absent for binary files and where they were not counted. */
  added?: number;
  removed?: number;
}

/** A session's present work, commits and uncommitted files together. */
export interface SessionChange {
  sessionId: string;
  /** What is checked out in its worktree; absent when detached. */
  branch?: string;
  headOid: Oid;
  /** The commit that its lines are told in: the target's tip, else where it left the target. */
  baseOid: Oid;
  target: string;
  /** Why `baseOid` is not the target's tip, in words. */
  baseNote?: string;
  /** Tree of the work as it is now, the uncommitted included. */
  snapshotTree: Oid;
  /** What merging it would bring to its target. */
  files: readonly SessionFile[];
  /** Uncommitted files, told by `git status`. */
  uncommitted: number;
  /** Files that were not read, as they are too large or unreadable: only their names count. */
  unread: readonly string[];
  /** Files that would conflict with the target as it is now. */
  targetConflicts: readonly PredictedConflict[];
}

/** A file that a merge would leave in conflict. */
export interface PredictedConflict {
  path: string;
  /** git's conflict type: `contents`, `binary`, `modify/delete`, … */
  kind: string;
}

const OVERLAP_KINDS = [
  'same-hunk',
  'adjacent',
  'both-add',
  'delete-modify',
  'rename',
  'file-directory',
  'binary',
  'submodule',
  'symlink',
  'mode',
  'unread',
  'same-file',
  'same-change',
] as const;
/**
 * How two sessions meet in a file. `same-hunk`: they change the same lines; `adjacent`: lines
 * beside each other; `same-file`: only lines far apart, or lines that cannot be compared;
 * `same-change`: both made the same change; `unread`: one of them was not read.
 */
export type OverlapKind = (typeof OVERLAP_KINDS)[number];

/** Lines of the common version of a file, from 1; `count` 0 is the place behind line `start`. */
export interface LineRange {
  start: number;
  count: number;
}

/** Where a change of one session meets a change of the other. */
export interface OverlapHunk {
  kind: 'same-hunk' | 'adjacent';
  a: LineRange;
  b: LineRange;
}

export interface Overlap {
  path: string;
  kind: OverlapKind;
  /** The first of the lines that meet; empty where lines do not tell. */
  hunks: readonly OverlapHunk[];
  /** How many there are. */
  hunkCount: number;
  /** Merging both would conflict here; absent where that could not be tried. */
  willConflict?: boolean;
}

/** Two sessions that change the same files; `a` comes before `b` by id. */
export interface SessionPair {
  a: string;
  b: string;
  overlaps: readonly Overlap[];
  /** What is left to resolve once both are merged; absent where it could not be tried. */
  conflicts?: readonly PredictedConflict[];
}

/** A session that could not be looked at, and why. */
export interface RadarProblem {
  sessionId: string;
  code: string;
  message: string;
}

/** What was found in one repository. */
export interface RadarScan {
  sessions: readonly SessionChange[];
  /** Only pairs that have something in common. */
  pairs: readonly SessionPair[];
  problems: readonly RadarProblem[];
}

/** A session of a report, with what a person calls it. */
export interface RadarSession extends SessionChange {
  title: string;
  /** State of its live pane; absent when none runs. */
  agentState?: AgentState;
  /** `normal` where absent. */
  priority?: SessionPriority;
  /** The session whose branch it goes into. */
  parentId?: string;
}

/** A place in the suggested order of merging. */
export interface MergeStep {
  sessionId: string;
  /** Why it comes here, in words. */
  reason: string;
}

/** What a person is told of a repository. */
export interface RadarReport {
  repoRoot: string;
  sessions: readonly RadarSession[];
  pairs: readonly SessionPair[];
  /** Sessions that have something to merge, in the order that is suggested. */
  order: readonly MergeStep[];
  warnings: readonly Warning[];
}
