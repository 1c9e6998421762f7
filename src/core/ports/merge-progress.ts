import type { Cancellable } from '../cancellable.js';
import type { CheckRecord } from '../check-record.js';
import type { Warning } from '../errors.js';
import type {
  BuiltMerge,
  MergeStrategy,
  Resolution,
  UntrustedFile,
  VerifiedMerge,
} from '../merge.js';
import type { FoundMergeDraft, MergeDraft, ResumedMerge, SavedMergeDraft } from '../merge-draft.js';
import type { Oid } from '../repository.js';
import type { CheckRunOptions } from './checks.js';

/** The drafts of merges on disk, one for each session that has one. */
export interface MergeDraftStore {
  /** A file that cannot be read is put aside, one of a newer version left; both are told. */
  read(id: string): Promise<FoundMergeDraft>;
  /** Replaces the session's draft, whole or not at all; throws `metadata-newer`. */
  save(id: string, draft: Omit<SavedMergeDraft, 'writer'>): Promise<void>;
  /** False where there was none. */
  drop(id: string): Promise<boolean>;
  /** Sessions that have a draft, whether it can be read or not; clears up after killed writers. */
  ids(): Promise<string[]>;
}

/** The output of one run of a check, as it is written. */
export interface CheckLog {
  /** Absolute path of the file. */
  readonly path: string;
  /** Adds a line; of much output the middle is left out. Never throws. */
  write(line: string): void;
  /** All is on disk, as far as that was possible; nothing where it is closed already. */
  close(): Promise<void>;
}

/** The runs of checks on disk, with what they have printed. */
export interface CheckStore {
  /** Newest first; a file that cannot be read is put aside, and told. */
  read(id: string): Promise<{ records: CheckRecord[]; warnings: Warning[] }>;
  openLog(id: string): Promise<CheckLog>;
  /** Adds a run, and drops the oldest with their logs. */
  add(id: string, record: CheckRecord): Promise<void>;
  /** Everything of the session. */
  drop(id: string): Promise<void>;
  /** Sessions that have something; clears up after killed writers. */
  ids(): Promise<string[]>;
}

export interface MergePlanOptions extends Cancellable {
  target?: string;
  strategy?: MergeStrategy;
  /** Fetches the target's upstream first. */
  refresh?: boolean;
  /** Signed or not; without it as `commit.gpgSign` says. */
  sign?: boolean;
  /**
   * The check is wanted, also where the session's type goes without one; or this command, which
   * the person has given, in place of any that is set.
   */
  check?: boolean | readonly string[];
  /** How conflicts are to be settled; one that does not fit is refused. */
  resolutions?: readonly Resolution[];
}

export interface CheckWorkOptions
  extends Pick<CheckRunOptions, 'onOutput' | 'signal' | 'isBackground'> {
  /** Runs in place of the check that is set. */
  command?: readonly string[];
}

export interface VerifyMergeOptions extends Pick<CheckRunOptions, 'onOutput' | 'signal'> {
  /** The person does without the check. */
  skipCheck?: boolean;
  /** Runs it also where it has passed on exactly this content before. */
  again?: boolean;
  /**
   * What the person has typed to land the merge although its check has failed: the name of the
   * target branch. The check is not run again; its failure on exactly this content is on record.
   */
  acceptFailure?: string;
}

/** A check that ran while nobody waited for it. */
export interface CheckedWhenIdle {
  /** The commit whose content was checked. */
  readonly tip: Oid;
  readonly record: CheckRecord;
  /** What it printed last; '' for nothing. */
  readonly lastLine: string;
  /** It was run before, on the same content. */
  readonly isKnown?: true;
}

/** What is kept of a session's merge until it lands, and of the checks of its work. */
export interface MergeProgressService {
  /** What was decided for a merge of the session that has not landed. */
  mergeDraft(id: string): Promise<FoundMergeDraft>;
  /**
   * Keeps the decisions, with the contents that they give, until the merge lands or is dropped.
   * False where this very work has landed meanwhile: there is nothing to go on with.
   */
  saveMergeDraft(id: string, draft: MergeDraft): Promise<boolean>;
  /** False where there was none. */
  dropMergeDraft(id: string): Promise<boolean>;
  /**
   * Plans the merge of a draft as the branches are now, with the resolutions that still fit; the
   * others are told. Target and strategy are the draft's unless they are given.
   */
  resumeMerge(
    id: string,
    draft: MergeDraft,
    options?: Omit<MergePlanOptions, 'resolutions'>,
  ): Promise<ResumedMerge>;
  /** Trusts exactly the content that a plan has shown; a file that has changed since stays untrusted. */
  trustCheck(untrusted: UntrustedFile): Promise<void>;
  /**
   * Runs the check on the last commit of the session's branch, in a scratch worktree, whatever it
   * ends with, and keeps the run on record. Throws `usage` where none is set, `merge-refused` where
   * it is not trusted, `aborted`.
   */
  checkWork(id: string, options?: CheckWorkOptions): Promise<CheckRecord>;
  /**
   * As `checkWork`, at low priority, where the session's type wants it when its agent comes to rest:
   * a trusted check, nothing uncommitted, and commits that the target lacks. Undefined where that is
   * not so. What was checked before is not run again: its last run is given.
   */
  checkWhenIdle(id: string, options?: Cancellable): Promise<CheckedWhenIdle | undefined>;
  /** The runs of checks that are on record, newest first. */
  checks(id: string): Promise<{ records: CheckRecord[]; warnings: Warning[] }>;
  /**
   * Runs the check of the plan on the result, unless it has passed on exactly this content before;
   * resolves with what can be landed. Throws `check-failed`, or `merge-refused` where the check is
   * not trusted, or where a failure is accepted by anything but the name of the target; then the
   * merge is discarded.
   */
  verifyMerge(built: BuiltMerge, options?: VerifyMergeOptions): Promise<VerifiedMerge>;
}
