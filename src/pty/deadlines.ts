import type { Disposable } from '../core/lifecycle.js';

/** Milliseconds of a monotonic clock. */
export function monotonicNow(): number {
  return performance.now();
}

/**
 * Runs callbacks when their time has come, all on one timer that only exists while something is
 * pending: the host has no timer per pane. A callback is its own identity.
 */
export class Deadlines implements Disposable {
  readonly #due = new Map<() => void, number>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  /** Runs `callback` once at `at` (ms, monotonic), or earlier when it is already set earlier. */
  set(callback: () => void, at: number): void {
    const current = this.#due.get(callback);
    if (current !== undefined && current <= at) return;
    this.#due.set(callback, at);
    if (at < this.#timerAt) this.#arm(at);
  }

  clear(callback: () => void): void {
    this.#due.delete(callback);
    if (this.#due.size === 0) this.#disarm();
  }

  get isIdle(): boolean {
    return this.#due.size === 0;
  }

  dispose(): void {
    this.#due.clear();
    this.#disarm();
  }

  #arm(at: number): void {
    this.#disarm();
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, Math.ceil(at - monotonicNow())));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    this.#disarm();
    const now = monotonicNow();
    const ready: [() => void, number][] = [];
    for (const entry of this.#due) if (entry[1] <= now) ready.push(entry);
    // What they set is for the timer that comes after all of them.
    this.#timerAt = Number.NEGATIVE_INFINITY;
    try {
      for (const [callback, at] of ready) {
        if (this.#due.get(callback) !== at) continue;
        this.#due.delete(callback);
        callback();
      }
    } finally {
      this.#timerAt = Number.POSITIVE_INFINITY;
      let next = Number.POSITIVE_INFINITY;
      for (const at of this.#due.values()) if (at < next) next = at;
      if (next < Number.POSITIVE_INFINITY) this.#arm(next);
    }
  }
}
