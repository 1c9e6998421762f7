import { parseArgs } from 'node:util';
import type { AgentManifest } from '../core/agent.js';
import { QtuiError } from '../core/errors.js';

/** What the host is started with; it reads no settings itself. */
export interface HostStart {
  socketPath: string;
  /** File that names the host of the socket while it runs. */
  recordFile: string;
  logFile: string;
  /** Lines of history a pane keeps. */
  scrollback: number;
  /** Where the output of panes is saved; absent when it is not. */
  scrollbackDirectory?: string;
  /** The person's own manifests, by kind. */
  manifests: Readonly<Record<string, AgentManifest>>;
}

/** As arguments of the host's process, for `parseHostArguments`. */
export function hostArguments(start: HostStart): string[] {
  const { socketPath, recordFile, logFile, scrollback, scrollbackDirectory, manifests } = start;
  return [
    `--socket=${socketPath}`,
    `--record=${recordFile}`,
    `--log=${logFile}`,
    `--scrollback=${scrollback}`,
    ...(scrollbackDirectory === undefined ? [] : [`--scrollback-directory=${scrollbackDirectory}`]),
    ...(Object.keys(manifests).length > 0 ? [`--manifests=${JSON.stringify(manifests)}`] : []),
  ];
}

/** The inverse of `hostArguments`. Throws `usage`. */
export function parseHostArguments(argv: readonly string[]): HostStart {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      socket: { type: 'string' },
      record: { type: 'string' },
      log: { type: 'string' },
      scrollback: { type: 'string' },
      'scrollback-directory': { type: 'string' },
      manifests: { type: 'string' },
    },
  });
  const { socket, record, log, scrollback = '', manifests = '{}' } = values;
  const scrollbackDirectory = values['scrollback-directory'];
  const isWhole = socket !== undefined && record !== undefined && log !== undefined;
  if (!isWhole || !/^\d+$/.test(scrollback)) {
    throw new QtuiError('usage', 'The host is started by qtui, with a socket, a log and a size.');
  }
  return {
    socketPath: socket,
    recordFile: record,
    logFile: log,
    scrollback: Number.parseInt(scrollback, 10),
    ...(scrollbackDirectory !== undefined && { scrollbackDirectory }),
    manifests: JSON.parse(manifests) as HostStart['manifests'],
  };
}
