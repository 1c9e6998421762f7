import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { QtuiError } from '../core/errors.js';
import { printable } from '../core/text.js';
import { recordedPath } from './git-file.js';

/** A process that a lock file is most likely of. */
export interface LockHolder {
  pid: number;
  /** Its command line, cut to what fits into a sentence. */
  command: string;
}

const LONGEST_COMMAND = 60;

/**
 * `error` with the holder of its lock named. git keeps the file open while it writes only, so a
 * git in the lock's worktree counts as well: one that waits for an editor has closed it.
 */
export async function namingHolder(error: QtuiError, cwd: string): Promise<QtuiError> {
  const { lock } = error.data;
  if (error.code !== 'git-locked' || typeof lock !== 'string') return error;
  // Without procfs the error stays as it is: it only says less.
  const processes = await readdir('/proc').catch(() => undefined);
  if (processes === undefined) return error;
  const holder = await findHolder(processes, await realOf(resolve(cwd, lock)));
  const details = {
    ...(error.untouched === undefined ? {} : { untouched: error.untouched }),
    cause: error.cause,
  };
  if (holder === undefined) {
    return new QtuiError(error.code, error.message, {
      ...details,
      hint: 'No git that uses it was found here. If none runs elsewhere, delete the lock file.',
      data: error.data,
    });
  }
  const { pid, command } = holder;
  return new QtuiError(
    error.code,
    `${error.message.replace(/\.$/, '')}: ${command} (process ${pid}).`,
    { ...details, hint: 'Wait for it to end, or end it.', data: { ...error.data, holder } },
  );
}

async function findHolder(
  processes: readonly string[],
  lock: string,
): Promise<LockHolder | undefined> {
  const worktree = await worktreeOf(dirname(lock));
  const seen = await Promise.all(
    processes
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map((pid) => look(pid, lock, worktree)),
  );
  const found = seen.filter((each) => each !== undefined);
  return (found.find(({ hasOpen }) => hasOpen) ?? found[0])?.holder;
}

/** https://man7.org/linux/man-pages/man5/proc.5.html; processes of others cannot be looked at. */
async function look(
  pid: string,
  lock: string,
  worktree: string,
): Promise<{ holder: LockHolder; hasOpen: boolean } | undefined> {
  // A process that has ended, or is somebody else's, holds nothing that can be named.
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const [program = '', ...args] = cmdline.split('\0');
  if (!/(?:^|\/)git$/.test(program)) return undefined;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const open = await Promise.all(
    files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')),
  );
  const hasOpen = open.includes(lock);
  if (!hasOpen && cwd !== worktree && !cwd.startsWith(`${worktree}/`)) return undefined;
  const words = printable(['git', ...args].join(' ').trim());
  const command = words.length > LONGEST_COMMAND ? `${words.slice(0, LONGEST_COMMAND)}…` : words;
  return { holder: { pid: Number(pid), command }, hasOpen };
}

/** The worktree that a git directory is of; for a linked one its record names it. */
async function worktreeOf(gitDir: string): Promise<string> {
  return realOf((await recordedPath(gitDir)) ?? dirname(gitDir));
}

/** The lock itself may be gone by now; its directory is not. */
async function realOf(path: string): Promise<string> {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return join(parent, basename(path));
}
