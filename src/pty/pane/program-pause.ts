import { readdir, readFile } from 'node:fs/promises';

/** Looks for processes that began while others were being stopped; more than a few want to escape. */
const ROUNDS = 8;

/**
 * Stops every process of a terminal's session where it is (SIGSTOP), and lets them go on (SIGCONT).
 * What has left the session, as a daemon does, is not reached, and no process of another one ever is.
 */
export class ProgramPause {
  readonly #leader: number;
  readonly #hasExited: () => boolean;
  #isPaused = false;
  #queue: Promise<void> = Promise.resolve();

  /** `leader` is the process that the terminal was opened for. */
  constructor(leader: number, hasExited: () => boolean) {
    this.#leader = leader;
    this.#hasExited = hasExited;
  }

  get isPaused(): boolean {
    return this.#isPaused && !this.#hasExited();
  }

  /** Resolves when the processes have been told, in the order of the calls. */
  set(isPaused: boolean): Promise<void> {
    if (this.#isPaused === isPaused) return this.#queue;
    this.#isPaused = isPaused;
    this.#queue = this.#queue.then(() => (isPaused ? this.#stop() : this.#continue()));
    return this.#queue;
  }

  /** The leader first: a shell must not see its jobs stop, or it would take the terminal back. */
  async #stop(): Promise<void> {
    const stopped = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      if (this.#hasExited()) return;
      const members = await sessionMembers(this.#leader);
      const running = members.filter((pid) => !stopped.has(pid));
      if (running.length === 0) return;
      for (const pid of running) {
        stopped.add(pid);
        signal(pid, 'SIGSTOP');
      }
    }
  }

  /** The leader last, for the same reason. */
  async #continue(): Promise<void> {
    if (this.#hasExited()) return;
    const members = await sessionMembers(this.#leader);
    for (const pid of members.reverse()) signal(pid, 'SIGCONT');
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, or became somebody else's (a program that runs as another user).
  }
}

/** Ids of the session's processes, its leader first; without /proc those of the leader's group. */
async function sessionMembers(leader: number): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) return [leader, -leader];
  const sessions = await Promise.all(pids.map(sessionOf));
  const others = pids.filter((pid, index) => pid !== leader && sessions[index] === leader);
  return sessions[pids.indexOf(leader)] === leader ? [leader, ...others] : others;
}

/** Field 6 of proc_pid_stat(5); the name in field 2 may hold spaces and parentheses. */
async function sessionOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const session = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3];
  return session === undefined ? undefined : Number(session);
}
