import { isAbsolute, join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Environment } from './env.js';

/** Where qtui keeps things; all absolute. Nothing here exists before it is needed. */
export interface Paths {
  home: string;
  /** The user's settings. */
  configFile: string;
  /** Registry, journal, logs, scrollback. */
  stateDirectory: string;
  /** Worktrees by default. */
  dataDirectory: string;
  preferencesFile: string;
  /** Which contents of project files the person has trusted. */
  trustFile: string;
  logFile: string;
  hostLogFile: string;
  /** What the host prints before its log is open, or when it breaks down. */
  hostOutputFile: string;
  /** Unix socket of the host. */
  socket: string;
  /** Names the process that is the host of `socket`. */
  hostRecordFile: string;
  /** Saved output of panes. */
  scrollbackDirectory: string;
}

export interface PathFacts {
  /** The user's home directory. */
  home: string;
  /** The system's temporary directory. */
  temporary: string;
  /** Numeric user id; absent where the platform has none. */
  uid?: number;
  /** Value of `--host-socket`. */
  hostSocket?: string;
}

/**
 * Longest socket path that is chosen without being asked, bytes. `sun_path` is 104 on BSD and
 * macOS, 108 on Linux, and a starting host needs room for a name of its own beside the socket.
 */
const COMFORTABLE_SOCKET_PATH = 90;

/**
 * All paths, from the XDG variables or their defaults. A relative XDG variable is ignored, as
 * the XDG base directory specification demands; a runtime directory too long for a socket is
 * passed over. Throws `usage` for a relative socket path.
 */
export function resolvePaths(env: Environment, facts: PathFacts): Paths {
  const base = (variable: string, ...fallback: string[]) =>
    join(absolute(env[variable]) ?? join(facts.home, ...fallback), 'qtui');
  const stateDirectory = base('XDG_STATE_HOME', '.local', 'state');
  const socket = socketPath(env, facts);
  return {
    home: facts.home,
    configFile: join(base('XDG_CONFIG_HOME', '.config'), 'config.toml'),
    stateDirectory,
    dataDirectory: base('XDG_DATA_HOME', '.local', 'share'),
    preferencesFile: join(stateDirectory, 'preferences.json'),
    trustFile: join(stateDirectory, 'trust.json'),
    logFile: join(stateDirectory, 'logs', 'client.log'),
    hostLogFile: join(stateDirectory, 'logs', 'host.log'),
    hostOutputFile: join(stateDirectory, 'logs', 'host-output.log'),
    socket,
    hostRecordFile: join(stateDirectory, 'hosts', `${socket.replaceAll('/', '%')}.json`),
    scrollbackDirectory: join(stateDirectory, 'scrollback'),
  };
}

/**
 * The user's home directory: HOME, else the account's. A relative one is passed over, as it
 * would put files into whatever directory a command runs in. Throws `usage` when neither is
 * absolute, as for a user id that the system has no account for.
 */
export function homeDirectory(env: Environment, account: () => string): string {
  const home = absolute(env['HOME']) ?? absolute(accountHome(account));
  if (home !== undefined) return home;
  throw new QtuiError('usage', `HOME must be an absolute path, not "${env['HOME'] ?? ''}".`, {
    untouched: 'Nothing was started.',
    hint: 'Set HOME to your home directory.',
  });
}

function accountHome(account: () => string): string | undefined {
  try {
    return account();
  } catch {
    // The system knows no account of this user, as in some containers.
    return undefined;
  }
}

function socketPath(env: Environment, facts: PathFacts): string {
  const chosen = facts.hostSocket ?? env['QTUI_SOCKET'];
  if (chosen !== undefined && chosen !== '') {
    if (isAbsolute(chosen)) return chosen;
    const origin = facts.hostSocket === undefined ? 'QTUI_SOCKET' : '--host-socket';
    throw new QtuiError('usage', `${origin} must be an absolute path, not "${chosen}".`);
  }
  const runtime = absolute(env['XDG_RUNTIME_DIR']);
  const inRuntime = runtime === undefined ? undefined : join(runtime, 'qtui', 'host.sock');
  if (inRuntime !== undefined && Buffer.byteLength(inRuntime) <= COMFORTABLE_SOCKET_PATH) {
    return inRuntime;
  }
  return join(facts.temporary, `qtui-${facts.uid ?? 'user'}`, 'host.sock');
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
