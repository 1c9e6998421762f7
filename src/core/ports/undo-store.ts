import type { Cancellable } from '../cancellable.js';
import type {
  BranchFacts,
  OlderBackup,
  RemovalFacts,
  SavedAct,
  StoredAct,
  UndoClaim,
  UndoIntent,
} from '../undo.js';

/** What is written before something is destroyed, and what brings it back. */
export interface UndoStore {
  /**
   * Saves a worktree that is about to be removed: index, files, untracked and the named ignored
   * files, under a stash-shaped ref below `refs/qtui/backup/`. Touches nothing in it.
   */
  saveWorktree(
    path: string,
    facts: RemovalFacts,
    ignoredPaths: readonly string[],
    options?: Cancellable,
  ): Promise<SavedAct>;
  /** Saves what git still holds of a worktree whose directory is gone, and of its branch. */
  saveVanished(repo: string, path: string, facts: RemovalFacts): Promise<SavedAct>;
  /** Saves a branch of nobody's that is about to be deleted. */
  saveBranch(repo: string, facts: BranchFacts): Promise<SavedAct>;
  /** Every act on record, undone ones too, newest first, and refs that hold none to be read. */
  list(repo: string): Promise<{ acts: StoredAct[]; unreadable: string[] }>;
  /** Backups of versions that kept no records, newest first. */
  listOlder(repo: string): Promise<OlderBackup[]>;
  /** Forgets one of those; false when it was gone. */
  dropOlder(repo: string, backup: OlderBackup): Promise<boolean>;
  /** Forgets an act that did not happen, or has expired; false when it was gone. */
  drop(repo: string, id: string): Promise<boolean>;
  /** Claims the undo of an act; throws `undo-refused` when another process has it. */
  claim(repo: string, intent: UndoIntent): Promise<UndoClaim>;
  /** Takes over the undos whose process has died. */
  takeAbandoned(repo: string): Promise<UndoClaim[]>;
  /** Ids of the acts that are being undone. */
  claimed(repo: string): Promise<Set<string>>;
  /** Refs of undos under way that another version of qtui has written. */
  unreadable(repo: string): Promise<string[]>;
  /**
   * Makes worktree and branch of an act again, as `intent` says; at its place it appears whole or
   * not at all. Throws `path-exists`, `name-taken` or `branch-moved`.
   */
  restore(
    repo: string,
    act: StoredAct,
    intent: UndoIntent,
    options?: Cancellable,
  ): Promise<{ warnings: string[] }>;
  /** True when an interrupted `restore` was complete; else what it had made is taken back. */
  settle(repo: string, intent: UndoIntent): Promise<boolean>;
  /** The last steps: settings of the branch, the act is undone, the worktree's own lock. */
  finish(repo: string, act: StoredAct, intent: UndoIntent): Promise<void>;
  /** True once in `everyMs`: expired backups are to be looked for. */
  isExpiryDue(repo: string, now: Date, everyMs: number): Promise<boolean>;
}
