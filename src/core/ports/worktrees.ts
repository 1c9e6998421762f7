/** The life of worktrees after they were made: what became of them, and what can be done. */
import type { Cancellable } from '../cancellable.js';
import type { Warning } from '../errors.js';
import type { MergedVerdict, Oid } from '../repository.js';
import type { SessionMetadata } from '../session.js';

/** A repository that sessions can be opened in. */
export interface KnownRepository {
  /** Directory to open sessions in: the main worktree, or the directory around a bare one. */
  path: string;
  /** Short name; unique in a list. */
  name: string;
  /** `here`: that of the directory. `below`: inside the directory. `session`: of a session. */
  origin: 'here' | 'below' | 'session';
}

const WORKTREE_STATES = [
  'missing',
  'moved',
  'broken',
  'another-session',
  'lost',
  'switched',
  'operation-in-progress',
  'occupied',
  'locked',
  'unlocked',
  'foreign',
] as const;
/**
 * `missing`: its directory is gone. `moved`: it is elsewhere, and git does not know. `broken`: its
 * link to the repository is. `another-session`: the place is used by another session's worktree.
 * `lost`: of a session that the registry does not know. `switched`: not on its session's branch.
 * `occupied`: other programs are in it. `locked`: by somebody else. `unlocked`: a live session's,
 * that a prune could take. `foreign`: of no session.
 */
export type WorktreeState = (typeof WORKTREE_STATES)[number];

export interface WorktreeFinding {
  state: WorktreeState;
  message: string;
  /** What to do next. */
  hint?: string;
}

/** One worktree of a repository as lists show it; no finding means that all is well. */
export interface WorktreeView {
  /** Where git has it on record. */
  path: string;
  /** Where it really is, when it was moved. */
  movedTo?: string;
  /** The branch it stands on, or that a rebase there is of; absent for a detached HEAD. */
  branch?: string;
  oid?: Oid;
  isMain: boolean;
  isBare: boolean;
  session?: Pick<SessionMetadata, 'id' | 'status'> & { title: string; branch: string };
  findings: WorktreeFinding[];
}

/** By what an adoption asks for: no session, and a branch. */
export function isAdoptable({ branch, findings }: WorktreeView): boolean {
  return branch !== undefined && findings.some(({ state }) => state === 'foreign');
}

export interface AdoptRequest {
  /** The worktree, or a directory in it. */
  path: string;
  name?: string;
  /** Branch that the session goes back to. */
  mergeTarget?: string;
  agentKind?: string;
  /** Also one that somebody else has locked; that lock stays. */
  despiteLock?: boolean;
}

export interface AdoptedWorktree {
  session: SessionMetadata;
  /** `made`: a session of a foreign worktree. `branch-taken`: its session has its branch now. */
  kind: 'made' | 'branch-taken';
  warnings: Warning[];
}

export interface RepairedWorktree {
  path: string;
  /** Where it was on record. */
  from: string;
  session?: { id: string; title: string };
}

export interface RepairOutcome {
  repaired: RepairedWorktree[];
  warnings: Warning[];
}

export interface ScanOptions extends Cancellable {
  /** `known`: also every repository of a session, or that an earlier scan has seen. */
  scope?: 'here' | 'known';
  /** Only what is in these directories: repositories, or directories that hold some. */
  places?: readonly string[];
  /** Restores nothing and remembers nothing: sessions stay `lost`. */
  isTrial?: boolean;
  /** How long one repository may take to answer, in ms; default 10 s. */
  limitMs?: number;
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** A repository as a scan found it. */
export interface ScannedRepository {
  path: string;
  /** Short name; unique in a report. */
  name: string;
  worktrees: WorktreeView[];
  /** Why it could not be read; then its worktrees are not known. */
  problem?: Warning;
}

export interface ScanReport {
  /** Sessions whose rows are back. */
  restored: SessionMetadata[];
  /** Each once, whatever ways lead to it. */
  repositories: ScannedRepository[];
  warnings: Warning[];
}

/** All throw `QtuiError`. */
export interface WorktreeService {
  /** Repositories to open a session in: the directory's, those below it, those of sessions. */
  repositories(directory: string): Promise<KnownRepository[]>;
  /** All worktrees of the directory's repository, the main one first. Reads only. */
  worktrees(directory: string): Promise<{ worktrees: WorktreeView[]; warnings: Warning[] }>;
  /**
   * Which of the open sessions, or of those listed, do not stand on their branch, or cannot be told
   * of, by their ids.
   */
  switched(listed?: readonly { session: SessionMetadata }[]): Promise<Map<string, Warning>>;
  /**
   * Whether the work of the open sessions is in their targets, by their ids; without those that
   * nobody can tell of. Reads only; what it finds out about commits is kept for the next time.
   */
  merged(options?: Cancellable): Promise<ReadonlyMap<string, MergedVerdict>>;
  /**
   * Finds worktrees with what became of them, and restores rows that only marks and git still tell
   * of: in the directory's repository, outside of one in those below it. What cannot be read is
   * told and does not keep the rest from being found. Throws `not-a-repository` where there is none.
   */
  scan(directory: string, options?: ScanOptions): Promise<ScanReport>;
  /**
   * Makes a session of a worktree that has none, or gives its own session the branch it stands
   * on; moves and changes no file. Throws `adopt-refused`, `name-taken`.
   */
  adopt(request: AdoptRequest): Promise<AdoptedWorktree>;
  /** Joins moved worktrees and their repository again: that at `path`, else all that are found. */
  repair(directory: string, path?: string): Promise<RepairOutcome>;
}
