/** What sessions take up on disk. Sizes in bytes. */
import type { Warning } from './errors.js';
import type { SessionMetadata } from './session.js';

export interface DiskSize {
  /** Sum of the files' lengths. */
  apparent: number;
  /** What is taken from the disk for them. */
  allocated: number;
  files: number;
  /** Paths that could not be looked at: the sizes are at least these. */
  unread: string[];
}

export interface SessionDiskUsage {
  session: SessionMetadata;
  /** Files of its worktree; nothing for a session without one. */
  worktree: DiskSize;
  /** What git keeps for the worktree alone: index, logs. */
  git: DiskSize;
  /** Saved output of its program. */
  output: DiskSize;
}

export interface RepositoryDiskUsage {
  repoRoot: string;
  /** Objects that only backups still need, as git has packed them. */
  backups: number;
  /** Removed worktrees that are still being deleted. */
  trash: DiskSize;
}

export interface DiskUsageReport {
  /** Largest first. */
  sessions: SessionDiskUsage[];
  repositories: RepositoryDiskUsage[];
  total: DiskSize;
  warnings: Warning[];
}

/** How far a measurement is. */
export interface DiskUsageProgress {
  sessions: { done: number; total: number };
  files: number;
}

export const NO_SIZE: DiskSize = Object.freeze({
  apparent: 0,
  allocated: 0,
  files: 0,
  unread: [],
});

/** The sum of sizes of different files, with what could not be counted in any of them. */
export function addSizes(...sizes: readonly DiskSize[]): DiskSize {
  return {
    apparent: sizes.reduce((sum, { apparent }) => sum + apparent, 0),
    allocated: sizes.reduce((sum, { allocated }) => sum + allocated, 0),
    files: sizes.reduce((sum, { files }) => sum + files, 0),
    unread: sizes.flatMap(({ unread }) => unread),
  };
}
