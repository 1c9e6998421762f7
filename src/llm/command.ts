import { spawn } from 'node:child_process';
import { llmUnavailable } from '../core/llm.js';

/** Most that is read of what a command prints, bytes. */
const MAX_OUTPUT = 4 * 1024 * 1024;
const PLACEHOLDER = '{prompt}';

/** Ids of the groups that run. */
const running = new Set<number>();

/** Ends every command that runs now, with all that it has started. */
export function endCommands(): void {
  for (const pid of running) endGroup(pid);
}

export interface CommandPlace {
  /** Setting that names the command, for errors. */
  setting: string;
  env: Readonly<Record<string, string>>;
  cwd: string;
  signal: AbortSignal;
}

/**
 * What a command prints that is given `prompt`: in place of `{prompt}` in its arguments, else on
 * its stdin. It is ended with all that it has started when the signal says so. Throws
 * `llm-unavailable`, without a word of what it printed, as that may be a key.
 */
export async function runCommand(
  argv: readonly string[],
  prompt: string | undefined,
  { setting, env, cwd, signal }: CommandPlace,
): Promise<string> {
  signal.throwIfAborted();
  const isArgument = argv.slice(1).some((word) => word.includes(PLACEHOLDER));
  const [program = '', ...args] = argv.map((word, index) =>
    // A function, as `$&` in a message must stay what it is.
    index === 0 ? word : word.replaceAll(PLACEHOLDER, () => prompt?.replaceAll('\0', '') ?? ''),
  );
  const failed = (how: string) =>
    llmUnavailable(
      'command-failed',
      `The command of ${setting} (${program}) ${how}.`,
      `Correct ${setting} in your settings.`,
    );
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, detached: true, stdio: 'pipe' });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    const output: Buffer[] = [];
    let size = 0;
    const settle = (done: () => void) => {
      signal.removeEventListener('abort', stop);
      for (const stream of child.stdio) stream?.destroy();
      done();
    };
    const stop = () => {
      endGroup(pid);
      settle(() => reject(signal.reason));
    };
    signal.addEventListener('abort', stop);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT) output.push(chunk);
    });
    child.stderr.resume();
    child.on('error', ({ message }) => settle(() => reject(failed(`does not start: ${message}`))));
    // What it may have left running must not outlive it, nor keep its pipes open.
    child.on('exit', () => {
      endGroup(pid);
      if (pid !== undefined) running.delete(pid);
    });
    child.on('close', (code, endedBy) => {
      settle(() => {
        if (code === null) reject(failed(`was ended by ${endedBy}`));
        else if (code !== 0) reject(failed(`failed with exit code ${code}`));
        else if (size > MAX_OUTPUT) reject(failed('printed more than 4 MB'));
        else resolve(Buffer.concat(output).toString('utf8'));
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(isArgument || prompt === undefined ? '' : prompt);
  });
}

/** Kills a process that leads a group, and the group. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
