import type { Cancellable } from '../cancellable.js';
import type { CheckOutcome, CheckRecord } from '../check-record.js';
import type { QtuiError, Warning } from '../errors.js';
import type { Oid } from '../repository.js';

export interface CheckRunOptions extends Cancellable {
  /** Program and arguments, run at the top of a worktree of the commit; none runs without. */
  command?: readonly string[];
  /** Makes the worktree ready for the command; what it resolves with is asked when that has ended. */
  prepare?: (worktree: string) => Promise<(() => Promise<readonly Warning[]>) | undefined>;
  /** Gets each line of the command's output, free of control characters. */
  onOutput?: (line: string) => void;
  /** By default 30 minutes. */
  timeoutMs?: number;
  /** Nobody waits for it: everything else on the machine goes first. */
  isBackground?: boolean;
}

/** How one run of a check command ended. */
export interface CheckRun {
  /** The content that it ran on. */
  readonly tree: Oid;
  readonly outcome: CheckOutcome;
  /** Absent where the command did not come to its end. */
  readonly exitCode?: number;
  readonly durationMs: number;
  /** What became of other files meanwhile. */
  readonly warnings: readonly Warning[];
  /** In words, with the last lines of its output; absent where it passed. */
  readonly error?: QtuiError;
}

export interface VerifyOptions extends CheckRunOptions {
  /** Is told of the run before `verify` settles, however it ended, and puts it on record. */
  onEnded?: (run: CheckRun) => Promise<CheckRecord>;
  /** A run on exactly this content, in place of a new one. */
  earlier?: CheckRecord;
  /** What the person has typed to land it although `earlier` has not passed: the target's name. */
  acceptFailure?: string;
}
