import { writeSync } from 'node:fs';
import pty, { type IPty } from 'node-pty';

export interface Program {
  readonly pid: number;
  write(text: string): void;
  /** Milliseconds from the call until `marker` has been printed; rejects after 120 s or at exit. */
  until(marker: string): Promise<number>;
  /** Types `text` and waits until it is shown; ms. */
  echo(text: string): Promise<number>;
  /** Types `text` and waits until `marker` is shown; ms. */
  answer(text: string, marker: string): Promise<number>;
  /** Bytes printed so far. */
  readonly printed: number;
  /** Reads no further, as a terminal that was stopped with Ctrl-S. */
  pause(): void;
  resume(): void;
  /** Milliseconds until it has ended by itself. */
  ended(): Promise<number>;
  kill(): Promise<void>;
}

const LIMIT_MS = 120_000;

/** Runs a program on a pty and drops its output, apart from looking for markers in it. */
export function startProgram(
  argv: readonly string[],
  options: { cwd: string; env: Record<string, string>; cols?: number; rows?: number },
): Program {
  const [file = '', ...args] = argv;
  const child = pty.spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    cols: options.cols ?? 200,
    rows: options.rows ?? 50,
    encoding: null,
  }) as IPty & { readonly fd: number };
  let tail = '';
  let exited = false;
  let printed = 0;
  let check = () => {};
  child.onData((data: string | Buffer) => {
    printed += data.length;
    // Only the end of a chunk can hold the beginning of a marker that the next one finishes.
    tail = tail.slice(-64) + (data as Buffer).toString('latin1');
    check();
    tail = tail.slice(-4096);
  });
  const exit = new Promise<void>((resolve) => {
    child.onExit(() => {
      exited = true;
      check();
      resolve();
    });
  });
  const until = (marker: string, begin = () => {}): Promise<number> => {
    const wanted = Buffer.from(marker).toString('latin1');
    tail = '';
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        check = () => {};
      };
      const fail = (why: string) => {
        finish();
        reject(new Error(`${argv.join(' ')}: ${why}, waiting for ${marker}. Last: ${tail}`));
      };
      const timer = setTimeout(() => fail('nothing in time'), LIMIT_MS);
      const start = performance.now();
      check = () => {
        if (tail.includes(wanted)) {
          const taken = performance.now() - start;
          finish();
          resolve(taken);
        } else if (exited) fail('it exited');
      };
      begin();
      check();
    });
  };
  // node-pty's own write waits for a thread first.
  const answer = (text: string, marker: string) => until(marker, () => writeSync(child.fd, text));
  return {
    pid: child.pid,
    write: (text) => child.write(text),
    until: (marker) => until(marker),
    echo: (text) => answer(text, text),
    answer,
    get printed() {
      return printed;
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    async ended() {
      const start = performance.now();
      await exit;
      return performance.now() - start;
    },
    async kill() {
      if (!exited) child.kill('SIGKILL');
      await exit;
    },
  };
}
