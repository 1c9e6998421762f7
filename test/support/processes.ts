import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface FoundProcess {
  pid: number;
  command: string;
}

/**
 * Processes that were started with `marker` (a test's private directory) in their environment or
 * command line. Reads /proc, so that a process which has detached itself is found as well.
 */
export async function processesOf(marker: string): Promise<FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const [environment, commandLine] = await Promise.all([
      readFile(`/proc/${entry}/environ`, 'utf8').catch(() => ''),
      readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => ''),
    ]);
    // A zombie has neither; it is gone as soon as its parent looks.
    if (!environment.includes(marker) && !commandLine.includes(marker)) continue;
    found.push({ pid, command: commandLine.replaceAll('\0', ' ').trim() });
  }
  return found;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until `holds`; throws with `what` after `patience` ms. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patience = 10_000,
): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${patience} ms in vain: ${what}`);
    await delay(20);
  }
}
