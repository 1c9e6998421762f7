import { QtuiError } from '../../../core/errors.js';
import type { HostConnection } from '../../../core/ports/host.js';

/**
 * Stops the program of a pane where it is, until it is resumed or this screen is left. Throws
 * `host-version` where the host is of a build that cannot do it.
 */
export async function pauseAgent(connection: HostConnection, paneId: string): Promise<void> {
  if (!connection.info.canPause) {
    throw new QtuiError(
      'host-version',
      `The host that runs is of qtui ${connection.info.version}, which cannot pause an agent.`,
      {
        untouched: 'The agent goes on.',
        hint: 'End it with `qtui kill-server` when your sessions are done; the next one can.',
      },
    );
  }
  await connection.pause(paneId);
}
