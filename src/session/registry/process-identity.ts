import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Names one process for good: a pid alone is given to another process sooner or later. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** Start time in clock ticks since boot, from /proc/PID/stat; absent without /proc. */
  startTime?: string;
  /** From /proc/sys/kernel/random/boot_id; absent without /proc. */
  bootId?: string;
}

/** `unknown`: it runs, or ran, where this process cannot look (another machine, no /proc). */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** The identity of a process of this machine; `proc` is where procfs is mounted. */
export async function identifyProcess(pid: number, proc = '/proc'): Promise<ProcessIdentity> {
  const [startTime, bootId] = await Promise.all([readStartTime(pid, proc), readBootId(proc)]);
  return {
    pid,
    host: hostname(),
    ...(startTime === undefined ? {} : { startTime }),
    ...(bootId === undefined ? {} : { bootId }),
  };
}

/**
 * Whether the process still runs. Without start times `alive` cannot be told from a reused pid
 * and is reported as `unknown`; a pid that nobody has is dead for certain.
 */
export async function livenessOf(identity: ProcessIdentity, proc = '/proc'): Promise<Liveness> {
  if (identity.host !== hostname()) return 'unknown';
  const bootId = await readBootId(proc);
  if (identity.bootId !== undefined && bootId !== undefined && identity.bootId !== bootId) {
    return 'dead';
  }
  if (!pidExists(identity.pid)) return 'dead';
  const startTime = await readStartTime(identity.pid, proc);
  if (startTime === undefined || identity.startTime === undefined) return 'unknown';
  return startTime === identity.startTime ? 'alive' : 'dead';
}

/**
 * A name for a temporary file, unlike any other, that tells who writes it from the moment it is
 * there, when it may still be empty.
 */
export function writerName({ pid, startTime = '' }: ProcessIdentity): string {
  return `${pid}~${startTime}~${randomUUID()}`;
}

/** Who writes the file of such a name, on this machine; undefined for any other name. */
export function writerOf(fileName: string): ProcessIdentity | undefined {
  const [, pid, startTime] = /(?:^|\.)(\d+)~(\d*)~[\w-]+\.\w+$/.exec(fileName) ?? [];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), host: hostname(), ...(startTime && { startTime }) };
}

/** The identity in a value read from disk, or undefined when it is none. */
export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, host, startTime, bootId } = value as Record<string, unknown>;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof host !== 'string') return undefined;
  return {
    pid,
    host,
    ...(typeof startTime === 'string' ? { startTime } : {}),
    ...(typeof bootId === 'string' ? { bootId } : {}),
  };
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of proc_pid_stat(5); the name in field 2 may hold spaces and parentheses. */
async function readStartTime(pid: number, proc: string): Promise<string | undefined> {
  const stat = await readOptional(`${proc}/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function readBootId(proc: string): Promise<string | undefined> {
  return (await readOptional(`${proc}/sys/kernel/random/boot_id`))?.trim();
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Ended, or hidden from us as `hidepid` does: either way nothing can be told.
    return undefined;
  }
}
