const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets no git of ours, and no hook of it, outlive a command that a signal ends: they run in groups
 * of their own, which Ctrl-C does not reach. Whoever listens to the signal besides settles it.
 */
export function endChildrenWhenInterrupted(endChildren: () => Promise<void>): void {
  for (const name of SIGNALS) {
    const end = () => {
      if (process.listenerCount(name) > 1) return;
      void endChildren().finally(() => {
        process.off(name, end);
        process.kill(process.pid, name);
      });
    };
    process.on(name, end);
  }
}

/**
 * Runs work that has something to undo when it is stopped: Ctrl-C, SIGTERM or the end of the
 * terminal abort the signal, and the process lives until the work has settled. A wrapper may send
 * the same signal again, so further ones change nothing.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(stopping.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
