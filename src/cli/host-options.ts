import { parseArgs } from 'node:util';
import type { AgentManifest } from '../core/agent.js';
import { QtuiError } from '../core/errors.js';

/** What the host is started with; it reads no settings itself. */
export interface HostStart {
  socketPath: string;
  logFile: string;
  /** Lines of history a pane keeps. */
  scrollback: number;
  /** The person's own manifests, by kind. */
  manifests: Readonly<Record<string, AgentManifest>>;
}

export function hostArguments({ socketPath, logFile, scrollback, manifests }: HostStart): string[] {
  return [
    `--socket=${socketPath}`,
    `--log=${logFile}`,
    `--scrollback=${scrollback}`,
    ...(Object.keys(manifests).length > 0 ? [`--manifests=${JSON.stringify(manifests)}`] : []),
  ];
}

/** The inverse of `hostArguments`. Throws `usage`. */
export function parseHostArguments(argv: readonly string[]): HostStart {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      socket: { type: 'string' },
      log: { type: 'string' },
      scrollback: { type: 'string' },
      manifests: { type: 'string' },
    },
  });
  const { socket, log, scrollback = '', manifests = '{}' } = values;
  if (socket === undefined || log === undefined || !/^\d+$/.test(scrollback)) {
    throw new QtuiError('usage', 'The host is started by qtui, with a socket, a log and a size.');
  }
  return {
    socketPath: socket,
    logFile: log,
    scrollback: Number.parseInt(scrollback, 10),
    manifests: JSON.parse(manifests) as HostStart['manifests'],
  };
}
