import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

export interface GroupLeader {
  file: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

export type Stopped = 'aborted' | 'timeout';

export interface Limits {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** How long it may take to end when asked to; by default 2 s. */
  killDelayMs?: number | undefined;
}

export interface Supervision extends Limits {
  /** Written to its stdin, which then ends. */
  input?: string | Buffer | undefined;
  onStdout?: (data: Buffer) => void;
  onStderr?: (text: string) => void;
  /** Gets the id of the process, which is the group's. */
  onStart?: (pid: number) => void;
  /** What the program has left running in its group is killed when it has ended. */
  endsWithLeader?: boolean;
}

export type Ended =
  /** `code` is 128 for one that a signal has ended; `stopped` says that it was made to end. */
  | { code: number; stopped?: Stopped }
  /** It could not be started. */
  | { error: Error };

const KILL_DELAY_MS = 2_000;

/** What ends each program that runs, and tells when it has. */
const running = new Set<() => Promise<void>>();

/** Ends every program that runs now, as if each were cancelled; resolves when all have ended. */
export async function endRunning(): Promise<void> {
  await Promise.all([...running].map((end) => end()));
}

/**
 * Runs a program as the leader of a process group of its own. When it is cancelled or its time is
 * up the whole group ends with it: first asked, then killed. Rejects for arguments that no program
 * can be given.
 */
export async function runInGroup(program: GroupLeader, how: Supervision): Promise<Ended> {
  if (how.signal?.aborted) return { code: 128, stopped: 'aborted' };
  const child = spawn(program.file, program.args, {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: [how.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) how.onStart?.(child.pid);
  return new Promise((resolve) => {
    const limit = limitGroup(child.pid, how);
    const finish = (ended: Ended) => {
      limit.release();
      resolve(ended);
    };
    child.stdout?.on('data', (data: Buffer) => how.onStdout?.(data));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => how.onStderr?.(text));
    // It may end without reading its input; its exit code tells what that means.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(how.input);
    child.on('error', (error) => finish({ error }));
    child.on('exit', () => {
      if (limit.stopped || how.endsWithLeader) signalGroup(child.pid, 'SIGKILL');
      closeWhenQuiet(child);
    });
    child.on('close', (code) => {
      const { stopped } = limit;
      finish({ code: code ?? 128, ...(stopped && { stopped }) });
    });
  });
}

/** Ends the group of `leader` when it is cancelled or its time is up: first asked, then killed. */
export function limitGroup(
  leader: number | undefined,
  { timeoutMs, signal, killDelayMs = KILL_DELAY_MS }: Limits,
): { readonly stopped: Stopped | undefined; release(): void } {
  let stopped: Stopped | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (reason: Stopped) => {
    stopped ??= reason;
    // git removes its lock files on SIGTERM; only who ignores that is killed.
    signalGroup(leader, 'SIGTERM');
    killTimer ??= setTimeout(() => signalGroup(leader, 'SIGKILL'), killDelayMs);
  };
  const onAbort = () => stop('aborted');
  const waiting: (() => void)[] = [];
  const end = () =>
    new Promise<void>((ended) => {
      waiting.push(ended);
      onAbort();
    });
  running.add(end);
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    get stopped() {
      return stopped;
    },
    release() {
      clearTimeout(timer);
      clearTimeout(killTimer);
      running.delete(end);
      for (const ended of waiting) ended();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** A hook may leave a process behind that keeps the pipes open; what was written is read by then. */
function closeWhenQuiet(child: ChildProcess): void {
  const streams = [child.stdout, child.stderr];
  let isQuiet = false;
  const onData = () => {
    isQuiet = false;
  };
  for (const stream of streams) stream?.on('data', onData);
  const timer = setInterval(() => {
    if (isQuiet) for (const stream of streams) stream?.destroy();
    isQuiet = true;
  }, 250);
  child.once('close', () => clearInterval(timer));
}

/** Signals a process group by its leader; one that has ended already is no failure. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // The group has ended already.
  }
}

/** Gives a process, and what it starts from then on, the lowest priority. */
export function putBehind(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not let us: then it runs as any other.
  }
}
