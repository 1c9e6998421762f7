import { QtuiError } from './errors.js';
import type { HostConnection } from './ports/host.js';

/**
 * Types a text into the program of a pane, and Enter: the one way in which anything but keys is sent
 * to an agent. Throws `host-version` where the host is of a build that cannot do it.
 */
export async function submitText(
  connection: HostConnection,
  paneId: string,
  text: string,
): Promise<void> {
  if (!connection.info.canSubmit) {
    throw new QtuiError(
      'host-version',
      `The host that runs is of qtui ${connection.info.version}, which cannot take a text.`,
      {
        untouched: 'Nothing was typed.',
        hint: 'End it with `qtui kill-server` when your sessions are done; the next one can.',
      },
    );
  }
  await connection.submit(paneId, text);
}
