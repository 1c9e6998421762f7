import { type Disposable, toDisposable } from '../../core/lifecycle.js';

/** Calls back once after `ms` milliseconds unless disposed first. */
export type StartTimer = (ms: number, callback: () => void) => Disposable;

/**
 * A timer that lets input which already waits in the kernel be read before it fires: after the
 * event loop was held up, timers run before reads, and the rest of an escape sequence would come
 * too late.
 */
export const startTimer: StartTimer = (ms, callback) => {
  let immediate: NodeJS.Immediate | undefined;
  const timeout = setTimeout(() => {
    immediate = setImmediate(callback);
  }, ms);
  return toDisposable(() => {
    clearTimeout(timeout);
    if (immediate !== undefined) clearImmediate(immediate);
  });
};
