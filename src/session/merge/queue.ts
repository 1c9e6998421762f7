import type { MergePlanOptions, QueuedMerge, SessionView } from '../../core/ports/sessions.js';
import { comparePriority } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import type { SessionDependencies } from '../dependencies.js';
import { planSessionMerge } from './merging.js';
import { radarOf } from './radar.js';

/**
 * What merging every session of the directory's repository would do, each as things are now, in
 * the order in which they are to be merged: as the radar suggests, what it has no place for last,
 * by priority, oldest first. Throws `not-a-repository`.
 */
export async function planMergeQueue(
  deps: SessionDependencies,
  directory: string,
  views: readonly SessionView[],
  options: MergePlanOptions = {},
): Promise<QueuedMerge[]> {
  const { signal } = options;
  const { repoRoot, order } = await radarOf(deps, directory, views, signal ? { signal } : {});
  const place = new Map(order.map(({ sessionId }, index) => [sessionId, index]));
  const placeOf = (id: string) => place.get(id) ?? order.length;
  const sessions = views
    .map(({ session }) => session)
    .filter((session) => session.worktreeInfo?.repoRoot === repoRoot && isOpen(session))
    .sort(
      (a, b) =>
        placeOf(a.id) - placeOf(b.id) ||
        comparePriority(a, b) ||
        a.created.localeCompare(b.created),
    );
  const fetched = new Set<string | undefined>();
  const queue: QueuedMerge[] = [];
  for (const session of sessions) {
    const target = options.target ?? session.worktreeInfo?.mergeTarget;
    // Each remote branch is asked for once.
    const refresh = options.refresh === true && !fetched.has(target);
    fetched.add(target);
    const plan = await planSessionMerge(deps, session.id, { ...options, refresh });
    queue.push({ session, plan });
  }
  return queue;
}
