import type { Cancellable } from '../../core/cancellable.js';
import type { CleanupItem, CleanupPlan } from '../../core/cleanup.js';
import { addSizes, type DiskSize } from '../../core/disk-usage.js';
import { toQtuiError } from '../../core/errors.js';
import type { SessionDependencies } from '../dependencies.js';
import { measure } from '../disk/measure.js';

/** See `CleanupService.measureCleanup`. */
export async function measureCleanup(
  deps: SessionDependencies,
  { items }: CleanupPlan,
  { onSize, signal }: { onSize?: (item: CleanupItem, size: DiskSize) => void } & Cancellable = {},
): Promise<ReadonlyMap<CleanupItem, DiskSize>> {
  const sizes = new Map<CleanupItem, DiskSize>();
  const seen = new Set<string>();
  const worktrees = items.flatMap((item) => worktreeOf(item) ?? []);
  try {
    for (const item of items) {
      const path = worktreeOf(item);
      const parts: DiskSize[] = [];
      if (path !== undefined) {
        const skip = new Set(worktrees.filter((each) => each !== path));
        parts.push(await measure(path, { seen, skip, signal }));
      }
      if (item.session) {
        const output = await deps.savedOutputPath(item.session.id);
        parts.push(await measure(output, { seen, skip: new Set(), signal }));
      }
      const size = addSizes(...parts);
      if (size.allocated === 0 && size.unread.length === 0) continue;
      sizes.set(item, size);
      onSize?.(item, size);
    }
    return sizes;
  } catch (thrown) {
    throw toQtuiError(thrown, 'measure what could go');
  }
}

/** Where its record alone goes, the files are not there or are the person's own. */
function worktreeOf({ kind, path }: CleanupItem): string | undefined {
  return kind === 'session' || kind === 'worktree' ? path : undefined;
}
