import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How long recovery waits for a git that outlived the qtui which started it. */
const GIT_WAIT_MS = 10_000;
const GIT_POLL_MS = 50;

/** A process, told from a later one with the same id by its start time; '' without /proc. */
export interface ProcessMark {
  pid: number;
  start: string;
}

/** The mark of this process. */
export function selfMark(): Promise<ProcessMark> {
  return processMark(process.pid);
}

/** The mark of a process that runs. */
export async function processMark(pid: number): Promise<ProcessMark> {
  return { pid, start: await startTime(pid) };
}

/** Whether that very process still runs; true where its start time cannot be told. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = await startTime(mark.pid);
  return start === '' || mark.start === '' || start === mark.start;
}

/** Whether the process runs a command that holds `word`; true where that cannot be told. */
export async function isRunning(pid: number, word: string): Promise<boolean> {
  if (!(await isAlive({ pid, start: '' }))) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined ? true : command.includes(word);
}

/** The process id that a file of git, or of a guarded one, begins with; undefined without one. */
export async function readPid(file: string): Promise<number | undefined> {
  // Without a number nobody is waited for, or ended, by it.
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split(' ')[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

/** Waits for a git whose command holds `word`; false when it has not ended in time. */
export async function waitForEnd(pid: number, word: string): Promise<boolean> {
  for (let waited = 0; waited <= GIT_WAIT_MS; waited += GIT_POLL_MS) {
    if (!(await isRunning(pid, word))) return true;
    await delay(GIT_POLL_MS);
  }
  return false;
}

/** Field 22 of proc_pid_stat(5); field 2, the name, may hold spaces and parentheses. */
async function startTime(pid: number): Promise<string> {
  // Without a start time no process is taken for another one's: it counts as alive.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
