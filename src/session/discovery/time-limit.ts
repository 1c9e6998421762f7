import { setTimeout as delay } from 'node:timers/promises';
import type { Cancellable } from '../../core/cancellable.js';
import { QtuiError } from '../../core/errors.js';

/**
 * `work`, given up with `timeout` after `ms` and with `aborted` when it is cancelled; its signal
 * says so to what can be stopped. What cannot, as a read of a file system that does not answer, is
 * left behind.
 */
export async function withinTime<T>(
  what: string,
  { ms, signal }: { ms: number } & Cancellable,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const timer = new AbortController();
  const cancelled = cancellation(what, signal);
  try {
    return await Promise.race([
      work(stopping.signal),
      delay(ms, undefined, { signal: timer.signal }).then(() => {
        throw new QtuiError('timeout', `${what} did not answer within ${ms / 1000} s.`, {
          untouched: 'It was left as it is.',
          hint: 'Look whether its file system is there; a mount may have lost its server.',
        });
      }),
      cancelled.promise,
    ]);
  } finally {
    timer.abort();
    cancelled.dispose();
    stopping.abort();
  }
}

/** Rejects when the signal says so; never resolves. */
function cancellation(what: string, signal: AbortSignal | undefined) {
  let dispose = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const cancel = () =>
      reject(new QtuiError('aborted', `Cancelled: ${what} was not looked at to its end.`));
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    dispose = () => signal?.removeEventListener('abort', cancel);
  });
  return { promise, dispose };
}
