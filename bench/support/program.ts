import pty from 'node-pty';

export interface Program {
  write(text: string): void;
  /** Milliseconds from the call until `marker` has been printed; rejects after 120 s or at exit. */
  until(marker: string): Promise<number>;
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
  });
  let tail = '';
  let exited = false;
  let check = () => {};
  child.onData((data: string | Buffer) => {
    // Only the end of a chunk can hold the beginning of a marker that the next one finishes.
    tail = tail.slice(-64) + Buffer.from(data as Buffer).toString('latin1');
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
  return {
    write: (text) => child.write(text),
    until(marker) {
      const start = performance.now();
      tail = '';
      return new Promise((resolve, reject) => {
        const fail = (why: string) => {
          clearTimeout(timer);
          check = () => {};
          reject(new Error(`${argv.join(' ')}: ${why}, waiting for ${marker}. Last: ${tail}`));
        };
        const timer = setTimeout(() => fail('nothing in time'), LIMIT_MS);
        check = () => {
          if (tail.includes(marker)) {
            clearTimeout(timer);
            check = () => {};
            resolve(performance.now() - start);
          } else if (exited) fail('it exited');
        };
        check();
      });
    },
    async kill() {
      if (!exited) child.kill('SIGKILL');
      await exit;
    },
  };
}
