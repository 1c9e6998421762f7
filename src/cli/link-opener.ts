import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { QtuiError } from '../core/errors.js';
import type { LinkOpener } from '../core/ports/links.js';

/** A program that runs so long, ms, is taken for the one that shows the address. */
const GRACE_TIME = 3000;

/** The desktop's own program for addresses; undefined where no desktop would show it. */
function desktopCommand(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): readonly string[] | undefined {
  if (platform === 'darwin') return env['SSH_CONNECTION'] ? undefined : ['open'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}

/**
 * Opens addresses with the person's command, or the desktop's where none is set; undefined where
 * there is none, also because the person wants none (an empty command).
 */
export function linkOpener(
  command: readonly string[] | undefined,
  env: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
  graceTime = GRACE_TIME,
): LinkOpener | undefined {
  const argv = command ?? desktopCommand(env, platform);
  if (!argv || argv.length === 0) return undefined;
  return { hostName: hostname(), open: (address) => run(argv, address, env, graceTime) };
}

function run(
  argv: readonly string[],
  address: string,
  env: Readonly<Record<string, string>>,
  graceTime: number,
): Promise<void> {
  const [program = '', ...args] = argv;
  const failure = (reason: string, cause?: unknown) =>
    new QtuiError('link-failed', `"${argv.join(' ')}" ${reason}; the link was not opened.`, {
      hint: 'Set terminal.open-command to a program that opens addresses.',
      cause,
    });
  return new Promise((resolve, reject) => {
    // A browser that it starts outlives the client.
    const child = spawn(program, [...args, address], { env, stdio: 'ignore', detached: true });
    child.unref();
    const timer = setTimeout(resolve, graceTime);
    timer.unref();
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(failure(`could not be started: ${error.message}`, error));
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(failure(signal ? `was ended by ${signal}` : `failed with exit code ${code}`));
    });
  });
}
