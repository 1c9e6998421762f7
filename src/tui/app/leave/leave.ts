import { count } from '../../../core/text.js';
import { waitFor } from '../../dialogs/simple.js';
import { runningCount } from '../../model/selectors.js';
import type { App } from '../app.js';

/**
 * Waits for sessions that are being created: their transactions run in this process. False when
 * the person would rather stay.
 */
export async function creationsAreDone(app: App): Promise<boolean> {
  if (app.creations.size === 0) return true;
  const done = await waitFor(
    app.dialogs,
    {
      title: 'One moment',
      text: 'A session is being created. qtui leaves when it is ready; Escape stays.',
      doing: 'wait for the session',
    },
    Promise.allSettled([...app.creations]),
  );
  return done !== undefined;
}

/** `2 programs keep running`. */
export function keepRunning(programs: number): string {
  return `${count(programs, 'program')} ${programs === 1 ? 'keeps' : 'keep'} running`;
}

/** Leaves the screen; everything goes on running, which the last words say. */
export function detach(app: App): void {
  app.run('detach', async () => {
    if (!(await creationsAreDone(app))) return;
    const running = runningCount(app.store.state);
    const message = running > 0 && `Detached; ${keepRunning(running)}. qtui shows them again.`;
    app.finish({ reason: 'detached', ...(message && { message }) });
  });
}
