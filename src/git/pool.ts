import { availableParallelism } from 'node:os';
import { pooled as pooledBy } from '../core/pool.js';

/** More git processes than this at once only wait for each other. */
const PROCESSES = Math.max(2, Math.min(8, availableParallelism() * 2));

/** As `pooled` of the core, by default as wide as git processes may be. */
export function pooled<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width = PROCESSES,
): Promise<R[]> {
  return pooledBy(items, work, width);
}
