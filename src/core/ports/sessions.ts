import type { ContextAdvice } from '../context-advice.js';
import type { Warning } from '../errors.js';
import type {
  BuildOptions,
  BuiltMerge,
  ConflictFiles,
  LandedMerge,
  MergeConflict,
  MergePlan,
  VerifiedMerge,
} from '../merge.js';
import type { RadarReport } from '../radar.js';
import type {
  AheadBehind,
  BranchSummary,
  CheckoutProgress,
  LossReport,
  Oid,
  RepositoryContext,
  WorktreeStatus,
} from '../repository.js';
import type { AgentState, SessionMetadata, SessionType } from '../session.js';
import type { TypePolicies } from '../session-type.js';
import type { Skill, SkillUse } from '../skill.js';
import type { GitState } from '../strategy.js';
import type { ActKind, StoredAct, UndoIntent } from '../undo.js';
import type { AfterMergeService } from './after-merge.js';
import type { CleanupService } from './cleanup.js';
import type { EditingService } from './editing.js';
import type { Cancellable, CommitOptions } from './git.js';
import type { MergeForecastService } from './merge-forecasts.js';
import type { MergePlanOptions, MergeProgressService } from './merge-progress.js';
import type { NameSuggestion, Naming, NamingService } from './naming.js';
import type { ProposingService } from './proposing.js';
import type {
  PublishedSession,
  PullRequestOutcome,
  PullRequestWish,
  PushSessionWish,
} from './publishing.js';
import type { RecordService } from './session-debug.js';
import type { SessionDiffService } from './session-diff.js';
import type { SessionUseService } from './session-use.js';
import type { UntrustedCommand } from './trust.js';

import type { WorktreeService } from './worktrees.js';

export type { MergePlanOptions };

export interface AgentChoice {
  kind: string;
  label: string;
  /** Absolute path of the program. */
  program: string;
  /** Whether its sessions need a worktree; absent where it does not care. */
  requiresWorktree?: boolean;
}

/** What the new-session dialog and `qtui new` start from. */
export interface NewSessionDefaults {
  context: RepositoryContext;
  /** Agents found on PATH; the shell is always among them, last. */
  agents: AgentChoice[];
  /** Last choice, else the configured one, else the first found. */
  agentKind: string;
  type: SessionType;
  /** What holds for each type here. */
  types: TypePolicies;
  gitState: GitState;
  branches: BranchSummary[];
  mergeTarget?: string;
  /** Why no worktree can be made here, in words; absent when one can. */
  worktreeObstacle?: ContextAdvice;
  /** What else the person should know of the directory. */
  advice: ContextAdvice[];
  warnings: Warning[];
  /** Those that can be used, and how many cannot; absent where nobody has asked for them. */
  skills?: { usable: Skill[]; unusable: number };
}

/**
 * A branch that is there already: local, or at a remote as `origin/NAME` or by its name alone; or
 * that of a pull request.
 */
export type BranchSource =
  | { kind: 'branch'; name: string }
  | { kind: 'pull-request'; number: number };

export interface NewSessionRequest {
  /** Directory the person is in. */
  directory: string;
  /** First prompt of the agent; may be empty. */
  message: string;
  /** Session name, and slug of the branch; derived from the message when empty. */
  name?: string;
  /** What the agent is told in place of the message, and by which skill. */
  skill?: SkillUse;
  /** What a model has suggested for this message; where it is absent, one is asked. */
  suggestion?: NameSuggestion;
  type: SessionType;
  agentKind: string;
  /** Program and arguments in place of the manifest's. */
  command?: readonly string[];
  worktree:
    | {
        kind: 'create';
        branch?: string;
        base?: string;
        mergeTarget?: string;
        isTemporary: boolean;
        /** Directories that it is limited to; as the settings say where absent. */
        sparse?: readonly string[];
        /** Its submodules are fetched; as the settings say where absent. */
        submodules?: boolean;
        /** A branch to go on with, in place of a new one; `branch` and `base` say nothing then. */
        open?: BranchSource;
        /** Asks the merge target's remote first; as `worktrees.fetch` says where absent. */
        fetch?: boolean;
      }
    | { kind: 'none' };
  /** The worktree's setup command is not run. */
  skipSetup?: boolean;
  /** Size of the first screen, in cells. */
  size: { cols: number; rows: number };
}

export type CreateProgress =
  /** Before it has its place: a remote is asked. */
  | { step: 'fetching'; what: string }
  /** The session has its id, branch and directory; its pane can be shown. */
  | { step: 'reserved'; session: SessionMetadata }
  | { step: 'checkout'; progress: CheckoutProgress }
  | { step: 'setup'; message: string }
  | { step: 'launching' };

export interface CreatedSession {
  session: SessionMetadata;
  warnings: Warning[];
  /** While a model is asked for a name; never rejects. */
  naming?: Promise<Naming>;
  /** Was not run; `warnings` say so too. */
  untrustedSetup?: UntrustedCommand;
  /** Of a session that was opened again, whose setup had been cut off; `warnings` say so too. */
  cutOffSetup?: CutOffSetup;
}

