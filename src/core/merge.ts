import type { CheckOutcome } from './check-record.js';
import type { MarkerLabels } from './conflict/marked-text.js';
import type { Warning } from './errors.js';
import type { NamedCommand, ProjectFile } from './ports/trust.js';
import type { CommitSummary, FileChange, Oid } from './repository.js';

export const MERGE_STRATEGIES = ['merge', 'squash', 'ff-only', 'rebase'] as const;
export type MergeStrategy = (typeof MERGE_STRATEGIES)[number];

export interface MergeRequest {
  repoRoot: string;
  /** Worktree of the source branch; absent when it has none. */
  worktree?: string;
  /** Short branch names. */
  source: string;
  target: string;
  strategy: MergeStrategy;
  /** Put at the end of the message of a merge or squash commit, each `Key: value`. */
  trailers?: readonly string[];
  /** Fetches the target's upstream first, for a bounded time; failing to is said, not fatal. */
  refresh?: boolean;
  /** Work that the source may hold and that may have been landed by itself; the nearest first. */
  builtOn?: readonly BranchPart[];
  /** Signed or not; without it as `commit.gpgSign` says. */
  sign?: boolean;
  /** How conflicts are to be settled; one that does not fit what it is for is refused. */
  resolutions?: readonly Resolution[];
}

/** Work at the beginning of a branch: that of the branch it was made from, or its own earlier one. */
export interface BranchPart {
  /** Branch that it was made on, where that is known. */
  name?: string;
  tip: Oid;
  /** What a target was moved to when it was landed, by the record of that. */
  landedOid?: Oid;
}

/** A part of the source that the target has by other commits. */
export interface LandedPart {
  readonly name?: string;
  /** Commits of the source that belong to it. */
  readonly commits: number;
  /** The commit of the target that brought it, or the last part of it; where it is known. */
  readonly commit?: Oid;
}

/** What of the source is in the target already, though not by its commits. */
export interface LandedBefore {
  /** Stands for the target with these parts merged: against it the source has its own work only. */
  readonly groundOid: Oid;
  readonly parts: readonly LandedPart[];
}

/** Where the target stands against the branch that it follows at a remote. */
export interface TargetUpstream {
  /** Short name of the remote-tracking branch: `origin/main`. */
  readonly name: string;
  /** Commits that only the target has, and that only the upstream has. */
  readonly ahead: number;
  readonly behind: number;
  /** It was fetched for this plan; else it is as last fetched. */
  readonly isFresh: boolean;
  /** Why it could not be fetched, as a sentence. */
  readonly problem?: string;
}

