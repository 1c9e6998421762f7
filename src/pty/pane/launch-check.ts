import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { PaneLaunch } from '../../core/ports/host.js';

const UNTOUCHED = 'No program was started.';

/**
 * Absolute path of the program of `launch`, looked up as execvp does, on the PATH of the launch.
 * A fork would tell a missing program or directory only as text on the pane.
 * Throws `agent-not-found`, `path-missing`, `permission-denied`, `usage`.
 */
export async function checkLaunch(launch: PaneLaunch): Promise<string> {
  refuseNul(launch);
  await checkDirectory(launch.cwd);
  if (launch.setup) await checkDirectory(launch.setup.cwd);
  const name = launch.argv[0] ?? '';
  const candidates = name.includes('/')
    ? [isAbsolute(name) ? name : resolve(launch.cwd, name)]
    : pathDirectories(launch).map((directory) => join(directory, name));
  for (const candidate of candidates) {
    if (await isProgram(candidate)) return candidate;
  }
  throw new QtuiError('agent-not-found', `The program "${name}" was not found.`, {
    untouched: UNTOUCHED,
    hint: name.includes('/')
      ? 'Check the path and that the file is executable.'
      : 'Install it, or check that its directory is on PATH.',
    data: { program: name },
  });
}

/** The system ends a text at NUL: the program would silently get something else. */
function refuseNul({ argv, env, cwd, setup }: PaneLaunch): void {
  const texts = [...argv, ...Object.entries(env).flat(), cwd];
  if (setup) texts.push(...setup.argv, setup.cwd, setup.openMark ?? '');
  if (!texts.some((text) => text.includes('\0'))) return;
  throw new QtuiError('usage', 'An argument or variable of the program holds a NUL character.', {
    untouched: UNTOUCHED,
    hint: 'Remove it from the message or the command.',
  });
}

function pathDirectories(launch: PaneLaunch): string[] {
  const path = launch.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return path.split(delimiter).map((entry) => resolve(launch.cwd, entry));
}

async function checkDirectory(cwd: string): Promise<void> {
  try {
    const entry = await stat(cwd);
    if (!entry.isDirectory()) {
      throw new QtuiError('path-missing', `${cwd} is not a directory.`, { untouched: UNTOUCHED });
    }
    await access(cwd, constants.X_OK);
  } catch (error) {
    throw toQtuiError(error, `start a program in ${cwd}`, { untouched: UNTOUCHED });
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // What cannot be looked at cannot be started either.
    return false;
  }
}