/** A setup that did not come to its end; the command as it is set now, if there still is one. */
export interface CutOffSetup {
  command?: readonly string[];
  untrusted?: UntrustedCommand;
}

/** A session as lists show it. */
export interface SessionView {
  session: SessionMetadata;
  revision: string;
  /** State of the live pane; absent when none runs. */
  agentState?: AgentState;
  /** The live program stands still, as `qtui pause` has left it. */
  isPaused?: true;
  /** False when the worktree's directory is gone. */
  directoryExists: boolean;
  /** As of a `StoredSession`. */
  recoveredFrom?: string;
  /** A newer qtui has written its row: it is shown, and every change of it refused. */
  isReadOnly?: true;
}

/** Live git facts of one session, for the status bar. */
export interface SessionGitStatus {
  status: WorktreeStatus;
  /** Against the merge target, else undefined. */
  aheadBehind?: AheadBehind;
}

export interface RemovalPlan {
  session: SessionMetadata;
  /** Absent when the worktree is already gone. */
  report?: LossReport;
  /** The branch can go too: merged or empty, and its tip is the one that was looked at. */
  branchRemovable: boolean;
  /** Reasons that forbid removal altogether, in words. */
  refusals: string[];
}

export interface RemovalOutcome {
  worktreeRemoved: boolean;
  branchDeleted: boolean;
  /** By this id `undo` brings it back; absent where nothing but the row was put away. */
  actId?: string;
  backupRef?: string;
  /** What is gone and not in the backup, relative to the worktree. */
  unsaved: string[];
  warnings: Warning[];
}

/** An act that can be undone, or was, as lists show it. */
export interface UndoableAct {
  id: string;
  kind: ActKind;
  /** ISO 8601, UTC. */
  time: string;
  session?: { id: string; title: string };
  repoRoot: string;
  /** What was done, in words. */
  what: string;
  /** What its undo brings back, in words. */
  bringsBack: string[];
  isUndone: boolean;
  /** When its backup is dropped, ISO 8601; absent while it is kept whatever its age. */
  expires?: string;
}

/** A backup of a version that kept no records, as lists show it. */
export interface OlderBackupView {
  ref: string;
  /** ISO 8601, UTC. */
  time: string;
  repoRoot: string;
  what: string;
  /** Commands that restore it by hand. */
  restore: string[];
  expires: string;
}

export interface BackupList {
  acts: UndoableAct[];
  older: OlderBackupView[];
  warnings: Warning[];
}

/** What an undo would do, frozen: it acts on what is named here or refuses. */
export interface UndoPlan {
  readonly act: StoredAct;
  readonly repoRoot: string;
  readonly intent: UndoIntent;
  readonly what: string;
  /** What will be done, in words. */
  readonly steps: readonly string[];
  /** Where the result differs from how it was, and what it does not reach, in words. */
  readonly notes: readonly string[];
  /** Why it cannot be done as things are. */
  readonly refusals: readonly { message: string; hint?: string }[];
}

export interface UndoOutcome {
  id: string;
  what: string;
  /** The worktree that is back. */
  path?: string;
  /** The branch that is back, or that was moved back. */
  branch?: string;
  warnings: Warning[];
}

