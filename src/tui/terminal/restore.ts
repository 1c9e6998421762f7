import { type Disposable, toDisposable } from '../../core/lifecycle.js';

/** Ways of leaving that a program survives to tell of. */
const END_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

export interface LeaveHandlers {
  /** Restores the terminal before it returns; called more than once, only the first acts. */
  leave(): void;
  /** Takes the terminal again after the process was stopped. */
  enter(): void;
  /** The terminal is restored; what happens now is decided elsewhere. */
  onSignal(signal: NodeJS.Signals): void;
}

/**
 * Restores the terminal in every way of leaving: exit, an exception nobody caught, signals, and
 * being stopped (`kill -TSTP`; the key itself goes to the pane), from which it comes back.
 */
export function restoreOnLeaving(handlers: LeaveHandlers): Disposable {
  const onLeave = () => handlers.leave();
  const onSignal = (signal: NodeJS.Signals) => {
    handlers.leave();
    handlers.onSignal(signal);
  };
  const onStop = () => {
    handlers.leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  // Also after a SIGSTOP, which nobody can catch: the shell had the terminal meanwhile.
  const onContinue = () => handlers.enter();

  process.on('exit', onLeave);
  // The monitor sees the exception before anything prints it onto our screen.
  process.on('uncaughtExceptionMonitor', onLeave);
  for (const signal of END_SIGNALS) process.on(signal, onSignal);
  process.on('SIGTSTP', onStop);
  process.on('SIGCONT', onContinue);
  return toDisposable(() => {
    process.removeListener('exit', onLeave);
    process.removeListener('uncaughtExceptionMonitor', onLeave);
    for (const signal of END_SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('SIGTSTP', onStop);
    process.removeListener('SIGCONT', onContinue);
  });
}
