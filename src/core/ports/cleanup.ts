import type { Cancellable } from '../cancellable.js';
import type { CleanupItem, CleanupPlan, CleanupRequest, CleanupResult } from '../cleanup.js';
import type { DiskSize, DiskUsageProgress, DiskUsageReport } from '../disk-usage.js';
import type { Warning } from '../errors.js';
import type { SessionMetadata } from '../session.js';

/** Tidying up sessions and what is left of them. All throw `QtuiError`. */
export interface CleanupService {
  /**
   * What could be tidied up in the directory's repository, or in all known ones. Reads only.
   * Throws `not-a-repository` outside of one, `session-not-found` and `session-ambiguous` for a
   * name, and what the host says where it cannot tell which agents work.
   */
  planCleanup(
    directory: string,
    request: CleanupRequest,
  ): Promise<{ plan: CleanupPlan; warnings: Warning[] }>;
  /**
   * What the items of `plan` take up on disk: files of worktrees, and saved output. Those without
   * either are left out. Walks over every file, so it is asked for apart.
   */
  measureCleanup(
    plan: CleanupPlan,
    options?: { onSize?: (item: CleanupItem, size: DiskSize) => void } & Cancellable,
  ): Promise<ReadonlyMap<CleanupItem, DiskSize>>;
  /**
   * Removes what of `plan` is to go, one after the other, each with a backup that `undo` brings
   * back. Everything is looked at again right before: what has work by then stays. A failure of
   * one does not keep the others; an abort leaves the rest untouched. Never throws for an item.
   */
  cleanUp(
    plan: CleanupPlan,
    options?: { onResult?: (result: CleanupResult) => void } & Cancellable,
  ): Promise<CleanupResult[]>;
  /**
   * Ends the session's program and puts it away: lists pass over it, worktree and branch stay.
   * A summary of what was done is made of what git knows, where none is given. Throws
   * `session-not-found` for one whose worktree was removed.
   */
  archive(id: string, options?: { summary?: string }): Promise<SessionMetadata>;
  /** Takes an archived session back into the lists; one that is not archived stays as it is. */
  unarchive(id: string): Promise<SessionMetadata>;
  /** What all sessions take up on disk. What cannot be read is named, and throws nothing. */
  diskUsage(
    options?: { onProgress?: (progress: DiskUsageProgress) => void } & Cancellable,
  ): Promise<DiskUsageReport>;
}
