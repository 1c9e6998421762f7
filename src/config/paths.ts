import { isAbsolute, join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Environment } from './env.js';

/** Where qtui keeps things (design §5); all absolute. Nothing here exists before it is needed. */
export interface Paths {
  home: string;
  /** The user's settings. */
  configFile: string;
  /** Registry, journal, logs, scrollback. */
  stateDirectory: string;
  /** Worktrees by default. */
  dataDirectory: string;
  preferencesFile: string;
  logFile: string;
  hostLogFile: string;
  /** Unix socket of the host. */
  socket: string;
}

export interface PathFacts {
  /** The user's home directory. */
  home: string;
  /** The system's temporary directory. */
  temporary: string;
  /** Numeric user id; absent where the platform has none. */
  uid?: number;
  platform: NodeJS.Platform;
  /** Value of `--host-socket`. */
  hostSocket?: string;
}

/** Bytes of a socket path without its closing NUL: `sun_path` is 108 on Linux, 104 on BSD and macOS. */
export function socketPathLimit(platform: NodeJS.Platform): number {
  return platform === 'linux' ? 107 : 103;
}

/**
 * All paths, from the XDG variables or their defaults. A relative XDG variable is ignored, as
 * the XDG base directory specification demands. Throws `usage` when a socket path that the
 * person chose is relative or longer than the system allows.
 */
export function resolvePaths(env: Environment, facts: PathFacts): Paths {
  const base = (variable: string, ...fallback: string[]) =>
    join(absolute(env[variable]) ?? join(facts.home, ...fallback), 'qtui');
  const stateDirectory = base('XDG_STATE_HOME', '.local', 'state');
  return {
    home: facts.home,
    configFile: join(base('XDG_CONFIG_HOME', '.config'), 'config.toml'),
    stateDirectory,
    dataDirectory: base('XDG_DATA_HOME', '.local', 'share'),
    preferencesFile: join(stateDirectory, 'preferences.json'),
    logFile: join(stateDirectory, 'logs', 'client.log'),
    hostLogFile: join(stateDirectory, 'logs', 'host.log'),
    socket: socketPath(env, facts),
  };
}

function socketPath(env: Environment, facts: PathFacts): string {
  const limit = socketPathLimit(facts.platform);
  const fits = (path: string) => Buffer.byteLength(path) <= limit;

  const chosen = facts.hostSocket ?? env['QTUI_SOCKET'];
  if (chosen !== undefined && chosen !== '') {
    const origin = facts.hostSocket === undefined ? 'QTUI_SOCKET' : '--host-socket';
    if (!isAbsolute(chosen)) {
      throw new QtuiError('usage', `${origin} must be an absolute path, not "${chosen}".`);
    }
    if (!fits(chosen)) throw tooLong(origin, chosen, limit);
    return chosen;
  }

  const runtime = absolute(env['XDG_RUNTIME_DIR']);
  const inRuntime = runtime === undefined ? undefined : join(runtime, 'qtui', 'host.sock');
  if (inRuntime !== undefined && fits(inRuntime)) return inRuntime;

  const inTemporary = join(facts.temporary, `qtui-${facts.uid ?? 'user'}`, 'host.sock');
  if (fits(inTemporary)) return inTemporary;
  throw tooLong('the temporary directory', inTemporary, limit);
}

function tooLong(origin: string, path: string, limit: number): QtuiError {
  return new QtuiError(
    'usage',
    `The socket path from ${origin} is ${Buffer.byteLength(path)} bytes long; this system allows ${limit}: ${path}`,
    { hint: 'Give a shorter one with --host-socket or QTUI_SOCKET.' },
  );
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
