import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectories } from '../../core/make-directories.js';

/** Notes which process is the host of a socket, so that clients wait for one that lost its file. */
export async function writeHostRecord(file: string, pid: number): Promise<void> {
  await makeDirectories(mkdir, dirname(file), 0o700);
  const own = `${file}.${pid}`;
  await writeFile(own, `${JSON.stringify({ pid })}\n`, { mode: 0o600 });
  await rename(own, file);
}

/** Removes the record if it is still of `pid`. */
export async function removeHostRecord(file: string, pid: number): Promise<void> {
  if ((await recordedPid(file)) === pid) await rm(file, { force: true });
}

/**
 * Whether the recorded host may still run. A process that has taken its number makes this true by
 * mistake: good enough for waiting a moment, for nothing more.
 */
export async function mayRecordedHostRun(file: string): Promise<boolean> {
  const pid = await recordedPid(file);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Ended, or somebody else's: no host of ours.
    return false;
  }
}

async function recordedPid(file: string): Promise<number | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(file, 'utf8')) as { pid?: unknown };
    return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    // Missing or damaged: nobody is known, and nobody is waited for.
    return undefined;
  }
}
