/** What becomes of a session once its merge has landed. */
import type { LandedMerge } from '../merge.js';
import type { Oid } from '../repository.js';
import type { SessionMetadata } from '../session.js';

export const AFTER_MERGE_CHOICES = ['keep', 'go-on', 'remove', 'archive'] as const;
export type AfterMergeChoice = (typeof AFTER_MERGE_CHOICES)[number];

/** A branch in the worktree that has it checked out, from the commit it must be at to another. */
export interface BranchMove {
  worktree: string;
  branch: string;
  from: Oid;
  to: Oid;
  /** Whose branch it is. */
  sessionId: string;
}

/** What belongs to the move of a branch, and is done or undone with it when one is killed. */
export interface BranchMoveSteps {
  /** Puts on record what only the branch has, before it is moved. */
  keep(): Promise<void>;
  /** Takes that away again, as the branch was not moved. */
  drop(): Promise<void>;
  /** The branch has been moved. */
  moved(): Promise<void>;
}

/** Does what `moved` would have done, where a killed process has not. */
export type OnBranchMoved = (move: BranchMove) => Promise<void>;

export interface AfterMergeService {
  /**
   * The session goes on from what its merge made of the target: its branch and files are moved
   * there. What is not in the target by its own commits is put on record first: by `actId` an undo
   * brings it back, as a branch beside this one. Throws `merge-refused` while its agent is busy or
   * something is not committed, `branch-moved` for commits that were not merged; nothing is changed
   * then.
   */
  goOn(id: string, landed: LandedMerge): Promise<{ session: SessionMetadata; actId?: string }>;
  /** What the person has chosen last in this repository. Never throws. */
  lastAfterMerge(repoRoot: string): Promise<AfterMergeChoice | undefined>;
  rememberAfterMerge(repoRoot: string, choice: AfterMergeChoice): Promise<void>;
}