/** Use cases of sessions, shared by the TUI and the command line. All throw `QtuiError`. */
export interface SessionService
  extends MergeForecastService,
    WorktreeService,
    CleanupService,
    AfterMergeService,
    MergeProgressService,
    NamingService,
    ProposingService,
    SessionUseService,
    EditingService,
    SessionDiffService,
    RecordService {
  /** With `skills` those of the place are read too. */
  defaults(directory: string, options?: { skills?: boolean }): Promise<NewSessionDefaults>;
  /**
   * Asks the remote of a merge target before `create` does, which then takes what came of it. That
   * it could not be asked is told by `create`.
   */
  fetchAhead(repoRoot: string, mergeTarget: string, signal?: AbortSignal): Promise<void>;
  /** Transaction: on failure or cancel, exactly what it made is undone before it rejects. */
  create(
    request: NewSessionRequest,
    options?: { onProgress?: (progress: CreateProgress) => void; signal?: AbortSignal },
  ): Promise<CreatedSession>;
  list(): Promise<{ sessions: SessionView[]; warnings: Warning[] }>;
  /** `recover`, `list` and `switched` in one, with the warnings of all three. */
  overview(directory: string): Promise<{ sessions: SessionView[]; warnings: Warning[] }>;
  /** By id, unambiguous id prefix, name or branch; throws `session-not-found`, `session-ambiguous`. */
  find(selector: string): Promise<SessionView>;
  /**
   * With `countsFiles` also how many files it changes, which costs a git process a commit. Whoever
   * asks again and again sets `refreshIndex`, so that git need not read files anew each time.
   */
  gitStatus(
    session: SessionMetadata,
    signal?: AbortSignal,
    options?: { countsFiles?: boolean; refreshIndex?: boolean },
  ): Promise<SessionGitStatus | undefined>;
  /**
   * Trusts the file of a setup command that was not run, and starts the session's program anew,
   * after that command.
   */
  trustAndSetUp(
    id: string,
    untrusted: UntrustedCommand,
    size: { cols: number; rows: number },
  ): Promise<void>;
  /** Starts the session's program anew, after the setup command; throws `usage` without one. */
  setUpAgain(id: string, size: { cols: number; rows: number }): Promise<void>;
  /** A setup that was cut off is not told of any more. */
  leaveSetupOut(id: string): Promise<void>;
  /** Starts the session's agent again in its directory, as a new pane. */
  reopen(id: string, size: { cols: number; rows: number }): Promise<CreatedSession>;
  rename(id: string, name: string): Promise<SessionMetadata>;
  /** Ends the session's program, keeps worktree and branch. */
  close(id: string): Promise<SessionMetadata>;
  /** What removing the session's worktree and branch would destroy. Reads only. */
  planRemoval(id: string): Promise<RemovalPlan>;
  /**
   * Ends the program and removes what `plan` named. With losses it throws `would-lose-work`
   * unless `backUp` is set, which saves them first; refusals always throw.
   */
  remove(
    plan: RemovalPlan,
    options: {
      backUp: boolean;
      deleteBranch: boolean;
      ignoredPaths?: readonly string[];
    } & Cancellable,
  ): Promise<RemovalOutcome>;
  /** `refresh` fetches the target's upstream first, unless the settings forbid it. */
  planMerge(id: string, options?: MergePlanOptions): Promise<MergePlan>;
  /** The files of a conflict of the plan, as `MergeEngine.readConflict` gives them. */
  readConflict(plan: MergePlan, conflict: MergeConflict): Promise<ConflictFiles>;
  /** How many places of each conflict's text are in conflict; undefined where that is not known. */
  countHunks(
    plan: MergePlan,
    conflicts: readonly MergeConflict[],
  ): Promise<readonly (number | undefined)[]>;
  /**
   * How git remembers (rerere) that the conflict was settled before, as content for a resolution;
   * undefined where it does not.
   */
  rememberedResolution(plan: MergePlan, conflict: MergeConflict): Promise<Oid | undefined>;
  /** Stores content for a resolution to give, as `MergeEngine.writeContent` does. */
  writeContent(plan: MergePlan, path: string, bytes: Uint8Array): Promise<Oid>;
  commitForMerge(id: string, options: CommitOptions & Cancellable): Promise<string>;
  buildMerge(plan: MergePlan, options: BuildOptions & Cancellable): Promise<BuiltMerge>;
  /** Lets go of a built merge that is not to be landed. */
  discardMerge(built: BuiltMerge): Promise<void>;
  /** Lands and records the merge in the session's row; discards one that does not land. */
  landMerge(id: string, merge: VerifiedMerge, options?: Cancellable): Promise<LandedMerge>;
  /** Pushes the session's branch to its own name, which it then follows. */
  push(id: string, wish?: PushSessionWish & Cancellable): Promise<PublishedSession>;
  /**
   * Pushes the branch and opens a pull request into the merge target, where the hosting service
   * can be used from here; else gives the address to open. One that is open already is found.
   */
  openPullRequest(id: string, wish?: PullRequestWish & Cancellable): Promise<PullRequestOutcome>;
  /**
   * Which live sessions of the directory's repository change the same, uncommitted work included,
   * and an order to merge them in. Reads only. Throws `not-a-repository`.
   */
  radar(directory: string, options?: Cancellable): Promise<RadarReport>;
  /** Acts of the directory's repository, or of all known ones, newest first. */
  listActs(directory: string, options?: { allRepositories?: boolean }): Promise<BackupList>;
  /**
   * Drops the backups that have expired, without waiting for the daily time, and resolves with
   * them; with `isTrial` they stay.
   */
  expireBackups(
    directory: string,
    options?: { allRepositories?: boolean; isTrial?: boolean },
  ): Promise<BackupList>;
  /**
   * What undoing an act would do: that with this id (or beginning of one), else the newest of
   * the directory's repository. `path` is another place for the worktree. Reads only. Throws
   * `act-not-found`, or `undo-refused` for one that is undone already.
   */
  planUndo(directory: string, options?: { id?: string; path?: string }): Promise<UndoPlan>;
  /** Transaction: on failure what it made is taken back. Throws `undo-refused`. */
  undo(plan: UndoPlan, options?: Cancellable): Promise<UndoOutcome>;
  /** Finishes or undoes what killed processes left; says what was done. */
  recover(directory: string): Promise<Warning[]>;
  /** `git init` plus an empty first commit, or only the latter; asked for by the person. */
  prepareRepository(directory: string): Promise<void>;
}
