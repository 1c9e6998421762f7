import { availableParallelism } from 'node:os';

/** Gits at a time: they wait for the disk as much as they compute. */
const PARALLEL = Math.min(8, Math.max(4, availableParallelism()));

/** Results in the order of the items, some at a time; the first failure ends it. */
export async function parallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index] as T);
    }
  };
  const workers = Array.from({ length: Math.min(PARALLEL, items.length) }, worker);
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
