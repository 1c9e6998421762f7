import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { HostStarter } from './connect.js';

/** Bytes of the log that are shown when the host does not start. */
const TAIL = 2_000;

export interface DetachedStarterOptions {
  /** Program and arguments of the host; asked for at each start. */
  command: () => Promise<readonly string[]>;
  /** Receives what the host prints; made 0600. */
  logFile: string;
  env: Readonly<Record<string, string | undefined>>;
  /** A directory that stays, since the host keeps it. */
  cwd: string;
}

/**
 * Starts the host as a process of its own session that outlives this one: no terminal, output to
 * the log file.
 */
export function createDetachedStarter(options: DetachedStarterOptions): HostStarter {
  const { command, logFile, env, cwd } = options;
  /** Size of the log before the host said anything. */
  let logStart = 0;
  let host: ChildProcess | undefined;
  return {
    async start() {
      const [program, ...args] = await command();
      if (program === undefined) throw new QtuiError('internal', 'The host has no command.');
      const log = await openLog(logFile);
      try {
        logStart = (await log.stat()).size;
        host = await spawnDetached(program, args, { env, cwd, output: log.fd });
      } finally {
        await log.close();
      }
    },
    hasEnded: () => host !== undefined && (host.exitCode !== null || host.signalCode !== null),
    lastWords: () => tailOf(logFile, logStart),
  };
}

async function openLog(logFile: string) {
  try {
    await makeDirectories(mkdir, dirname(logFile), 0o700);
    return await open(logFile, 'a', 0o600);
  } catch (error) {
    throw toQtuiError(error, `open the host's log ${logFile}`, {
      untouched: 'No host was started.',
    });
  }
}

function spawnDetached(
  program: string,
  args: readonly string[],
  { env, cwd, output }: { env: DetachedStarterOptions['env']; cwd: string; output: number },
): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.once('spawn', () => {
      child.unref();
      resolve(child);
    });
    child.once('error', (error) =>
      reject(toQtuiError(error, `start the host (${program})`, { untouched: 'No host runs.' })),
    );
  });
}

async function tailOf(logFile: string, start: number): Promise<string> {
  // Without it the failure of the host is told with fewer words.
  const log = await open(logFile, constants.O_RDONLY).catch(() => undefined);
  if (!log) return '';
  try {
    const { size } = await log.stat();
    const length = Math.min(TAIL, Math.max(0, size - start));
    const { buffer, bytesRead } = await log.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await log.close();
  }
}
