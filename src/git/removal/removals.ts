import { emptyTrash, type OpenTrash, type TrashRecords } from './trash.js';

/** Removals under way and the deletion of what they leave. */
export interface Removals {
  readonly records: TrashRecords;
  /** The worktree is gone for everybody: its trash is deleted, and this process waits not. */
  discard(entry: OpenTrash): Promise<void>;
  /** Lets all trash on record be deleted. */
  startDeletion(): Promise<void>;
}

/**
 * `startDeleter` starts a process of its own that runs `emptyTrash`; without it the trash is
 * deleted by this one, before `discard` resolves.
 */
export function createRemovals(
  records: TrashRecords,
  startDeleter: (() => Promise<void>) | undefined,
): Removals {
  const startDeletion = startDeleter ?? (() => emptyTrash(records));
  return {
    records,
    async discard(entry) {
      await entry.handOver({ ...entry.record, phase: 'deleting' });
      await startDeletion();
    },
    startDeletion,
  };
}
