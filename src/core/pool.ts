import type { Cancellable } from './cancellable.js';
import { QtuiError } from './errors.js';

/**
 * `work` on every item, at most `width` at the same time; results in the items' order. After a
 * failure no further item is begun, and it rejects when those under way have ended.
 */
export async function pooled<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width: number,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  let failure: { thrown: unknown } | undefined;
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failure !== undefined) return;
      try {
        results[index] = await work(item);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  if (failure !== undefined) throw failure.thrown;
  return results;
}

/** Runs work, at most so much of it at the same time; the rest waits for its turn. */
export type Limited = <R>(work: () => Promise<R>, options?: Cancellable) => Promise<R>;

/** What waits is begun in its order; one that is cancelled while it waits throws `aborted`. */
export function limitedTo(width: number): Limited {
  const waiting: (() => void)[] = [];
  let running = 0;
  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new QtuiError('aborted', 'Cancelled.'));
      };
      const go = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      waiting.push(go);
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
    });
  return async (work, { signal } = {}) => {
    while (running >= width) await turn(signal);
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
