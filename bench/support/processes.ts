import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second in /proc/PID/stat; 100 on every Linux. */
const TICKS = 100;
const PAGE = 4_096;

/** What runs in panes, whoever shows it. */
const PANE_PROGRAMS = new Set(['sh', 'bash', 'dash', 'cat', 'sleep', 'stty', 'printf']);

export interface Usage {
  /** CPU time since the processes began, s. */
  seconds: number;
  /** Memory that is theirs now and at most since they began, bytes. */
  memory: number;
  peak: number;
}

export interface OwnProcess {
  readonly pid: number;
  readonly name: string;
}

/**
 * Processes that have `home` for their home directory: those of one sandbox, however detached.
 * None where the system has no /proc.
 */
function processesOf(home: string): OwnProcess[] {
  const names = existsSync('/proc') ? readdirSync('/proc') : [];
  const found: OwnProcess[] = [];
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const environment = read(name, 'environ');
    if (!environment.split('\0').includes(`HOME=${home}`)) continue;
    found.push({ pid: Number(name), name: read(name, 'comm').trim() });
  }
  return found;
}

/** Those of a multiplexer, without the programs in its panes. */
export function multiplexersOf(home: string): OwnProcess[] {
  return processesOf(home).filter(({ name }) => !PANE_PROGRAMS.has(name));
}

/** Undefined where the system does not tell. */
export function usageOf(processes: readonly OwnProcess[]): Usage | undefined {
  const usage: Usage = { seconds: 0, memory: 0, peak: 0 };
  let found = 0;
  for (const { pid } of processes) {
    const stat = read(`${pid}`, 'stat');
    const status = read(`${pid}`, 'status');
    // The name may have blanks and parentheses in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
    if (user === undefined || system === undefined || !Number.isFinite(user)) continue;
    found += 1;
    usage.seconds += (user + system) / TICKS;
    usage.memory += (pages ?? 0) * PAGE;
    usage.peak += Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1_024;
  }
  return found === 0 ? undefined : usage;
}

/** Ends every process of the sandbox at once. */
export function killProcessesOf(home: string): void {
  for (const { pid } of processesOf(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself in this moment.
    }
  }
}

/** Empty when the process has ended, or is another user's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
