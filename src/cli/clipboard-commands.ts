import { type ChildProcess, spawn } from 'node:child_process';
import type { Config } from '../core/config.js';
import { QtuiError } from '../core/errors.js';
import type { ClipboardCommands } from '../core/ports/clipboard.js';

/** Longest that a command may take, ms. */
const TIME_LIMIT = 5000;
/** Most that is read of what a command prints, bytes. */
const MAX_OUTPUT = 8 * 1024 * 1024;
const MAX_COMPLAINT = 200;

type Settings = Pick<Config['terminal'], 'copyCommand' | 'pasteCommand'>;

/** The commands that the settings name, started without a shell in `env`. */
export function clipboardCommands(
  { copyCommand, pasteCommand }: Settings,
  env: Readonly<Record<string, string>>,
  timeLimit = TIME_LIMIT,
): ClipboardCommands {
  return {
    ...(copyCommand.length > 0 && {
      async copy(text) {
        await run('copy-command', copyCommand, env, { input: text, timeLimit });
      },
    }),
    ...(pasteCommand.length > 0 && {
      paste: () => run('paste-command', pasteCommand, env, { timeLimit }),
    }),
  };
}

/**
 * Runs a command to its end and returns what it prints; with `input` nothing. A copying program is
 * done when it exits: it may leave a process behind that serves the text and keeps the pipes.
 */
function run(
  setting: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { input, timeLimit }: { input?: string; timeLimit: number },
): Promise<string> {
  const [program = '', ...args] = argv;
  const failure = (reason: string, cause?: unknown) =>
    new QtuiError('clipboard-failed', `The ${setting} "${argv.join(' ')}" ${reason}.`, {
      hint: `Correct terminal.${setting} in the settings, or remove it.`,
      cause,
    });
  return new Promise((resolve, reject) => {
    const stdout = input === undefined ? 'pipe' : 'ignore';
    const child: ChildProcess = spawn(program, args, { env, stdio: ['pipe', stdout, 'pipe'] });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const timer = setTimeout(() => {
      end(failure(`did not end within ${timeLimit / 1000} s and was stopped`));
      child.kill('SIGKILL');
    }, timeLimit);
    const end = (error?: QtuiError) => {
      clearTimeout(timer);
      for (const stream of child.stdio) stream?.destroy();
      if (error === undefined) resolve(Buffer.concat(output).toString());
      else reject(error);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT) output.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, MAX_COMPLAINT);
    });
    child.on('error', (error) => end(failure(`could not be started: ${error.message}`, error)));
    const onClose = (code: number | null, signal: NodeJS.Signals | null) => {
      const said = complaint.replace(/\s+/g, ' ').trim();
      const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
      if (code !== 0) end(failure(`${how}${said && `: ${said}`}`));
      else if (size > MAX_OUTPUT) end(failure('printed more than 8 MB'));
      else end();
    };
    child.on('close', onClose);
    if (input !== undefined) child.on('exit', (code) => code === 0 && end());
    // A command that does not read its stdin may still succeed.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
