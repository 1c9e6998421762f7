import { QtuiError } from '../core/errors.js';
import { saveLastActivity } from './activity.js';
import type { SessionDependencies } from './dependencies.js';
import { runningHost } from './registry/rows.js';

/** Ends every program of the session. Without a host nothing runs. */
export async function endPrograms(deps: SessionDependencies, id: string): Promise<void> {
  const host = await runningHost(deps);
  const panes = host?.panes.filter(({ sessionId }) => sessionId === id) ?? [];
  await saveLastActivity(deps, id, panes);
  for (const { paneId } of panes) {
    await host?.close(paneId).catch((error: unknown) => {
      if (!(error instanceof QtuiError && error.code === 'pane-not-found')) throw error;
    });
  }
}