export const CONFLICT_KINDS = [
  'contents',
  'add/add',
  'binary',
  'modify/delete',
  'rename/delete',
  'rename/rename',
  'file/directory',
  'directory-rename',
  'submodule',
  'symlink',
  'mode',
  'distinct-types',
  'other',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** One side of a file in conflict. */
export interface ConflictStage {
  oid: Oid;
  /** As git writes it: `100644`, `100755`, `120000` (link) or `160000` (submodule). */
  mode: string;
  /** The side's own name of the file, where it is not the conflict's path. */
  path?: string;
}

/**
 * A conflict that git cannot settle: `ours` is the target's side, `theirs` the source's. A path
 * is text; bytes of it that are not UTF-8 are lone surrogates (U+DC80 and above).
 */
export interface MergeConflict {
  path: string;
  kind: ConflictKind;
  /** Absent sides have no such file. */
  base?: ConflictStage;
  ours?: ConflictStage;
  theirs?: ConflictStage;
  /** Further names that belong to the same conflict, such as both new names of a rename. */
  otherPaths: readonly string[];
  /** git's words. */
  message: string;
  /** Blob with conflict markers, where git merged the text as far as it could. */
  markedOid?: Oid;
  /** The commit that conflicts, where commits are replayed one by one. */
  commit?: Oid;
  /** What this conflict can be settled by, besides content that is given. */
  choices: readonly ConflictChoice[];
}

/**
 * A settlement: where text conflicts, `ours` and `theirs` take that side's lines there and keep
 * everything else of both, else that side's file; `both` takes the lines of ours, then theirs;
 * `keep` the file that one side changed or moved, as that side has it; `delete` no file.
 */
export const CONFLICT_CHOICES = ['ours', 'theirs', 'both', 'keep', 'delete'] as const;
export type ConflictChoice = (typeof CONFLICT_CHOICES)[number];

/** A conflict by its place, and the sides of it that were looked at. */
export interface ConflictSides {
  path: string;
  commit?: Oid;
  for: { base?: Oid; ours?: Oid; theirs?: Oid };
}

/** Where content that settles a conflict comes from: told to a person who looks at it again. */
export const CONTENT_ORIGINS = [
  /** Written by a person. */
  'edited',
  /** Chosen place by place. */
  'hunks',
  /** The lines of both sides, theirs first. */
  'both-reversed',
  'model',
  /** As git remembers that it was settled before. */
  'remembered',
] as const;
export type ContentOrigin = (typeof CONTENT_ORIGINS)[number];

/** How one conflict is settled; where its sides are not those that were looked at, it is refused. */
export type Resolution = ConflictSides &
  ({ take: ConflictChoice } | { take: 'content'; oid: Oid; mode: string; origin?: ContentOrigin });

/** A file of a conflict; `bytes` is absent when it is larger than `CONFLICT_READ_LIMIT`. */
export interface ConflictFile {
  size: number;
  isBinary: boolean;
  bytes?: Uint8Array;
}

/** Files of a conflict beyond this many bytes are not read. */
export const CONFLICT_READ_LIMIT = 10 * 1024 * 1024;

/** The files of a conflict, for a person or a program to settle it by content. */
export interface ConflictFiles {
  base?: ConflictFile;
  ours?: ConflictFile;
  theirs?: ConflictFile;
  /**
   * Of a file in place of a directory: what the side that has the directory has in it, as paths of the
   * repository. Absent where that side's tree is known to nobody but git, as within a rebase.
   */
  directory?: readonly string[];
  /** With conflict markers, which name the branches. */
  marked?: ConflictFile;
  /** The same as git has it, whose markers name commits: for `conflictTextOf`. */
  asGitMarked?: { readonly bytes: Uint8Array; readonly labels: MarkerLabels };
}

export interface ResolvedConflict extends MergeConflict {
  resolution: Resolution;
}

/** A reason that a merge cannot land as things are. */
export interface MergeObstacle {
  code:
    | 'operation-in-progress'
    | 'target-dirty-overlap'
    | 'target-missing'
    | 'not-fast-forward'
    | 'unrelated-histories'
    | 'identity-missing'
    | 'target-unborn'
    | 'same-branch'
    | 'branch-switched'
    | 'target-worktree-unusable'
    | 'rebase-has-merges'
    | 'signature-missing';
  message: string;
  hint?: string;
  paths: string[];
}

/** What work for a branch is put onto, and what is known of the remote's side of it. */
export interface TargetGround {
  /** The branch's tip, or that of its upstream where the branch is merely behind it. */
  readonly ontoOid: Oid;
  /** Absent where the branch follows none of a remote. */
  readonly upstream?: TargetUpstream;
}

/** A check that the merge has to pass before it lands. */
export interface PlannedCheck {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** The repository's file that names it, where that is not trusted: the check cannot run. */
  readonly untrusted?: UntrustedFile;
}

/** A repository's file as it was read, and everything that runs once exactly this is trusted. */
export interface UntrustedFile {
  readonly file: ProjectFile;
  readonly commands: readonly NamedCommand[];
}

/** The session goes to another branch than the one in its row. */
export interface Retargeting {
  readonly from: string;
  readonly to: string;
  /** As sentences. */
  readonly reason: string;
}

/** What a merge would do, frozen: the later steps act on these oids or refuse. */
export interface MergePlan extends TargetGround {
  readonly request: MergeRequest;
  readonly sourceOid: Oid;
  /** All zeros when the target does not exist. */
  readonly targetOid: Oid;
  /** What the merge is made onto. Descends from `targetOid`: landing stays one move. */
  readonly ontoOid: Oid;
  /** Merge base; absent for unrelated histories. */
  readonly baseOid?: Oid;
  /** Absent where the source holds nothing that was landed by itself. */
  readonly landedBefore?: LandedBefore;
  /** Those of the source that the target has neither as they are nor by `landedBefore`. */
  readonly commits: readonly CommitSummary[];
  readonly files: readonly FileChange[];
  /** Uncommitted files in the source's worktree; they are not part of the merge. */
  readonly uncommitted: readonly FileChange[];
  /** Conflicts that are still open; a rebase knows those of the first commit that has some. */
  readonly conflicts: readonly MergeConflict[];
  /** Conflicts that the request's resolutions settle. */
  readonly resolved: readonly ResolvedConflict[];
  readonly obstacles: readonly MergeObstacle[];
  readonly isUpToDate: boolean;
  /** Tree of the merged result; absent while conflicts are open. */
  readonly resultTree?: Oid;
  /** Where the target is checked out; absent when it is nowhere. */
  readonly targetWorktree?: string;
  /** Message proposed for the merge or squash commit. */
  readonly suggestedMessage: string;
  /** The trailers in it: whoever has a message of their own may want to keep them. */
  readonly trailers: readonly string[];
  /** Absent in the merge of no session. */
  readonly sessionId?: string;
  /** Absent where none is set, and in the merge of no session. */
  readonly check?: PlannedCheck;
  /** Absent where the session goes to the target that it was made for, or that was asked for. */
  readonly retargeted?: Retargeting;
}

/** How the commit of a merge is made. */
export interface BuildOptions {
  /** Of a merge or squash; the other strategies have those of their commits. */
  message: string;
  /** Added to the message where it has none that says the same, each `Key: value`. */
  trailers?: readonly string[];
  /** Signed or not; without it as `commit.gpgSign` says. */
  sign?: boolean;
}

/** The merge result as objects; no branch, index or file has changed yet. */
export interface BuiltMerge {
  readonly plan: MergePlan;
  /** Commit the target will point at. */
  readonly commit: Oid;
  /** Below `refs/qtui/merge/`: keeps the commit until it is landed or discarded. */
  readonly ref: string;
}

/** What a check command said of exactly the merged content. */
export interface MergeCheck {
  readonly command: readonly string[];
  /** Other than `passed` where a person lands it all the same. */
  readonly outcome: Exclude<CheckOutcome, 'cancelled'>;
  /** Absent where it did not come to its end. */
  readonly exitCode?: number;
  readonly durationMs: number;
  /** What became of other files meanwhile. */
  readonly warnings: readonly Warning[];
  /** When it ended, ISO 8601 in UTC, where it had run before and was not run anew. */
  readonly earlier?: string;
  /** File with what it has printed. */
  readonly log?: string;
}

/** A built merge that may land: only `MergeEngine.verify` makes one, frozen. */
export interface VerifiedMerge {
  readonly built: BuiltMerge;
  /** Absent when none was to be run. */
  readonly check?: MergeCheck;
}

export interface LandedMerge {
  readonly built: BuiltMerge;
  /** As of the `VerifiedMerge`. */
  readonly check?: MergeCheck;
  /** By this id `undo` takes it back. */
  readonly actId: string;
  /** Ref that keeps the target's former tip. */
  readonly backupRef: string;
  /** Commits on the source since it was looked at: they have not landed. */
  readonly leftOut: number;
}

/** Answer of `qtui merge --json`. */
export interface MergeReport {
  result: 'merged' | 'up-to-date' | 'conflicts' | 'refused' | 'aborted';
  strategy: MergeStrategy;
  source: string;
  target: string;
  commit?: Oid;
  /** Those that are still open. */
  conflicts: readonly MergeConflict[];
  /** Those that were settled. */
  resolved?: readonly ResolvedConflict[];
  /** Command that would settle the open ones. */
  next?: string;
  reason?: string;
  /** What a person can do about the reason. */
  hint?: string;
  /** Files that stand in the way. */
  paths?: readonly string[];
  backup?: string;
  /** Commits made on the source meanwhile, which have not landed. */
  leftOut?: number;
  /** Id of the act, for `qtui undo`. */
  undo?: string;
  /** What was decided and is kept, for `qtui merge --continue`. */
  draft?: { settled: number; step: string };
  /** `earlier` is when it ended, where it was not run anew. */
  check?: Pick<MergeCheck, 'outcome' | 'durationMs' | 'exitCode' | 'log' | 'earlier'>;
}
